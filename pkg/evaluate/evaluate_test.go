package evaluate

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// someSeries have points at intervals of their own, begin and end when they like, and hold values of kind.
func someSeries(r *rand.Rand, kind func() float64) [][]opentsdb.Point {
	members := make([][]opentsdb.Point, 1+r.IntN(12))
	resolution := []int64{1, 1000, 60_000}[r.IntN(3)]
	for i := range members {
		at := 1_700_000_040_000 + int64(r.IntN(20))*resolution
		for range r.IntN(40) {
			members[i] = append(members[i], opentsdb.Point{TimeMs: at, Value: kind()})
			at += resolution * int64(1+r.IntN(8))
			if r.IntN(30) == 0 {
				at += 1e6 * resolution
			}
		}
	}
	return members
}

// closeTo says that two results differ by rounding only, beside the size of what went into them. Size 0 is that of a rank,
// whose value is a series' own: where two series lie on one line, rounding says which of them is the higher one.
func closeTo(t *testing.T, what string, want, got []opentsdb.Point, size float64) {
	t.Helper()
	require.Len(t, got, len(want), what)
	for i := range want {
		require.Equal(t, want[i].TimeMs, got[i].TimeMs, what)
		w, g := want[i].Value, got[i].Value
		if math.IsNaN(w) || math.IsInf(w, 0) {
			require.Equal(t, fmt.Sprint(w), fmt.Sprint(g), "%s at %d", what, want[i].TimeMs)
			continue
		}
		require.InDelta(t, w, g, max(1e-12*size, 1e-15*math.Abs(w)), "%s at %d", what, want[i].TimeMs)
	}
}

func TestAggregatesEqualThoseOfANaiveComputation(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	kinds := map[string]struct {
		value func() float64
		size  float64
	}{
		"noise":                   {r.Float64, 10},
		"whole numbers":           {func() float64 { return float64(r.IntN(5)) }, 50},
		"far from 0":              {func() float64 { return 1e9 + r.Float64() }, 1e9 * 12},
		"of very different sizes": {func() float64 { return math.Pow(10, float64(r.IntN(15))) * r.NormFloat64() }, 1e16},
		"with infinities": {func() float64 {
			return []float64{r.Float64(), r.Float64(), r.Float64(), math.Inf(1), math.Inf(-1), 1e200}[r.IntN(6)]
		}, 1e302},
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) { // one order, so that each run has the same series
		k := kinds[kind]
		for round := range 60 {
			members := someSeries(r, k.value)
			for _, aggregator := range []string{"sum", "zimsum", "min", "mimmin", "max", "mimmax", "count", "avg", "dev", "p50", "p75", "p99", "p999"} {
				if aggregator == "dev" && kind == "with infinities" {
					continue // of infinities and 1e200, squares overflow
				}
				for _, rate := range []bool{false, true} {
					for _, d := range []*query.Downsample{nil, {FillPolicy: query.FillNone}, {FillPolicy: query.FillGaps}} {
						q := query.Query{Aggregator: aggregator, Rate: rate, Downsample: d}
						got, err := aggregate(&meter{ctx: t.Context()}, members, q)
						require.NoError(t, err)
						size := k.size
						if aggregator == "dev" {
							size *= 1e3 // the root of a small difference of squares
						}
						if rankOf(aggregator) != nil {
							size = 0
						}
						closeTo(t, fmt.Sprint(kind, " ", round, " ", aggregator, " rate ", rate, " ", d), plainAggregate(members, q), got, size)
					}
				}
			}
		}
	}
}

