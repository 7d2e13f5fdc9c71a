package evaluate

import (
	"slices"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// downsample returns one point for each bucket, with the timestamp that the server would give it. An empty bucket has none,
// except with the fill policy zero.
func downsample(m *meter, points []opentsdb.Point, d *query.Downsample, r query.Range, at dialects.BucketTimestamp) ([]opentsdb.Point, error) {
	b := bucketsOf(d, r, at)
	reduce := reducer(d.Aggregator)
	zero := d.FillPolicy == "zero"
	out := make([]opentsdb.Point, 0, min(len(points), int(b.count)))
	var values []float64
	next := int64(0) // the first bucket that has no point yet
	fill := func(to int64) error {
		for ; zero && next < to; next++ {
			if err := m.step(1); err != nil {
				return err
			}
			out = append(out, opentsdb.Point{TimeMs: b.timestamp(next)})
		}
		return nil
	}
	for i := 0; i < len(points); {
		n := b.of(points[i].TimeMs)
		values = values[:0]
		for ; i < len(points) && b.of(points[i].TimeMs) == n; i++ {
			values = append(values, points[i].Value)
			if err := m.step(1); err != nil {
				return nil, err
			}
		}
		if n < 0 || n >= b.count {
			continue
		}
		if err := fill(n); err != nil {
			return nil, err
		}
		out = append(out, opentsdb.Point{TimeMs: b.timestamp(n), Value: reduce(values)})
		next = n + 1
	}
	return out, fill(b.count)
}

// buckets are the intervals of a range, numbered from 0; times are in ms.
type buckets struct {
	from, step, count int64
	at                dialects.BucketTimestamp
	// starts are those of calendar buckets, and the end of the last; nil: all buckets are a step long.
	starts []int64
}

func bucketsOf(d *query.Downsample, r query.Range, at dialects.BucketTimestamp) buckets {
	from, to := r.From.UnixMilli(), r.To.UnixMilli()
	if d.Interval.All {
		return buckets{from: from, step: max(to-from, 1), count: 1, at: at}
	}
	if d.Calendar {
		b := buckets{at: at}
		for start := range d.Buckets().Starts(r) {
			b.starts = append(b.starts, start.UnixMilli())
		}
		b.count = int64(len(b.starts))
		if b.count > 0 {
			b.starts = append(b.starts, d.Buckets().Next(time.UnixMilli(b.starts[b.count-1]).UTC()).UnixMilli())
		}
		return b
	}
	step := d.Interval.Duration().Milliseconds()
	count := (to - from + step - 1) / step
	if at == dialects.AtStart {
		count = (to-from)/step + 1 // the range ends just before the next bucket
	}
	return buckets{from: from, step: step, count: max(count, 0), at: at}
}

// of returns the index of the bucket that holds a time; outside of the range it is negative, or at least count. A bucket whose
// timestamp is its end includes its end, and excludes its start.
func (b buckets) of(ms int64) int64 {
	if b.starts != nil {
		n, found := slices.BinarySearch(b.starts, ms)
		if !found {
			n--
		}
		return min(int64(n), b.count)
	}
	ms -= b.from
	if b.at == dialects.AtEnd {
		ms--
	}
	if ms < 0 {
		return -1
	}
	return min(ms/b.step, b.count)
}

func (b buckets) timestamp(n int64) int64 {
	if b.starts != nil {
		return b.starts[n]
	}
	if b.at == dialects.AtEnd {
		n++
	}
	return b.from + n*b.step
}
