package faults

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// demoFaults are the demo server's misbehaviours (docs/demo.md), and what a user reads of each.
func demoFaults(dialect string) map[string]failure {
	faults := map[string]failure{
		"fault.slow.5000":    {504, notInTime},
		"fault.reset":        {502, noResponse},
		"fault.cut.0":        {502, "."},
		"fault.cut.1":        {502, cutShort},
		"fault.cut.100":      {502, cutShort},
		"fault.cut.5000":     {502, cutShort},
		"fault.length.1":     {502, cutShort},
		"fault.length":       {502, cutShort},
		"fault.empty":        {502, "an empty response"},
		"fault.html":         {502, "Maintenance"},
		"fault.html.503":     {503, "not available"},
		"fault.error":        {500, "The storage went away"},
		"fault.error.413":    {413, "its own limit"},
		"fault.redirect":     {502, "redirects the query"},
		"fault.redirect.9":   {502, "redirects the query"},
		"fault.bomb":         {413, "8 MB"},
		"fault.series":       {413, tooLarge},
		"fault.series.10001": {413, "10,000 series"},
		"fault.points":       {413, "8 MB"},
	}
	for status, says := range map[int]string{
		400: "refused the query", 401: "asks for a login", 403: "(403)", 404: "the query", 408: "in time", 413: "its own limit",
		414: "as long as this one", 429: "too many requests", 500: "failed to process", 501: "in this form", 502: "not available",
		503: "not available", 504: "in time", 507: "failed to process",
	} {
		faults[fmt.Sprintf("fault.status.%d", status)] = failure{status, says}
	}
	return faults
}

// TestDemoFaults requests every misbehaviour of the demo server in one panel, with correct queries between them.
func TestDemoFaults(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		t.Run(dialect, func(t *testing.T) {
			process, url := start(t), rig.StartDemo(t, "--dialect", dialect, "--faults", "--token", token)
			from := source(dialect, url, dialect, map[string]any{"timeout": 3, "maxResponseMB": 8})
			to := time.Now().Truncate(time.Minute)
			panel := rig.Panel{From: to.Add(-time.Hour), To: to, Interval: time.Minute}
			truth := func() int {
				responses, err := process.Query(t.Context(), from, panel, saved("sys.cpu.nice"))
				require.NoError(t, err)
				require.NoError(t, responses[rig.RefID(0)].Error)
				return rows(responses[rig.RefID(0)].Frames)
			}
			points := truth()
			require.Greater(t, points, 50)

			faults := demoFaults(dialect)
			var names, queries []string
			for name := range faults {
				names = append(names, name)
				queries = append(queries, saved(name), saved("sys.cpu.nice"))
			}
			responses, err := process.Query(t.Context(), from, panel, queries...)
			require.NoError(t, err)
			for n, name := range names {
				t.Run(name, func(t *testing.T) {
					isFailure(t, faults[name], responses[rig.RefID(2*n)])
					beside := responses[rig.RefID(2*n+1)]
					require.NoError(t, beside.Error)
					assert.Equal(t, points, rows(beside.Frames))
				})
			}
			assert.Equal(t, points, truth())
		})
	}
}

// TestDemoFaultsWithinLimits: large responses within the limits arrive in full, and so do late ones within the timeout.
func TestDemoFaultsWithinLimits(t *testing.T) {
	process, url := start(t), rig.StartDemo(t, "--dialect", "opentsdb", "--faults", "--token", token)
	from := source("large", url, "opentsdb", map[string]any{"maxSeries": 100_000, "responseCacheMB": 0})
	for metric, points := range map[string]int{
		"fault.series": 200_000, "fault.points": 1_000_000, "fault.slow.1500": 0, "fault.series.0": 0,
	} {
		t.Run(metric, func(t *testing.T) {
			result := query(t, process, from, saved(metric))[0]
			if metric == "fault.slow.1500" {
				isFailure(t, failure{400, "has no metric"}, result) // the true response, late
				return
			}
			require.NoError(t, result.Error)
			assert.Equal(t, points, rows(result.Frames))
		})
	}
}

// TestDemoFaultsInPickers: health checks and resources report faults, too, and cache none.
func TestDemoFaultsInPickers(t *testing.T) {
	process, url := start(t), rig.StartDemo(t, "--dialect", "opentsdb", "--faults", "--token", token)
	from := source("pickers", url, "opentsdb", map[string]any{"timeout": 3, "maxResponseMB": 8})
	for fault, says := range map[string]string{
		"fault.status.503": "not available", "fault.html": "web page", "fault.cut": notPromised, "fault.reset": noResponse,
		"fault.empty": "an empty response", "fault.redirect": "redirects", "fault.status.429": "too many requests", "fault.bomb": notPromised,
	} {
		t.Run(fault, func(t *testing.T) {
			status, body, err := process.Resource(t.Context(), from, "series?metric="+fault)
			require.NoError(t, err)
			assert.GreaterOrEqual(t, status, 400)
			assert.Contains(t, body, says)
			assert.Contains(t, body, `"message":"`)
		})
	}
	status, body, err := process.Resource(t.Context(), from, "metrics?q=sys.cpu")
	require.NoError(t, err)
	assert.Equal(t, 200, status)
	assert.Contains(t, body, "sys.cpu.nice")
	health, err := process.Health(t.Context(), from)
	require.NoError(t, err)
	assert.Contains(t, health.Message, "metrics")
}
