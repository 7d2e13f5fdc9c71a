package evaluate

import (
	"math"
	"slices"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// This file says plainly, whatever it costs, what the package computes: at each timestamp every series is looked at.

func plainAggregate(members [][]opentsdb.Point, q query.Query) []opentsdb.Point {
	if len(members) == 1 && (q.Aggregator == "none" || single(q.Aggregator)) {
		return members[0]
	}
	var timestamps []int64
	for _, points := range members {
		for _, p := range points {
			timestamps = append(timestamps, p.TimeMs)
		}
	}
	slices.Sort(timestamps)
	var out []opentsdb.Point
	for _, ms := range slices.Compact(timestamps) {
		var values []float64
		for _, points := range members {
			if v, ok := plainValue(points, ms, q); ok {
				values = append(values, v)
			}
		}
		out = append(out, opentsdb.Point{TimeMs: ms, Value: plainReduce(q.Aggregator, values)})
	}
	return out
}

// plainValue is what a series counts with at a time.
func plainValue(points []opentsdb.Point, ms int64, q query.Query) (float64, bool) {
	for i, p := range points {
		switch {
		case p.TimeMs == ms:
			return p.Value, true
		case p.TimeMs > ms:
			if i == 0 || q.Downsample != nil && q.Downsample.FillPolicy != query.FillNone {
				return 0, false
			}
			before := points[i-1]
			switch {
			case q.Rate:
				return before.Value, true
			case slices.Contains([]string{"zimsum", "mimmin", "mimmax"}, q.Aggregator):
				return 0, false
			}
			slope := (p.Value - before.Value) / float64(p.TimeMs-before.TimeMs)
			return before.Value + float64(slope*float64(ms-before.TimeMs)), true
		}
	}
	return 0, false
}

func plainReduce(aggregator string, values []float64) float64 {
	total := 0.0
	for _, v := range values {
		total += v
	}
	n := float64(len(values))
	switch aggregator {
	case "sum", "zimsum":
		return total
	case "count":
		return n
	case "min", "mimmin":
		return slices.Min(values)
	case "max", "mimmax":
		return slices.Max(values)
	case "avg":
		return total / n
	case "first":
		return values[0]
	case "last":
		return values[len(values)-1]
	case "diff":
		return values[len(values)-1] - values[0]
	case "mult":
		product := 1.0
		for _, v := range values {
			product *= v
		}
		return product
	case "dev":
		if n < 2 {
			return 0
		}
		squares := 0.0
		for _, v := range values {
			squares += (v - total/n) * (v - total/n)
		}
		return math.Sqrt(squares / (n - 1))
	}
	share := map[string]float64{"p50": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p999": 0.999}[aggregator]
	slices.Sort(values)
	return values[max(int(math.Ceil(share*n))-1, 0)]
}

// plainDownsample looks at all points for each bucket: [t, t+interval) with the timestamp t, or (t, t+interval] with that of
// its end.
func plainDownsample(points []opentsdb.Point, d *query.Downsample, r query.Range, at dialects.BucketTimestamp) []opentsdb.Point {
	var out []opentsdb.Point
	from, to, step := r.From.UnixMilli(), r.To.UnixMilli(), d.Interval.Duration().Milliseconds()
	for begin := from; begin < to || at == dialects.AtStart && begin == to; begin += step {
		var values []float64
		for _, p := range points {
			if at == dialects.AtStart && p.TimeMs >= begin && p.TimeMs < begin+step || at == dialects.AtEnd && p.TimeMs > begin && p.TimeMs <= begin+step {
				values = append(values, p.Value)
			}
		}
		timestamp := begin
		if at == dialects.AtEnd {
			timestamp += step
		}
		if len(values) > 0 {
			out = append(out, opentsdb.Point{TimeMs: timestamp, Value: plainReduce(d.Aggregator, values)})
		} else if d.FillPolicy == "zero" {
			out = append(out, opentsdb.Point{TimeMs: timestamp})
		}
	}
	return out
}
