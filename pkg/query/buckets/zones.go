package buckets

import (
	"fmt"
	"time"
)

// steadyZones are zones without changes of the clocks, by their offset, where no Etc/GMT zone has it.
var steadyZones = map[time.Duration]string{
	-9*time.Hour - 30*time.Minute: "Pacific/Marquesas",
	4*time.Hour + 30*time.Minute:  "Asia/Kabul",
	5*time.Hour + 30*time.Minute:  "Asia/Kolkata",
	5*time.Hour + 45*time.Minute:  "Asia/Kathmandu",
	6*time.Hour + 30*time.Minute:  "Asia/Yangon",
	9*time.Hour + 30*time.Minute:  "Australia/Darwin",
}

// Steady returns a zone without changes of the clocks in which a range has the same buckets. It exists for hours and shorter
// units, which are lengths of time counted from the range's start; false where no change is near, or no such zone has the
// offset. It is needed because OpenTSDB miscounts such buckets across a change: the first bucket of the range lacks an hour, or
// all of them are empty (Downsampler.seekInterval, FillingDownsampler).
func (b Buckets) Steady(r Range) (*time.Location, bool) {
	if b.zone == nil || unitLength(b.interval) > time.Hour {
		return nil, false
	}
	// Hours that don't divide a day are counted from the first of the month.
	near := 32*24*time.Hour + b.interval.Duration()
	if end := nextChange(r.From.Add(-near).In(b.zone)); end.IsZero() || end.After(r.To.Add(b.interval.Duration())) {
		return nil, false
	}
	_, seconds := r.From.In(b.zone).Zone()
	offset := time.Duration(seconds) * time.Second
	name, known := steadyZones[offset]
	if !known {
		if offset%time.Hour != 0 {
			return nil, false
		}
		name = fmt.Sprintf("Etc/GMT%+d", -int64(offset/time.Hour))
	}
	zone, err := time.LoadLocation(name)
	return zone, err == nil
}

// exactNext returns the first moment of the day that is one interval of days, weeks, months or years later.
func exactNext(start time.Time, i Interval, zone *time.Location) time.Time {
	year, month, day := start.In(zone).Date()
	n := int(i.Count)
	switch i.Unit {
	case "d":
		day += n
	case "w":
		day += 7 * n
	case "n":
		month += time.Month(n)
	default:
		year += n
	}
	return firstMoment(year, month, day, zone)
}

// firstMoment returns when a day begins: at midnight, at the first of two, or at the change where the clocks skip midnight.
func firstMoment(year int, month time.Month, day int, zone *time.Location) time.Time {
	midnight := time.Date(year, month, day, 0, 0, 0, 0, zone)
	wanted := dayNumber(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
	if dayNumber(midnight) < wanted { // read with the offset after the change
		_, end := midnight.ZoneBounds()
		return end.UTC()
	}
	for _, twice := range []time.Duration{time.Hour, 30 * time.Minute} {
		if earlier := midnight.Add(-twice); dayNumber(earlier) == wanted {
			return earlier.UTC()
		}
	}
	return midnight.UTC()
}

// Slips says whether OpenTSDB miscounts the buckets of a range across a change of the clocks: days and longer units across a day
// whose midnight the clocks skip, and hours across any change for which Steady finds no zone.
func (b Buckets) Slips(r Range) bool {
	if b.zone == nil || b.interval.All {
		return false
	}
	step := b.interval.Duration()
	from, to := r.From.Add(-2*step-48*time.Hour), r.To.Add(step)
	if unitLength(b.interval) <= time.Hour {
		if _, fixed := b.Fixed(r); fixed {
			return false
		}
		end := nextChange(r.From.Add(-2*step - 32*24*time.Hour).In(b.zone))
		_, steady := b.Steady(r)
		return !steady && !end.IsZero() && end.Before(to)
	}
	if b.interval.Unit == "d" && b.interval.Count > 1 { // counted from the start of the year
		from = time.Date(from.In(b.zone).Year(), time.January, 1, 0, 0, 0, 0, b.zone)
	}
	for t := from.In(b.zone); ; {
		end := nextChange(t)
		if end.IsZero() || end.After(to) {
			return false
		}
		t = end
		year, month, day := t.Date()
		if t.Hour() == 0 && t.Minute() == 0 || dayNumber(t.Add(-time.Nanosecond)) == dayNumber(t) {
			continue
		}
		first := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
		switch b.interval.Unit {
		case "d":
			return true
		case "w":
			if first.Weekday() == time.Sunday {
				return true
			}
		default:
			if day == 1 {
				return true
			}
		}
	}
}

// nextChange returns when the clocks of t's zone change next; zero: never. On the last day of a leap year after 2037, ZoneBounds
// returns a time that isn't later than t, which would make an endless loop.
func nextChange(t time.Time) time.Time {
	for {
		_, end := t.ZoneBounds()
		if end.IsZero() || end.After(t) {
			return end
		}
		t = t.Add(24 * time.Hour)
	}
}
