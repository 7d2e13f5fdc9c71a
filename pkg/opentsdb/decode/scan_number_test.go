package decode

import (
	"strconv"
	"testing"
)

func TestEightDigits(t *testing.T) {
	for _, text := range []string{"00000000", "12345678", "99999999", "17953907", "00000001", "10000000", "90909090"} {
		want, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := eightDigits([]byte(text)); !ok || got != want {
			t.Errorf("%s is read as %d, %v", text, got, ok)
		}
	}
	for place := range 8 {
		for c := range 256 {
			text := []byte("17953907")
			text[place] = byte(c)
			if _, ok := eightDigits(text); ok != ('0' <= c && c <= '9') {
				t.Errorf("%q: %v", text, ok)
			}
		}
	}
}
