package evaluate

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// aggregate makes one line of many. Where a line has no point at a stamp that another has one at, it is left out of that
// stamp. With no downsampling or the fill policy none it is counted in between its points, never before the first or after
// the last: with a value on the line between them where the aggregator interpolates
// (http://opentsdb.net/docs/build/html/user_guide/query/aggregators.html#interpolation), with its last rate where rates
// are aggregated (OpenTSDB's AggregationIterator.nextDoubleValue).
func aggregate(lines []line, q query.Query) line {
	if len(lines) == 1 && (q.Aggregator == "none" || single(q.Aggregator)) {
		return lines[0]
	}
	fills := fillsBetween(q)
	reduce := reducer(q.Aggregator)
	var stamps []int64
	for _, l := range lines {
		for _, p := range l {
			stamps = append(stamps, p.ms)
		}
	}
	slices.Sort(stamps)
	stamps = slices.Compact(stamps)

	next := make([]int, len(lines))
	out := make(line, 0, len(stamps))
	values := make([]float64, 0, len(lines))
	for _, ms := range stamps {
		values = values[:0]
		for i, l := range lines {
			n := next[i]
			switch {
			case n < len(l) && l[n].ms == ms:
				values = append(values, l[n].value)
				next[i]++
			case fills && q.Rate && n > 0 && n < len(l):
				values = append(values, l[n-1].value)
			case fills && n > 0 && n < len(l):
				values = append(values, between(l[n-1], l[n], ms))
			}
		}
		if len(values) > 0 {
			out = append(out, point{ms: ms, value: reduce(values)})
		}
	}
	return out
}

// fillsBetween says whether a series counts where it has no point, in between those that it has.
func fillsBetween(q query.Query) bool {
	return (q.Downsample == nil || q.Downsample.FillPolicy == query.FillNone) && (q.Rate || linear(q.Aggregator))
}

func between(a, b point, ms int64) float64 {
	return a.value + (b.value-a.value)*float64(ms-a.ms)/float64(b.ms-a.ms)
}

// single aggregators of one value are that value.
func single(aggregator string) bool { return aggregator != "count" && aggregator != "dev" }

// linear aggregators interpolate (a count counts what others would interpolate); the others leave a missing value out.
func linear(aggregator string) bool {
	switch aggregator {
	case "zimsum", "mimmin", "mimmax", "none":
		return false
	default:
		return true
	}
}

// reducer makes one number of at least one. Deviations and percentiles are as the gateway of OVH Metrics has them: that of
// a sample, and the nearest rank (exchanges query_agg_dev, query_agg_p50 … query_agg_p999).
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
	case "dev":
		return deviation
	}
	if rank, ok := percentile(name); ok {
		return func(v []float64) float64 {
			sorted := slices.Clone(v)
			slices.Sort(sorted)
			return sorted[max(int(math.Ceil(rank*float64(len(sorted))))-1, 0)]
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