// Of many series, most are known to be far from a rank without a look at each timestamp.
func TestRanksOfManySeriesEqualThoseOfANaiveComputation(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	kinds := map[string]func(member, n int) float64{
		"noise":                     func(int, int) float64 { return r.Float64() },
		"levels of their own":       func(member, _ int) float64 { return float64(member) + 5*r.Float64() },
		"whole numbers":             func(int, int) float64 { return float64(r.IntN(9)) },
		"mostly zeros":              func(member, _ int) float64 { return float64(max(r.IntN(20)-18, 0) * member) },
		"all the same":              func(int, int) float64 { return 42 },
		"rising together":           func(member, n int) float64 { return float64(1000*n + member) },
		"up and down together":      func(member, n int) float64 { return float64(n%5/4*1000) + float64(member) },
		"an infinity among numbers": func(member, n int) float64 { return 1 / float64((member-100)*(member-100)+(n-8)*(n-8)) },
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		value := kinds[kind]
		for _, resolution := range []int64{1000, 1} {
			members := make([][]opentsdb.Point, 200)
			for i, s := range staggered(len(members), 16, resolution) {
				points := s.Points[r.IntN(3) : 13+r.IntN(4)] // begin and end when they like
				for n := range points {
					points[n].Value = value(i, n)
				}
				members[i] = points
			}
			for _, aggregator := range []string{"min", "max", "p50", "p95"} {
				for _, rate := range []bool{false, true} {
					q := query.Query{Aggregator: aggregator, Rate: rate}
					got, err := aggregate(&meter{ctx: t.Context()}, members, q)
					require.NoError(t, err)
					closeTo(t, fmt.Sprint(kind, " ", aggregator, " rate ", rate), plainAggregate(members, q), got, 0)
				}
			}
		}
	}
}

func TestDeviationsOfLargeNumbersKeepTheirDigits(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 50 {
		members := someSeries(r, func() float64 { return 1e12 + float64(r.IntN(100)) })
		q := query.Query{Aggregator: "dev"}
		got, err := aggregate(&meter{ctx: t.Context()}, members, q)
		require.NoError(t, err)
		for i, w := range plainAggregate(members, q) {
			require.InDelta(t, w.Value, got[i].Value, 1e-3, "numbers of 1e12 have a resolution of 1e-4")
		}
	}
}

// A number beside which all others vanish leaves them as they were once it is over.
func TestAHugeNumberLeavesNoRoundingError(t *testing.T) {
	small := []opentsdb.Point{{TimeMs: 0, Value: 0.1}, {TimeMs: 1, Value: 0.2}, {TimeMs: 5000, Value: 0.3}, {TimeMs: 10000, Value: 0.4}}
	for _, huge := range []float64{1e18, 1e90, 1e150, math.Inf(1)} {
		members := [][]opentsdb.Point{small, {{TimeMs: 0, Value: 1}, {TimeMs: 1, Value: huge}, {TimeMs: 2, Value: 1}, {TimeMs: 3, Value: 1}}}
		got, err := aggregate(&meter{ctx: t.Context()}, members, query.Query{Aggregator: "sum"})
		require.NoError(t, err)
		require.InDelta(t, 0.4, got[len(got)-1].Value, 1e-12, "%g", huge)
		require.InDelta(t, 0.3, got[len(got)-2].Value, 1e-12, "%g", huge)
	}
}

func TestBucketsHoldThePointsOfTheirInterval(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	minute, err := time.Parse(time.RFC3339, "2023-11-14T22:14:00Z")
	require.NoError(t, err)
	for range 300 {
		points := someSeries(r, r.Float64)[0]
		for _, at := range []dialects.BucketTimestamp{dialects.AtStart, dialects.AtEnd} {
			for _, policy := range []string{query.FillGaps, query.FillNone, "zero"} {
				d := &query.Downsample{Interval: query.Interval{Count: int64(1 + r.IntN(3)), Unit: "m"}, Aggregator: "sum", FillPolicy: policy}
				step := d.Interval.Duration()
				span := query.Range{From: minute, To: minute.Add(time.Duration(1+r.IntN(20)) * step)}
				if at == dialects.AtStart {
					span.To = span.To.Add(-time.Millisecond)
				}
				got, err := downsample(&meter{ctx: t.Context()}, points, d, span, at)
				require.NoError(t, err)
				closeTo(t, fmt.Sprint(at, policy, step), plainDownsample(points, d, span, at), got, 10)
			}
		}
	}
}

// staggered are series whose points are a minute apart, each series' at a second of its own, or at a ms of its own.
func staggered(series, points int, resolution int64) []opentsdb.Series {
	r := rand.New(rand.NewPCG(13, 14))
	all := make([]opentsdb.Series, series)
	for i := range all {
		all[i] = opentsdb.Series{Metric: "m", Tags: map[string]string{"host": fmt.Sprint(i)}, Points: make([]opentsdb.Point, points)}
		offset := r.Int64N(60_000/resolution) * resolution
		for n := range all[i].Points {
			all[i].Points[n] = opentsdb.Point{TimeMs: 1_700_000_000_000 + offset + int64(n)*60_000, Value: r.Float64()}
		}
	}
	return all
}

