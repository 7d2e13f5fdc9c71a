package origins

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// recorded is a request of testdata/grafana.
type recorded struct {
	Headers map[string]string
	User    sdk.User
	Queries []struct {
		RefID         string
		QueryType     string
		MaxDataPoints int64
		IntervalMS    int64
		JSON          map[string]any
	}
}

func read(t *testing.T, name string) recorded {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("../../testdata/grafana", name+".json"))
	require.NoError(t, err)
	var r recorded
	require.NoError(t, json.Unmarshal(raw, &r))
	require.Len(t, r.Queries, 1)
	require.NotEmpty(t, r.Headers)
	return r
}

// downsampled says whether the query asks for buckets: raw points are never cached.
func (r recorded) downsampled() bool { return r.Queries[0].JSON["disableDownsampling"] != true }

// ask sends the request again for a range of the same end for all, with changes to the saved query.
func (r recorded) ask(t *testing.T, process *rig.Process, source rig.Source, to time.Time, changes map[string]any) sdk.DataResponse {
	t.Helper()
	pluginContext, err := source.Context()
	require.NoError(t, err)
	pluginContext.User = &r.User
	q := r.Queries[0]
	saved := maps.Clone(q.JSON)
	maps.Copy(saved, changes)
	model, err := json.Marshal(saved)
	require.NoError(t, err)
	response, err := process.QueryData(t.Context(), &sdk.QueryDataRequest{
		PluginContext: pluginContext, Headers: r.Headers,
		Queries: []sdk.DataQuery{{
			RefID: q.RefID, QueryType: q.QueryType, MaxDataPoints: q.MaxDataPoints, JSON: model,
			Interval: time.Duration(q.IntervalMS) * time.Millisecond, TimeRange: sdk.TimeRange{From: to.Add(-span), To: to},
		}},
	})
	require.NoError(t, err)
	result, ok := response.Responses[q.RefID]
	require.True(t, ok)
	require.NoError(t, result.Error)
	return result
}
