package evaluate

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// aggregate makes one series of many. At a timestamp where only some series have a point, the others are left out, or
// interpolated: without downsampling, and with the fill policy none, a series counts between its first and its last point. Its
// value there is on the straight line between its points
// (http://opentsdb.net/docs/build/html/user_guide/query/aggregators.html#interpolation), or its last rate if rates are
// aggregated (OpenTSDB's AggregationIterator.nextDoubleValue).
func aggregate(m *meter, members [][]opentsdb.Point, q query.Query) ([]opentsdb.Point, error) {
	if len(members) == 1 && (q.Aggregator == "none" || single(q.Aggregator)) {
		return members[0], nil
	}
	if countsBetween(q) {
		return aggregateBetween(m, members, q)
	}
	reduce := reducer(q.Aggregator)
	var out []opentsdb.Point
	values := make([]float64, 0, len(members))
	err := sweep(m, members, func(p part) error {
		return p.each(m, func(timeMs int64, events []event) error {
			values = values[:0]
			for i := range events {
				values = append(values, events[i].value)
			}
			out = append(out, opentsdb.Point{TimeMs: timeMs, Value: reduce(values)})
			return nil
		})
	})
	return out, err
}

// countsBetween says whether a series counts between its points, where it has none.
func countsBetween(q query.Query) bool {
	return (q.Downsample == nil || q.Downsample.FillPolicy == query.FillNone) && (q.Rate || linear(q.Aggregator))
}

// single says whether an aggregate of one value is that value.
func single(aggregator string) bool {
	return aggregator != "count" && aggregator != "dev" && aggregator != "diff"
}

// linear says whether an aggregator interpolates; a count counts what others would interpolate.
func linear(aggregator string) bool {
	switch aggregator {
	case "zimsum", "mimmin", "mimmax", "none", "first", "last":
		return false
	default:
		return true
	}
}

// reducer returns an aggregator's function of at least one number, which may reorder them. Deviations and percentiles are those
// of the gateway of OVH Metrics: of a sample, and the nearest rank (exchanges query_agg_dev, query_agg_p50 … query_agg_p999).
// diff is the last minus the first, as in OpenTSDB.
func reducer(name string) func([]float64) float64 {
	switch name {
	case "sum", "zimsum":
		return sum
	case "min", "mimmin":
		return slices.Min[[]float64]
	case "max", "mimmax":
		return slices.Max[[]float64]
	case "count":
		return func(v []float64) float64 { return float64(len(v)) }
	case "first":
		return func(v []float64) float64 { return v[0] }
	case "last":
		return func(v []float64) float64 { return v[len(v)-1] }
	case "diff":
		return func(v []float64) float64 { return v[len(v)-1] - v[0] }
	case "mult":
		return product
	case "dev":
		return deviation
	}
	if rank, ok := percentile(name); ok {
		return func(v []float64) float64 {
			slices.Sort(v)
			return v[nearestRank(rank, len(v))]
		}
	}
	return func(v []float64) float64 { return sum(v) / float64(len(v)) }
}

func sum(values []float64) float64 {
	var total float64
	for _, v := range values {
		total += v
	}
	return total
}

func product(values []float64) float64 {
	total := 1.0
	for _, v := range values {
		total *= v
	}
	return total
}

func deviation(values []float64) float64 {
	if len(values) < 2 {
		return 0
	}
	mean := sum(values) / float64(len(values))
	var squares float64
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return math.Sqrt(squares / float64(len(values)-1))
}

// percentile reads p50 as 0.5 and p999 as 0.999.
func percentile(name string) (float64, bool) {
	digits, ok := strings.CutPrefix(name, "p")
	if !ok || len(digits) < 2 {
		return 0, false
	}
	n, err := strconv.ParseFloat("0."+digits, 64)
	return n, err == nil
}

// nearestRank returns the index of a percentile among n sorted values.
func nearestRank(percentile float64, n int) int {
	return max(int(math.Ceil(percentile*float64(n)))-1, 0)
}
