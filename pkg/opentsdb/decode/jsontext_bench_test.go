//go:build goexperiment.jsonv2

package decode

import (
	"bytes"
	"encoding/json/jsontext"
	"errors"
	"io"
	"strconv"
	"testing"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// BenchmarkQueryJSONText decodes into the same columns with the standard library's streaming tokenizer, which is
// experimental as yet: GOEXPERIMENT=jsonv2 go test -bench Query ./pkg/opentsdb/decode
func BenchmarkQueryJSONText(b *testing.B) {
	body := syntheticResponse(1000, 1440)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if err := decodeJSONText(onlyReader{bytes.NewReader(body)}); err != nil {
			b.Fatal(err)
		}
	}
}

func decodeJSONText(r io.Reader) error {
	d := jsontext.NewDecoder(r, jsontext.AllowDuplicateNames(true))
	c := columns{max: DefaultMaxPoints}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() == '{' {
		if _, err := d.ReadToken(); err != nil {
			return err
		}
		for d.PeekKind() != '}' {
			name, err := d.ReadValue()
			if err != nil {
				return err
			}
			if string(name) != `"dps"` {
				err = d.SkipValue()
			} else {
				err = jsonTextPoints(d, &c)
			}
			if err != nil {
				return err
			}
		}
		if _, err := d.ReadToken(); err != nil {
			return err
		}
		c.take()
	}
	return nil
}

func jsonTextPoints(d *jsontext.Decoder, c *columns) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != '}' {
		key, err := d.ReadValue()
		if err != nil {
			return err
		}
		t, n := parseInt(key[1:])
		if n == 0 {
			return errors.New("no timestamp")
		}
		number, err := d.ReadValue()
		if err != nil {
			return err
		}
		value, err := strconv.ParseFloat(string(number), 64)
		if err != nil {
			return err
		}
		if err := c.add(opentsdb.Point{TimeMs: timestampMs(t), Value: value}); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}
