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
	if _, end := r.From.Add(-near).In(b.zone).ZoneBounds(); end.IsZero() || end.After(r.To.Add(b.interval.Duration())) {
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
