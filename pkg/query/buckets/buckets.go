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
	// exact says that days begin with their first moment, wherever one begins to count.
	exact bool
}

// New divides time by an interval: by a zone's calendar, or where that is nil in intervals of one length from 1970 on.
func New(interval Interval, zone *time.Location) Buckets {
	return Buckets{interval: interval, zone: zone}
}

// Exact are the same buckets without OpenTSDB's faults, for who computes them.
func (b Buckets) Exact() Buckets {
	b.exact = b.zone != nil
	return b
}

// Start is the begin of the bucket that a time lies in, seen by itself. In a range, a bucket of the calendar with a count may
// begin elsewhere, since OpenTSDB counts on (Starts).
func (b Buckets) Start(t time.Time) time.Time {
	if b.zone == nil {
		return Floor(t, b.interval.Duration())
	}
	return b.calendarStart(t)
}

// Next is the begin of the bucket after the one that begins at start.
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

// Widen makes a range one of whole buckets, at least one: it begins where the bucket of its begin does, and ends where the
// bucket of its end does. A range that ends where a bucket begins doesn't have that bucket.
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

// first is the begin of the bucket that a range's begin lies in. OpenTSDB counts the calendar's buckets on from where it
// begins to read, an interval or so before the range (TsdbQuery.getScanStartTimeSeconds, Downsampler.seekInterval): after a
// change of the clocks, or at a new year, they may begin at other times than those counted from within the range.
func (b Buckets) first(t time.Time) time.Time {
	start := b.Start(t)
	if b.zone == nil || b.exact {
		return start
	}
	const enough = 4 // the second time mostly confirms the first
	for range enough {
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

// Starts are the begins of the buckets of a range, the first as Widen has it, the others counted on from it.
func (b Buckets) Starts(r Range) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		for start := b.first(r.From); !start.After(r.To) && yield(start); {
			start = b.Next(start)
		}
	}
}

// Longest is the length of the longest bucket of a range: points further apart have a gap between them.
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

// Fixed gives the same buckets without a calendar, where the zone's clock never moves them in a range: minutes and less, in
// most zones. OpenTSDB puts all points of the hour that the clocks go back over into one bucket when it counts those by the
// calendar from within that hour (DateTime.previousInterval).
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

// Floor is the last multiple of a step from 1970 on that isn't after a time, to the millisecond.
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
