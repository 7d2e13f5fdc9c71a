package query

import (
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query/buckets"
)

// Range is a time range, both ends included.
type Range = buckets.Range

// known is the part of a range whose times a server can be asked for, and a frame can hold (until 2262). Where there is none,
// it ends before it begins.
func known(r Range) Range {
	if earliest := time.UnixMilli(opentsdb.EarliestMs).UTC(); r.From.Before(earliest) {
		r.From = earliest
	}
	latest := time.Date(2262, time.January, 1, 0, 0, 0, 0, time.UTC)
	if r.To.After(latest) {
		r.To = latest
	}
	if r.From.After(latest) { // to the calendar, each year is work
		r.From = latest.Add(time.Millisecond)
	}
	return r
}

// Interval is a downsample interval: a count of units, or the whole range.
type Interval = buckets.Interval

// Buckets divides time as the query's points are downsampled; not for the whole range (0all).
func (d Downsample) Buckets() buckets.Buckets {
	if d.Calendar && d.exact {
		return buckets.New(d.Interval, d.Timezone).Exact()
	}
	if d.Calendar {
		return buckets.New(d.Interval, d.Timezone)
	}
	return buckets.New(d.Interval, nil)
}

// widen makes a range one of whole buckets, so that a refresh a moment later asks for the same buckets. OpenTSDB drops a
// bucket that begins before the range and counts buckets from 1970, or on from the range's begin by the calendar; the
// gateway of OVH Metrics counts them back from the range's end and drops a partial one at its start (exchanges ds-91m-avg,
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
		// A range's end is included: a whole end would open one more bucket for the points at that instant.
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
