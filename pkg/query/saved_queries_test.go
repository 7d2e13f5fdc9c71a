package query_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// meaning writes a query as testdata/queries says what a saved one means; the editors' tests write theirs the same way.
func meaning(q query.Query) map[string]any {
	filters := []any{}
	for _, f := range q.Filters {
		filters = append(filters, map[string]any{"tagk": f.TagKey, "type": f.Type, "filter": f.Filter, "groupBy": f.GroupBy})
	}
	means := map[string]any{
		"aggregator": q.Aggregator, "percentiles": append([]float64{}, q.Percentiles...), "rollupUsage": q.RollupUsage,
		"explicitTags": q.ExplicitTags, "metric": q.Metric, "filters": filters,
	}
	if d := q.Downsample; d != nil {
		interval := "auto"
		if !d.Auto {
			interval = d.Interval.String()
		}
		means["downsample"] = map[string]any{"interval": interval, "calendar": d.Calendar, "aggregator": d.Aggregator, "fillPolicy": d.FillPolicy}
	}
	if q.Rate {
		rate := map[string]any{}
		if o := q.RateOptions; o != nil {
			rate["counter"] = map[string]any{"dropResets": o.DropResets, "max": bound(o.CounterMax), "resetValue": bound(o.ResetValue)}
		}
		means["rate"] = rate
	}
	return means
}

func bound(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

func TestSavedQueriesMeanTheSameHereAsInTheEditors(t *testing.T) {
	files, err := filepath.Glob("../../testdata/queries/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			content, err := os.ReadFile(file)
			require.NoError(t, err)
			var fixture struct {
				Why          string
				Saved, Means json.RawMessage
			}
			require.NoError(t, json.Unmarshal(content, &fixture))
			q, err := query.Parse(fixture.Saved)
			require.NoError(t, err, fixture.Why)
			got, err := json.Marshal(meaning(q))
			require.NoError(t, err)
			require.JSONEq(t, string(fixture.Means), string(got), fixture.Why)
		})
	}
}
