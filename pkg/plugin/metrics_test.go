package plugin_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
)

// counted reads one of the process' counters by its name and a part of its labels.
func counted(t *testing.T, name string, labels ...string) (sum float64) {
	t.Helper()
	families, err := prometheus.DefaultGatherer.Gather()
	require.NoError(t, err)
	for _, f := range families {
		for _, m := range f.GetMetric() {
			text := m.String()
			matches := f.GetName() == name
			for _, l := range labels {
				matches = matches && strings.Contains(text, `"`+l+`"`)
			}
			if matches {
				sum += m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
			}
		}
	}
	return sum
}

func TestTheBackendCountsWhatItDoes(t *testing.T) {
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": respond(oneSeries), "/api/suggest": fail(503, "text/plain", "later")}), "opentsdb", nil)
	ok, points, bytes := counted(t, "ovh_opentsdb_calls_total", "query", "ok"), counted(t, "ovh_opentsdb_points_total"), counted(t, "ovh_opentsdb_response_bytes_total", "query")
	failed := counted(t, "ovh_opentsdb_calls_total", "suggest") - counted(t, "ovh_opentsdb_calls_total", "suggest", "ok")
	require.NoError(t, source.query(context.Background(), asked{}, `{"metric":"m"}`)["A"].Error)
	source.health()
	require.Equal(t, ok+1, counted(t, "ovh_opentsdb_calls_total", "query", "ok"))
	require.Equal(t, points+2, counted(t, "ovh_opentsdb_points_total"))
	require.Equal(t, bytes+float64(len(oneSeries)), counted(t, "ovh_opentsdb_response_bytes_total", "query"))
	require.Equal(t, failed+1, counted(t, "ovh_opentsdb_calls_total", "suggest")-counted(t, "ovh_opentsdb_calls_total", "suggest", "ok"))
	require.NotZero(t, counted(t, "ovh_opentsdb_call_duration_seconds", "query"))
}
