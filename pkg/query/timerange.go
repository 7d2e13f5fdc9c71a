package query

import (
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

// Range is a time range, both ends included.
type Range struct {
	From, To time.Time
}

// widen makes a range one of whole buckets, so that a refresh a moment later asks for the same buckets. OpenTSDB drops a
// bucket that begins before the range and counts buckets from 1970; the gateway of OVH Metrics counts them back from the
// range's end and drops a partial one at its start (exchanges ds-91m-avg, query_ds_end_alignment).
func widen(r Range, d *Downsample, dialect *dialects.Dialect) Range {
	resolution := dialect.Resolution
	if d == nil || d.Interval.All {
		return Range{floorTo(r.From, resolution), ceilTo(r.To, resolution)}
	}
	var from, to time.Time
	if d.Calendar {
		from = calendarStart(r.From, d.Interval, d.Timezone)
		to = calendarStart(r.To, d.Interval, d.Timezone)
		if to.Before(r.To) || to.Equal(r.To) {
			to = calendarNext(to, d.Interval)
		}
	} else {
		from = floorTo(r.From, d.Interval.Duration())
		to = ceilTo(r.To, d.Interval.Duration())
		if !to.After(from) {
			to = from.Add(d.Interval.Duration())
		}
	}
	if dialect.BucketTimestamp == dialects.AtStart {
		// A range's end is included: a whole end would open one more bucket for the points at that instant.
		to = to.Add(-resolution)
	}
	return Range{from, to}
}

func floorTo(t time.Time, step time.Duration) time.Time {
	ms, stepMs := t.UnixMilli(), step.Milliseconds()
	if stepMs <= 1 {
		return time.UnixMilli(ms).UTC()
	}
	rest := ms % stepMs
	if rest < 0 {
		rest += stepMs
	}
	return time.UnixMilli(ms - rest).UTC()
}

func ceilTo(t time.Time, step time.Duration) time.Time {
	floor := floorTo(t, step)
	if floor.Before(t) {
		return floor.Add(max(step, time.Millisecond))
	}
	return floor
}

// calendarStart is the begin of the calendar unit that t lies in: a second, minute, hour, day, week (from Sunday, as
// Java's calendar in the US locale that OpenTSDB uses), month or year.
func calendarStart(t time.Time, i Interval, zone *time.Location) time.Time {
	t = t.In(zone)
	year, month, day := t.Date()
	switch i.Unit {
	case "ms":
		return t.Truncate(time.Millisecond)
	case "s":
		return t.Truncate(time.Second)
	case "m":
		return time.Date(year, month, day, t.Hour(), t.Minute(), 0, 0, zone)
	case "h":
		return time.Date(year, month, day, t.Hour(), 0, 0, 0, zone)
	case "d":
		return time.Date(year, month, day, 0, 0, 0, 0, zone)
	case "w":
		return time.Date(year, month, day-int(t.Weekday()), 0, 0, 0, 0, zone)
	case "n":
		return time.Date(year, month, 1, 0, 0, 0, 0, zone)
	default:
		return time.Date(year, time.January, 1, 0, 0, 0, 0, zone)
	}
}

func calendarNext(t time.Time, i Interval) time.Time {
	n := int(i.Count)
	switch i.Unit {
	case "d":
		return t.AddDate(0, 0, n)
	case "w":
		return t.AddDate(0, 0, 7*n)
	case "n":
		return t.AddDate(0, n, 0)
	case "y":
		return t.AddDate(n, 0, 0)
	default:
		return t.Add(i.Duration())
	}
}
