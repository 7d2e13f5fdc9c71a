package query_test

import (
	"encoding/json"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// FuzzSavedQuery: whatever was saved, it is refused with an error or becomes a request that says one thing only.
func FuzzSavedQuery(f *testing.F) {
	for _, b := range behaviours() {
		f.Add([]byte(b.saved), int64(60_000))
	}
	f.Add([]byte(`{"metric":"m","filters":[{"type":"regexp","tagk":"host","filter":"(a|b)\\Q"}],"tags":[],"counterMax":"1e3"}`), int64(1))
	f.Add([]byte(`{"metric":"m","downsampleInterval":"0.5s","tags":{"a":"wildcard(*)","b":"x|y"}}`), int64(5))
	f.Add([]byte(`{"metric":"~m'%27\u2028","adhocFilters":[{"key":"a","operator":"=|","values":["x|","*"]}]}`), int64(0))
	f.Add([]byte(`{"metric":"m","downsampleInterval":"9999999999999999999y","percentiles":[1e308]}`), int64(-1))
	f.Fuzz(func(t *testing.T, saved []byte, intervalMS int64) {
		q, err := query.Parse(saved)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		for _, dialect := range []*dialects.Dialect{dialects.OVH, dialects.OpenTSDB} {
			grafana := query.PanelContext{
				Range:    query.Range{From: time.UnixMilli(1_767_222_000_123), To: time.UnixMilli(1_767_225_600_456)},
				Interval: time.Duration(intervalMS) * time.Millisecond,
			}
			plan, err := query.NewPlan(q, grafana, dialect)
			if err != nil {
				continue
			}
			_, err = json.Marshal(plan.Request)
			require.NoError(t, err)
			require.Less(t, plan.Request.Start, plan.Request.End)
			require.LessOrEqual(t, plan.Request.Start, grafana.Range.From.UnixMilli())
			require.GreaterOrEqual(t, plan.Request.End, grafana.Range.To.UnixMilli()-1)
			for _, sub := range plan.Request.Queries {
				texts := []string{sub.Metric, sub.Aggregator, sub.Downsample}
				for _, filter := range sub.Filters {
					texts = append(texts, filter.TagKey, filter.Filter, filter.Type)
					if dialect == dialects.OVH {
						require.Contains(t, []string{"literal_or", "wildcard", "regexp"}, filter.Type, "the gateway drops all others in silence")
					}
				}
				for _, text := range texts {
					for _, r := range text {
						require.False(t, unicode.IsControl(r) && r < 0x80, "%q", text)
					}
				}
			}
		}
	})
}
