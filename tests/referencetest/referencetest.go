// Package referencetest holds files that are made from the code to what the code says now, in tests.
package referencetest

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// Update says whether to write what is made from the code again, by go test's flag -update.
var Update = flag.Bool("update", false, "write what is made from the code again")

// Holds fails the test where a file isn't the JSON of a value, and says what to do then; with -update it writes the file.
func Holds(t *testing.T, file string, value any, otherwise string) {
	t.Helper()
	var want bytes.Buffer
	encoder := json.NewEncoder(&want)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	require.NoError(t, encoder.Encode(value))
	if *Update {
		require.NoError(t, os.WriteFile(file, want.Bytes(), 0o644))
		return
	}
	written, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, want.String(), string(written), otherwise)
}
