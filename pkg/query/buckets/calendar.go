package buckets

import "time"

// calendarStart returns the start of the calendar bucket that holds t, as OpenTSDB finds it (DateTime.previousInterval):
// intervals are counted from the start of the next larger unit if they divide it, otherwise from the start of a still larger
// one. Weeks begin on Sunday, as in the US locale that OpenTSDB usually runs in. Intervals of several weeks are counted so that
// the first, where OpenTSDB begins to read, holds a multiple of them since 1970, a Thursday
// (TsdbQuery.getScanStartTimeSeconds).
func (b Buckets) calendarStart(t time.Time) time.Time {
	i, zone := b.interval, b.zone
	local := t.In(zone)
	year, month, day := local.Date()
	n, divides := i.Count, func(larger int64) bool { return larger%i.Count == 0 }
	top := wall{year: year, month: month, day: day, zone: zone}
	switch i.Unit {
	case "ms":
		top.hour, top.minute = local.Hour(), local.Minute()
		if divides(1000) {
			top.second = local.Second()
		}
	case "s":
		top.hour = local.Hour()
		if divides(60) {
			top.minute = local.Minute()
		}
	case "m":
		if divides(60) {
			top.hour = local.Hour()
		}
	case "h":
		if !divides(24) {
			top.day = 1
		}
	case "d":
		top.day = 1
		if n > 1 {
			top.month = time.January
		}
	case "w":
		const thursday = 4
		sunday := dayNumber(local) - int64(local.Weekday())
		top.day -= int(local.Weekday()) + int((sunday+thursday)%(7*n))
	default:
		top.month, top.day = time.January, 1
	}
	start := top.time(t)
	if b.exact && unitLength(i) > time.Hour {
		start = firstMoment(top.year, top.month, top.day, zone)
	}
	if unitLength(i) <= time.Hour {
		step := i.Duration()
		start = start.Add(t.Sub(start) / step * step)
		if start.After(t) { // counted from a time that the clock leaves out
			start = start.Add(-step)
		}
		return start.UTC()
	}
	for {
		next := b.Next(start)
		if next.After(t) {
			return start.UTC()
		}
		start = next
	}
}

func unitLength(i Interval) time.Duration { return Interval{Count: 1, Unit: i.Unit}.Duration() }

// calendarNext returns the time one interval later: hours and less are lengths of time, days and longer units keep the time of
// day (java.util.GregorianCalendar.add).
func calendarNext(start time.Time, i Interval, zone *time.Location) time.Time {
	local := start.In(zone)
	year, month, day := local.Date()
	same := wall{year, month, day, local.Hour(), local.Minute(), local.Second(), zone}
	n := int(i.Count)
	switch i.Unit {
	case "d":
		return later(local, n)
	case "w":
		return later(local, 7*n)
	case "n":
		same.month += time.Month(n)
	case "y":
		same.year += n
	default:
		return start.Add(i.Duration())
	}
	same.day = min(day, time.Date(same.year, same.month+1, 0, 0, 0, 0, 0, time.UTC).Day())
	return same.time(time.Time{}).UTC()
}

// later returns the same time of day some days later. Where the clocks skip that time, it is an hour after it; where they show
// it twice, the one with the same offset as local.
func later(local time.Time, days int) time.Time {
	_, before := local.Zone()
	there := local.UTC().AddDate(0, 0, days)
	_, after := there.In(local.Location()).Zone()
	if moved := there.Add(time.Duration(before-after) * time.Second); before != after && sameDay(moved.In(local.Location()), local, days) {
		there = moved
	}
	return there
}

func sameDay(t, from time.Time, days int) bool { return dayNumber(t) == dayNumber(from)+int64(days) }

// dayNumber returns the number of days from 1970 to a date.
func dayNumber(t time.Time) int64 {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60)
}

// wall is a local date and time, as a clock on the wall shows it.
type wall struct {
	year                 int
	month                time.Month
	day                  int
	hour, minute, second int
	zone                 *time.Location
}

// time returns when the clock shows w: the second time where it does so twice, unless that is after limit; where it never does,
// when it would have without the change (java.util.GregorianCalendar).
func (w wall) time(limit time.Time) time.Time {
	shown := time.Date(w.year, w.month, w.day, w.hour, w.minute, w.second, 0, time.UTC)
	_, early := shown.Add(-36 * time.Hour).In(w.zone).Zone()
	_, late := shown.Add(36 * time.Hour).In(w.zone).Zone()
	at := func(offset int) time.Time { return shown.Add(-time.Duration(offset) * time.Second) }
	shows := func(offset int) bool {
		_, there := at(offset).In(w.zone).Zone()
		return there == offset
	}
	second := shows(late) && (limit.IsZero() || !at(late).After(limit))
	if !second && (shows(early) || !shows(late)) {
		return at(early)
	}
	return at(late)
}
