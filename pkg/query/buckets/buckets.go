package buckets

import (
	"iter"
	"time"
)

// Range is a time range, both ends included.
type Range struct {
	From, To time.Time
}

// Buckets are a query's downsample intervals: each is [Start, Next). They are for intervals other than the whole range.
type Buckets struct {
	interval Interval
	// zone is nil for intervals of one length, counted from 1970.
	zone *time.Location
	// exact says that days begin with their first moment, wherever counting begins.
	exact bool
}

// New divides time into intervals: of a zone's calendar, or, where zone is nil, of one length and counted from 1970.
func New(interval Interval, zone *time.Location) Buckets {
	return Buckets{interval: interval, zone: zone}
}

// Exact returns the same buckets without OpenTSDB's errors at changes of the clocks, for buckets that the plugin computes.
func (b Buckets) Exact() Buckets {
	b.exact = b.zone != nil
	return b
}

// Start returns the start of the bucket that holds t, regardless of any range. Within a range, calendar buckets of several
// units may start elsewhere, since OpenTSDB counts them from the range's start: see Starts.
func (b Buckets) Start(t time.Time) time.Time {
	if b.zone == nil {
		return Floor(t, b.interval.Duration())
	}
	return b.calendarStart(t)
}

// Next returns the start of the bucket after the one that starts at start.
func (b Buckets) Next(start time.Time) time.Time {
	if b.even() {
		return start.Add(b.interval.Duration()).UTC()
	}
	if b.exact {
		return exactNext(start, b.interval, b.zone)
	}
	return calendarNext(start, b.interval, b.zone)
}

// even says whether all buckets of a range have one length: days and longer units of the calendar don't.
func (b Buckets) even() bool { return b.zone == nil || unitLength(b.interval) <= time.Hour }

// Widen extends a range to whole buckets, at least one: to the start of the bucket that holds r.From, and to the end of the
// bucket that holds r.To. A bucket that starts at r.To isn't included.
func (b Buckets) Widen(r Range) Range {
	wide := Range{From: b.first(r.From)}
	if b.even() {
		// In ms: a time.Duration holds 292 years.
		step, from := b.interval.Duration().Milliseconds(), wide.From.UnixMilli()
		to := r.To.Add(time.Millisecond - time.Nanosecond).UnixMilli()
		wide.To = time.UnixMilli(from + max(1, (to-from+step-1)/step)*step).UTC()
		return wide
	}
	for wide.To = b.Next(wide.From); wide.To.Before(r.To); {
		wide.To = b.Next(wide.To)
	}
	return wide
}

// first returns the start of the bucket that holds a range's start t. OpenTSDB counts calendar buckets from where it begins to
// read, about an interval before the range (TsdbQuery.getScanStartTimeSeconds, Downsampler.seekInterval). After a change of the
// clocks, or at a new year, they therefore may start at other times than buckets counted from within the range.
func (b Buckets) first(t time.Time) time.Time {
	start := b.Start(t)
	if b.zone == nil || b.exact {
		return start
	}
	const maxTries = 4 // the second usually confirms the first
	for range maxTries {
		scan := Floor(Floor(start, b.interval.Duration()), time.Hour)
		counted := b.Start(scan)
		if counted.Before(scan) {
			counted = b.Start(b.Next(counted))
		}
		if counted.After(t) {
			start = b.Start(start.Add(-time.Millisecond))
			continue
		}
		for next := b.Next(counted); !next.After(t); next = b.Next(counted) {
			counted = next
		}
		if counted.Equal(start) {
			break
		}
		start = counted
	}
	return start
}

// Starts yields the starts of a range's buckets: the first as in Widen, the others counted from it.
func (b Buckets) Starts(r Range) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		for start := b.first(r.From); !start.After(r.To) && yield(start); {
			start = b.Next(start)
		}
	}
}

// Longest returns the length of a range's longest bucket: points further apart have a gap between them.
func (b Buckets) Longest(r Range) time.Duration {
	if b.even() {
		return b.interval.Duration()
	}
	var longest time.Duration
	for start := range b.Starts(r) {
		longest = max(longest, b.Next(start).Sub(start))
	}
	return longest
}

// Fixed returns the same buckets without a calendar; false where a change of the clocks in the range moves them. It is true for
// minutes and less, in most zones. The calendar is avoided because OpenTSDB puts all points of the hour that comes twice into
// one bucket when a range begins within that hour (DateTime.previousInterval).
func (b Buckets) Fixed(r Range) (Buckets, bool) {
	if b.zone == nil {
		return b, true
	}
	step := b.interval.Duration()
	switch b.interval.Unit {
	case "ms", "s", "m":
	default:
		return b, false
	}
	if time.Hour%step != 0 {
		return b, false
	}
	for t := r.From.Add(-time.Hour).In(b.zone); ; {
		_, offset := t.Zone()
		if time.Duration(offset)*time.Second%step != 0 {
			return b, false
		}
		end := nextChange(t)
		if end.IsZero() || end.After(r.To) {
			return Buckets{interval: b.interval}, true
		}
		t = end
	}
}

// Floor rounds t down to a multiple of step since 1970, to the millisecond.
func Floor(t time.Time, step time.Duration) time.Time {
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
