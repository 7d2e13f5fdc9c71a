package query_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func planOf(t *testing.T, saved string, dialect *dialects.Dialect, span time.Duration) query.Plan {
	t.Helper()
	return plan(t, saved, query.PanelContext{Range: query.Range{From: noon.Add(-span), To: noon}, Interval: span / 1000}, dialect)
}

const everyMinute = `{"metric":"m","aggregator":"sum","downsampleInterval":"1m","downsampleFillPolicy":"gaps"}`

// dense is so many points a second, of any number of series.
func dense(perSecond float64) query.Density {
	return query.Density{SampleInterval: time.Second, Sure: true, Series: int64(perSecond), PerSecond: perSecond}
}

func TestSlicesHaveEachBucketOfTheRangeOnce(t *testing.T) {
	for _, dialect := range []*dialects.Dialect{dialects.OVH, dialects.OpenTSDB} {
		for seed := range uint64(200) {
			r := rand.New(rand.NewPCG(seed, 1))
			interval := []string{"7s", "1m", "7m", "1h", "5h", "1d"}[r.IntN(6)]
			span := time.Duration(1+r.IntN(90*24*3600)) * time.Second
			plan := planOf(t, `{"metric":"m","aggregator":"sum","downsampleInterval":"`+interval+`","downsampleFillPolicy":"gaps"}`, dialect, min(span, 100_000*7*time.Second))
			slices := plan.Slices(plan.Request.Start, dense(float64(r.IntN(2000))))
			for range r.IntN(3) {
				last := slices[len(slices)-1]
				slices = append(slices[:len(slices)-1], plan.Halve(last)...)
			}
			step := plan.Query.Downsample.Interval.Duration().Milliseconds()
			require.Equal(t, plan.Request.Start, slices[0].Start)
			require.Equal(t, plan.Request.End, slices[len(slices)-1].End)
			for i, s := range slices {
				require.Zero(t, s.Start%step, "a slice begins where a bucket does")
				require.Less(t, s.Start, s.End)
				if i > 0 {
					border := slices[i-1].End
					if dialect.BucketTimestamp == dialects.AtStart {
						border += dialect.Resolution.Milliseconds() // a range's end is included
					}
					require.Equal(t, s.Start, border)
				}
			}
			first := plan.Request.Start
			if dialect.BucketTimestamp == dialects.AtEnd {
				first += step
			}
			for bucket := first; bucket <= plan.Request.End; bucket += step * (1 + r.Int64N(50)) {
				owners := 0
				for _, s := range slices {
					if plan.Holds(s, bucket) {
						owners++
					}
				}
				require.Equal(t, 1, owners, "%s, bucket %d", dialect.ID, bucket)
			}
		}
	}
}

func TestARangeWithManyPointsIsFetchedInSlices(t *testing.T) {
	for name, c := range map[string]struct {
		saved   string
		dialect *dialects.Dialect
		span    time.Duration
		known   query.Density
		slices  int
	}{
		"nothing is known":                      {everyMinute, dialects.OVH, 30 * 24 * time.Hour, query.Density{}, 1},
		"an hour of 100 series at 10 s":         {everyMinute, dialects.OVH, time.Hour, dense(10), 1},
		"a day of 20 series at 10 s":            {everyMinute, dialects.OVH, 24 * time.Hour, dense(2), 1},
		"a day of 250 series at 10 s":           {everyMinute, dialects.OVH, 24 * time.Hour, dense(25), 2},
		"a day of 500 series at 10 s":           {everyMinute, dialects.OVH, 24 * time.Hour, dense(50), 4},
		"5 days of 500 series at 10 s":          {everyMinute, dialects.OVH, 5 * 24 * time.Hour, dense(50), 6},
		"more than any server reads":            {everyMinute, dialects.OVH, 60 * 24 * time.Hour, dense(10_000), 32},
		"a few hours in rows of one":            {everyMinute, dialects.OpenTSDB, 6 * time.Hour, dense(1000), 1},
		"a day in rows of an hour":              {everyMinute, dialects.OpenTSDB, 24 * time.Hour, dense(1000), 2},
		"a rate needs the bucket before":        {`{"metric":"m","aggregator":"sum","downsampleInterval":"1m","downsampleFillPolicy":"gaps","shouldComputeRate":true}`, dialects.OpenTSDB, 5 * 24 * time.Hour, dense(1000), 1},
		"interpolation needs all":               {`{"metric":"m","aggregator":"sum","downsampleInterval":"1m","downsampleFillPolicy":"none"}`, dialects.OpenTSDB, 5 * 24 * time.Hour, dense(1000), 1},
		"raw points are computed from together": {`{"metric":"m","aggregator":"p95","downsampleInterval":"1m","downsampleFillPolicy":"gaps"}`, dialects.OVH, 5 * 24 * time.Hour, dense(1000), 1},
	} {
		t.Run(name, func(t *testing.T) {
			plan := planOf(t, c.saved, c.dialect, c.span)
			require.Len(t, plan.Slices(plan.Request.Start, c.known), c.slices)
		})
	}
}

func TestATooShortSliceIsNotHalved(t *testing.T) {
	plan := planOf(t, everyMinute, dialects.OVH, time.Minute)
	require.Len(t, plan.Halve(query.Slice{Start: plan.Request.Start, End: plan.Request.End}), 1)
	hour := planOf(t, everyMinute, dialects.OpenTSDB, time.Hour)
	require.Len(t, hour.Halve(query.Slice{Start: hour.Request.Start, End: hour.Request.End}), 1, "a row is read whole")
}
