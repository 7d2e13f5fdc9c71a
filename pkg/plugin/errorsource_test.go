package plugin_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"
)

// Grafana counts errors of the plugin against the plugin: those of a query or a server are none of them.
func TestErrorsOfAQueryOrAServerAreNotThePlugins(t *testing.T) {
	series := make([]string, 6)
	for n := range series {
		series[n] = fmt.Sprintf(`{"metric":"m","tags":{"host":"web0%d"},"aggregateTags":[],"dps":{"1767222000":1}}`, n)
	}
	for name, c := range map[string]struct {
		dialect, saved string
		status         backend.Status
		text           string
	}{
		"too many gaps are to be filled": {"opentsdb", `{"metric":"m","downsampleInterval":"1s","downsampleFillPolicy":"gaps","functions":[{"name":"keepLastValue","params":[]}]}`, 400, "keepLastValue: it would fill too many empty intervals"},
		"sub-queries aren't told apart":  {"ovh", `{"metric":"m","downsampleInterval":"1h","downsampleFillPolicy":"gaps"}`, 502, "doesn't link its series"},
	} {
		source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": respond("[" + strings.Join(series, ",") + "]")}), c.dialect, nil)
		to := time.Unix(1767222000, 0).Add(11 * 24 * time.Hour)
		response := source.query(context.Background(), asked{from: time.Unix(1767222000, 0), to: to}, c.saved)["A"]
		require.ErrorContains(t, response.Error, c.text, name)
		require.Equal(t, c.status, response.Status, name)
		require.Equal(t, backend.ErrorSourceDownstream, response.ErrorSource, name)
	}
}
