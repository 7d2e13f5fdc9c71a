package query

import (
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query/buckets"
)

// Range is a time range, both ends included.
type Range = buckets.Range

// representable returns the part of a range that a request and a frame can represent, which ends in 2262. Where there is none, it
// ends before it begins.
func representable(r Range) Range {
	if earliest := time.UnixMilli(opentsdb.EarliestMs).UTC(); r.From.Before(earliest) {
		r.From = earliest
	}
	latest := time.Date(2262, time.January, 1, 0, 0, 0, 0, time.UTC)
	if r.To.After(latest) {
		r.To = latest
	}
	if r.From.After(latest) { // counting calendar buckets takes time for each year
		r.From = latest.Add(time.Millisecond)
	}
	return r
}

// Interval is a downsample interval: a count of units, or the whole range.
type Interval = buckets.Interval

// Buckets returns the downsample intervals; not for the whole range (0all).
func (d Downsample) Buckets() buckets.Buckets {
	if d.Calendar && d.exact {
		return buckets.New(d.Interval, d.Timezone).Exact()
	}
	if d.Calendar {
		return buckets.New(d.Interval, d.Timezone)
	}
	return buckets.New(d.Interval, nil)
}

// widen extends a range to whole buckets, so that a refresh a moment later asks for the same buckets. OpenTSDB drops a bucket
// that begins before the range, and counts buckets from 1970, or by the calendar from the range's start. The gateway of OVH
// Metrics counts them back from the range's end, and drops a partial one at its start (exchanges ds-91m-avg,
// query_ds_end_alignment).
func widen(r Range, d *Downsample, dialect *dialects.Dialect) Range {
	resolution := dialect.Resolution
	if d == nil || d.Interval.All {
		wide := Range{From: floorTo(r.From, resolution), To: ceilTo(r.To, resolution)}
		if wide.To.Equal(wide.From) {
			wide.To = wide.To.Add(resolution) // servers refuse a range of one time
		}
		return wide
	}
	wide := d.Buckets().Widen(r)
	if dialect.BucketTimestamp == dialects.AtStart {
		// A request includes its end, which would add a bucket for the points at that instant.
		wide.To = wide.To.Add(-resolution)
	}
	return wide
}

func floorTo(t time.Time, step time.Duration) time.Time { return buckets.Floor(t, step) }

func ceilTo(t time.Time, step time.Duration) time.Time {
	floor := floorTo(t, step)
	if floor.Before(t) {
		return floor.Add(max(step, time.Millisecond))
	}
	return floor
}
