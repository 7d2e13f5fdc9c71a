package plugin_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLastPointsOfManySeriesAreAskedForInRequestsThatServersTake(t *testing.T) {
	var results, points []map[string]any
	for i := range 300 {
		tags := map[string]string{"host": fmt.Sprintf("web%03d", i), "dc": strings.Repeat("gra", 10)}
		results = append(results, map[string]any{"metric": "m", "tags": tags})
		points = append(points, map[string]any{"metric": "m", "timestamp": 1767222000, "value": "1", "tags": tags})
	}
	listed, err := json.Marshal(map[string]any{"results": results})
	require.NoError(t, err)
	var r recorder
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/search/lookup": respond(string(listed)),
		"/api/query/last": r.then(func(w http.ResponseWriter, req *http.Request) {
			var request struct {
				Queries []struct{ Tags map[string]string }
			}
			assert.NoError(t, json.NewDecoder(req.Body).Decode(&request))
			n := len(request.Queries)
			_ = json.NewEncoder(w).Encode(points[:n])
		}),
	}), "ovh", nil)
	response := source.query(context.Background(), asked{}, `{"queryType":"last","metric":"m"}`)["A"]
	require.NoError(t, response.Error)
	require.Len(t, response.Frames, 300)
	for _, body := range r.bodies {
		require.Less(t, len(body), 7<<10)
	}
	require.Greater(t, len(r.bodies), 3)
}

func TestSeriesOfAMetricThatOVHCannotLookUpAreFoundByTheirPoints(t *testing.T) {
	var r recorder
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/search/lookup": fail(400, "text/plain", "Unable to build a backend query from the request"),
		"/api/query":         r.then(respond(`[{"metric":"job:http:rate5m","tags":{"host":"web01"},"aggregateTags":[],"dps":{"1767222000":1}}]`)),
	}), "ovh", nil)
	_, body := source.resource("tag-values?metric=job%3Ahttp%3Arate5m&key=host")
	require.JSONEq(t, `{"values":["web01"],"complete":false}`, body)
	require.Contains(t, r.last(t), `"metric":"job:http:rate5m","aggregator":"none"`)
	response := source.query(context.Background(), asked{}, `{"queryType":"series","metric":"job:http:rate5m"}`)["A"]
	require.NoError(t, response.Error)
	require.Equal(t, 1, response.Frames[0].Rows())
	response = source.query(context.Background(), asked{}, `{"queryType":"last","metric":"job:http:rate5m"}`)["A"]
	require.ErrorContains(t, response.Error, "OVH Metrics has last values only of metrics named by letters")
}

func TestAPickerSuggestsAllNamesWhereOneOfAMetricsSeriesCannotBeResolved(t *testing.T) {
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/search/lookup": fail(404, "application/json", `{"error":{"code":404,"message":"Unable to resolve one or more UIDs"}}`),
		"/api/suggest":       respond(`["dc","host"]`),
	}), "opentsdb", nil)
	status, body := source.resource("tag-keys?metric=m")
	require.Equal(t, http.StatusOK, status)
	require.JSONEq(t, `{"values":["dc","host"],"complete":false}`, body)
}

func TestAnAverageTakesAsManySeriesAsTheSettingsSay(t *testing.T) {
	var series []map[string]any
	for index := range 2 {
		for i := range 10 {
			series = append(series, map[string]any{
				"metric": "m", "tags": map[string]string{"host": fmt.Sprint("web", i)}, "aggregateTags": []string{},
				"query": map[string]int{"index": index}, "dps": map[string]int{"1767222000": 2},
			})
		}
	}
	body, err := json.Marshal(series)
	require.NoError(t, err)
	const saved = `{"metric":"m","aggregator":"avg","downsampleInterval":"1m","downsampleFillPolicy":"gaps","filters":[{"type":"wildcard","tagk":"host","filter":"*","groupBy":true}]}`
	enough := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": respond(string(body))}), "ovh", map[string]any{"maxSeries": 10})
	response := enough.query(context.Background(), asked{}, saved)["A"]
	require.NoError(t, response.Error)
	require.Len(t, response.Frames, 10)
	less := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": respond(string(body))}), "ovh", map[string]any{"maxSeries": 9})
	require.ErrorContains(t, less.query(context.Background(), asked{}, saved)["A"].Error, "has more than 9 series")
}

// A regular expression may take a quarter of a second for each of 100,000 values.
func TestSeriesAreNoLongerMatchedOnceWhoeverAskedHasLeft(t *testing.T) {
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/search/lookup": respond(`{"results":[{"metric":"m","tags":{"host":"web01"}}]}`)}), "opentsdb", nil)
	saved := `{"metric":"m","queryType":"series","filters":[{"type":"regexp","tagk":"host","filter":"(w+)+"}]}`
	require.NoError(t, source.query(context.Background(), asked{}, saved)["A"].Error)
	left, leave := context.WithCancel(context.Background())
	leave()
	response := source.query(left, asked{}, saved)["A"]
	require.ErrorIs(t, response.Error, context.Canceled)
	require.EqualValues(t, 499, response.Status)
	require.Equal(t, backend.ErrorSourceDownstream, response.ErrorSource)
}
