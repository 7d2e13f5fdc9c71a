package evaluate

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// OpenTSDB's aggregators first, last, diff and mult give NaN where one series has none, so that a bucket would be lost.
func TestNoBucketIsLostWhereASeriesIsMissing(t *testing.T) {
	nan := math.NaN()
	start := time.Unix(1_700_000_040, 0)
	response := []opentsdb.Series{
		{Metric: "m", Tags: map[string]string{"host": "b", "dc": "x"}, Points: perMinute(start, 2, nan, 4, nan, 6)},
		{Metric: "m", Tags: map[string]string{"host": "a", "dc": "x"}, Points: perMinute(start, 10, 20, 40, nan, 50)},
		{Metric: "m", Tags: map[string]string{"host": "c", "dc": "x"}, Points: perMinute(start, nan, 3, 5, nan, nan)},
	}
	for aggregator, want := range map[string][]float64{
		"first": {2, 20, 4, 6},
		"last":  {10, 3, 5, 50},
		"diff":  {8, -17, 1, 44},
		"mult":  {20, 60, 800, 300},
	} {
		q, err := query.Parse([]byte(`{"metric":"m","aggregator":"` + aggregator + `","downsampleInterval":"1m","downsampleFillPolicy":"gaps"}`))
		require.NoError(t, err)
		plan, err := query.NewPlan(q, query.PanelContext{Range: query.Range{From: start, To: start.Add(5 * time.Minute)}}, dialects.OpenTSDB)
		require.NoError(t, err)
		sent, err := json.Marshal(plan.Request.Queries)
		require.NoError(t, err)
		require.Contains(t, string(sent), `"aggregator":"none"`)

		got, err := Result(t.Context(), plan, response, dialects.OpenTSDB)
		require.NoError(t, err)
		require.Len(t, got, 1)
		require.Equal(t, map[string]string{"dc": "x"}, got[0].Tags)
		require.Equal(t, []string{"host"}, got[0].AggregateTags)
		all := append(append([]float64{}, want[:3]...), nan, want[3])
		var points []opentsdb.Point
		for _, p := range perMinute(start, all...) {
			if !p.IsGap() {
				points = append(points, p)
			}
		}
		require.Equal(t, points, got[0].Points, aggregator)
	}
}

func perMinute(start time.Time, values ...float64) []opentsdb.Point {
	points := make([]opentsdb.Point, len(values))
	for i, v := range values {
		points[i] = opentsdb.Point{TimeMs: start.Add(time.Duration(i) * time.Minute).UnixMilli(), Value: v}
	}
	return points
}