func raw(aggregator string) query.Plan {
	day := time.UnixMilli(1_700_000_000_000)
	span := query.Range{From: day.Add(-time.Hour), To: day.Add(48 * time.Hour)}
	return query.Plan{
		Query: query.Query{Metric: "m", Aggregator: aggregator}, Method: query.Computed, Buckets: span, Fetched: span,
		Request: opentsdb.QueryRequest{Queries: []opentsdb.SubQuery{{Aggregator: "none"}}},
	}
}

// stepsFor is what a result costs, in steps for a point.
func stepsFor(t *testing.T, plan query.Plan, response []opentsdb.Series) float64 {
	t.Helper()
	m := &meter{ctx: t.Context()}
	_, err := result(m, plan, response, dialects.OVH)
	require.NoError(t, err)
	points := 0
	for _, s := range response {
		points += len(s.Points)
	}
	return float64(m.steps) / float64(points)
}

func TestTheCostOfAPointDoesNotGrowWithTheSeries(t *testing.T) {
	for _, aggregator := range []string{"sum", "avg", "count", "dev", "zimsum"} {
		few, many := stepsFor(t, raw(aggregator), staggered(10, 1000, 1)), stepsFor(t, raw(aggregator), staggered(1000, 100, 1))
		require.Less(t, many, 6.0, aggregator)
		require.Less(t, many, 2*few, aggregator)
	}
	// A rank is found among the few series that come near it.
	for _, aggregator := range []string{"min", "max", "p95"} {
		require.Less(t, stepsFor(t, raw(aggregator), staggered(4096, 20, 1000)), 20.0, aggregator)
	}
	// Where many do, it is found in trees of the series, whose depth is the logarithm of their number.
	for _, aggregator := range []string{"min", "max", "p50", "p95"} {
		few, many := stepsFor(t, raw(aggregator), staggered(16, 1000, 1)), stepsFor(t, raw(aggregator), staggered(1024, 100, 1))
		require.Less(t, many, 500.0, aggregator)
		require.Less(t, many, 6*few, aggregator)
	}
}

func TestAComputationEndsSoonAfterItsContext(t *testing.T) {
	response := staggered(500, 400, 1)
	for _, aggregator := range []string{"sum", "zimsum", "p50"} {
		whole := &meter{ctx: t.Context()}
		_, err := result(whole, raw(aggregator), response, dialects.OVH)
		require.NoError(t, err)
		for _, part := range []float64{0, 0.2, 0.6} {
			ctx, cancel := context.WithCancel(t.Context())
			m := &meter{ctx: &endingAfter{ctx, cancel, int(part * float64(whole.steps)), nil}}
			m.ctx.(*endingAfter).m = m
			_, err := result(m, raw(aggregator), response, dialects.OVH)
			require.ErrorIs(t, err, context.Canceled, aggregator)
			require.Less(t, float64(m.steps), part*float64(whole.steps)+0.4*float64(whole.steps))
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Result(ctx, raw("sum"), response, dialects.OVH)
	require.True(t, errors.Is(err, context.Canceled))
}

// endingAfter ends a context once a computation has taken some steps.
type endingAfter struct {
	context.Context
	cancel context.CancelFunc
	steps  int
	m      *meter
}

func (e *endingAfter) Err() error {
	if e.m.steps >= e.steps {
		e.cancel()
	}
	return e.Context.Err()
}

func BenchmarkStaggered(b *testing.B) {
	for _, resolution := range []int64{1000, 1} {
		response := staggered(5000, 1440, resolution)
		for _, aggregator := range []string{"sum", "avg", "dev", "zimsum", "min", "max", "p50", "p95"} {
			b.Run(fmt.Sprintf("%s/%dms", aggregator, resolution), func(b *testing.B) {
				for b.Loop() {
					_, err := Result(b.Context(), raw(aggregator), response, dialects.OVH)
					require.NoError(b, err)
				}
			})
		}
	}
}
