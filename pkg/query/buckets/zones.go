package buckets

import (
	"fmt"
	"time"
)

// steadyZones have an offset that no zone of the name Etc/GMT has, and no changes of the clocks.
var steadyZones = map[time.Duration]string{
	-9*time.Hour - 30*time.Minute: "Pacific/Marquesas",
	4*time.Hour + 30*time.Minute:  "Asia/Kabul",
	5*time.Hour + 30*time.Minute:  "Asia/Kolkata",
	5*time.Hour + 45*time.Minute:  "Asia/Kathmandu",
	6*time.Hour + 30*time.Minute:  "Asia/Yangon",
	9*time.Hour + 30*time.Minute:  "Australia/Darwin",
}

// Steady gives the same buckets of a range in a zone without changes of the clocks, for hours and shorter units, which are
// lengths of time counted on from where the range begins. OpenTSDB loses its place where it counts them through a change: the
// first bucket of the range lacks an hour, or all of them are empty (Downsampler.seekInterval, FillingDownsampler). false where
// no change is near, or no such zone has the offset.
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

// exactNext is the first moment of the day that is some days, weeks, months or years later.
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

// firstMoment is when a day begins: at midnight, at the first of two, or where the clock leaves that out, with the change.
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

// Slips says whether OpenTSDB counts buckets of a range through a change of the clocks at which it loses its place: days and
// longer units through a day whose midnight the clock leaves out, and hours through any change that Steady finds no zone for.
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
	if b.interval.Unit == "d" && b.interval.Count > 1 { // counted from the year's begin
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

// nextChange is when the clock of a time's zone changes next; zero: never. On the last day of a leap year after 2037,
// ZoneBounds gives a time that isn't later, and one could look for the next change for ever.
func nextChange(t time.Time) time.Time {
	for {
		_, end := t.ZoneBounds()
		if end.IsZero() || end.After(t) {
			return end
		}
		t = t.Add(24 * time.Hour)
	}
}
