package faults

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// lookupOf is a response of that many series, one a value of the tag host.
func lookupOf(series int) string {
	results := make([]string, series)
	for n := range results {
		results[n] = fmt.Sprintf(`{"metric":"m","tags":{"host":"h%06d"},"tsuid":0}`, n)
	}
	return `{"type":"LOOKUP","metric":"m","results":[` + strings.Join(results, ",") + `]}`
}

func responds(body string) behaviour {
	return func(c conversation) bool { c.respond(body); return true }
}

// names asks a picker and reads its response.
func names(t *testing.T, process *rig.Process, from rig.Source, address string) (values []string, complete bool) {
	t.Helper()
	status, body, err := process.Resource(t.Context(), from, address)
	require.NoError(t, err)
	require.Equal(t, 200, status, body)
	var list struct {
		Values   []string
		Complete bool
	}
	require.NoError(t, json.Unmarshal([]byte(body), &list))
	return list.Values, list.Complete
}

// TestPickersOfLargeAccounts: however many names there are, a picker shows as many as the limit allows, and says that there are
// more.
func TestPickersOfLargeAccounts(t *testing.T) {
	process := start(t)
	t.Run("a tag with 50,000 values", func(t *testing.T) {
		from := source("tags", serveAny(t, responds(lookupOf(50_000))).url, "ovh", nil)
		values, complete := names(t, process, from, "tag-values?metric=m&key=host")
		assert.Len(t, values, 1000)
		assert.False(t, complete)
		values, complete = names(t, process, from, "tag-values?metric=m&key=host&q=h04999")
		assert.Len(t, values, 10, "all of them are searched")
		assert.True(t, complete)
	})
	t.Run("more series than are read", func(t *testing.T) {
		from := source("series", serveAny(t, responds(lookupOf(100_001))).url, "ovh", nil)
		values, complete := names(t, process, from, "tag-values?metric=m&key=host&q=h00000")
		assert.Len(t, values, 10)
		assert.False(t, complete)
	})
	t.Run("names without end", func(t *testing.T) {
		endless := floods(okHead+"Connection: close\r\n\r\n"+`["first"`, `,"name"`)
		values, complete := names(t, process, source("endless names", serveAny(t, endless).url, "ovh", nil), "metrics?q=")
		assert.Equal(t, []string{"first", "name"}, values)
		assert.False(t, complete)
	})
	t.Run("series without end", func(t *testing.T) {
		endless := floods(okHead+"Connection: close\r\n\r\n"+`{"results":[{"metric":"m","tags":{"a":"first"}}`, `,{"metric":"m","tags":{"a":"b"}}`)
		values, complete := names(t, process, source("endless series", serveAny(t, endless).url, "ovh", nil), "tag-values?metric=m&key=a")
		assert.Equal(t, []string{"b", "first"}, values)
		assert.False(t, complete)
	})
	t.Run("a list of something else", func(t *testing.T) {
		for body, says := range map[string]string{
			`[1,2]`: notPromised, `{"error":{"code":400,"message":"Bad type"}}`: "Bad type", `["a"`: cutShort, ``: "an empty response", `["a"] x`: notPromised,
		} {
			status, message, err := process.Resource(t.Context(), source("else "+body, serveAny(t, responds(body)).url, "ovh", nil), "metrics?q=")
			require.NoError(t, err)
			assert.Equal(t, 502, status, body)
			assert.Contains(t, message, says, body)
		}
	})
}
