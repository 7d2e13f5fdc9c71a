// Package faults runs the real backend process against servers that misbehave: whatever they do, a user reads a helpful
// error or sees the right data, other queries aren't affected, and the process keeps running.
package faults

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

var binary string

func TestMain(m *testing.M) { os.Exit(rig.Main(m, &binary)) }

// start runs a backend for one test, and checks at its end that it never panicked.
func start(t *testing.T) *rig.Process {
	t.Helper()
	process, err := rig.Start(t.Context(), binary)
	require.NoError(t, err)
	t.Cleanup(func() {
		log, err := process.Log()
		process.Stop()
		if assert.NoError(t, err) {
			for line := range strings.Lines(log) {
				lower := strings.ToLower(line)
				assert.False(t, strings.Contains(lower, "panic") || strings.Contains(lower, "goroutine "), "the backend logged: %s", line)
			}
		}
	})
	return process
}

// token is a text that can't be in a log by chance.
const token = "T0kenOfTheFaultTests.7dK2-vZ_9q"

func source(name, url, dialect string, jsonData map[string]any) rig.Source {
	all := map[string]any{"dialect": dialect}
	for key, value := range jsonData {
		all[key] = value
	}
	return rig.Source{Name: name, URL: url, Token: token, JSONData: all}
}

// saved is a query of the metric as points of one minute, which the server itself computes.
func saved(metric string) string {
	return fmt.Sprintf(`{"metric":%q,"aggregator":"sum","downsampleInterval":"1m","downsampleFillPolicy":"none"}`, metric)
}

// query runs queries of one panel, and returns the result of each, in order.
func query(t *testing.T, process *rig.Process, from rig.Source, queries ...string) []sdk.DataResponse {
	t.Helper()
	responses, err := process.Query(t.Context(), from, rig.LastHour, queries...)
	require.NoError(t, err)
	results := make([]sdk.DataResponse, len(queries))
	for n := range queries {
		result, ok := responses[rig.RefID(n)]
		require.True(t, ok, "query %d has no response", n)
		results[n] = result
	}
	return results
}

// rows is the number of points in a response's frames.
func rows(frames data.Frames) (n int) {
	for _, frame := range frames {
		n += frame.Rows()
	}
	return n
}

// isFine checks that a response is the two points that a well-behaved server sent.
func isFine(t *testing.T, result sdk.DataResponse) {
	t.Helper()
	require.NoError(t, result.Error)
	assert.Equal(t, 2, rows(result.Frames))
}

// failure is the error that a user gets for a fault.
type failure struct {
	status int
	// says is a part of the sentence.
	says string
}

// source is the error's source for Grafana's metrics: downstream, but for a request that the server doesn't know.
func (f failure) source() sdk.ErrorSource {
	if f.status == http.StatusNotImplemented {
		return sdk.ErrorSourcePlugin
	}
	return sdk.ErrorSourceDownstream
}

// isFailure checks that a response is an error for its reader: a sentence, a status, a source, and no data.
func isFailure(t *testing.T, want failure, result sdk.DataResponse) {
	t.Helper()
	require.Error(t, result.Error)
	assert.Contains(t, result.Error.Error(), want.says)
	assert.Equal(t, want.status, int(result.Status), "status of %q", result.Error)
	assert.Equal(t, want.source(), result.ErrorSource, "source of %q", result.Error)
	assert.Zero(t, rows(result.Frames), "an error came with data")
	assert.Regexp(t, `^[A-Z0-9].*[.?]$`, result.Error.Error(), "it is no sentence")
}

// eventually waits for a condition, which what describes.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !condition(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 10 s", what)
		}
	}
}
