package evaluate

import (
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// downsample makes one point of each bucket, stamped as the server stamps its own. An empty bucket has none, but with the
// fill policy zero.
func downsample(l line, d *query.Downsample, r query.Range, at dialects.BucketTimestamp) line {
	from, to := r.From.UnixMilli(), r.To.UnixMilli()
	step := d.Interval.Duration().Milliseconds()
	if d.Interval.All {
		step = max(to-from, 1)
	}
	if at == dialects.AtStart && !d.Interval.All {
		to = from + (to-from)/step*step + step // a range of whole buckets ends just before the next one
	}
	reduce := reducer(d.Aggregator)
	zero := d.FillPolicy == "zero"
	var out line
	var values []float64
	i := 0
	for begin := from; begin < to; begin += step {
		values = values[:0]
		for i < len(l) && precedes(l[i].ms, begin, at) {
			i++
		}
		for i < len(l) && inside(l[i].ms, begin+step, at) {
			values = append(values, l[i].value)
			i++
		}
		stamp := begin
		if at == dialects.AtEnd {
			stamp = begin + step
		}
		if len(values) > 0 {
			out = append(out, point{ms: stamp, value: reduce(values)})
		} else if zero {
			out = append(out, point{ms: stamp})
		}
	}
	return out
}

// precedes says whether a point lies before a bucket that begins there: [begin … or (begin …, by where it is stamped.
func precedes(ms, begin int64, at dialects.BucketTimestamp) bool {
	return ms < begin || (at == dialects.AtEnd && ms == begin)
}

// inside says whether a point lies before a bucket's end: … end) or … end].
func inside(ms, end int64, at dialects.BucketTimestamp) bool {
	return ms < end || (at == dialects.AtEnd && ms == end)
}
