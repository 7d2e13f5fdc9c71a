package opentsdb_test

import (
	"fmt"
	"testing"
	"time"
)

// Around a change of the clocks, whatever the range begins with: each bucket has the points from its timestamp to the next
// one, none is lost, and days begin with the first moment of a day.
func TestCalendarBucketsHoldThePointsUpToTheNext(t *testing.T) {
	s := connect(t)
	const step = 15 * time.Minute
	for _, change := range []struct{ zone, at string }{
		{"Africa/Cairo", "2025-04-24T22:00:00Z"},     // 00:00 becomes 01:00
		{"Africa/Cairo", "2025-10-30T21:00:00Z"},     // 24:00 becomes 23:00
		{"Asia/Beirut", "2025-03-29T22:00:00Z"},      // 00:00 becomes 01:00
		{"America/Havana", "2025-03-09T05:00:00Z"},   // 00:00 becomes 01:00
		{"Pacific/Chatham", "2025-04-05T14:00:00Z"},  // 03:45 becomes 02:45
		{"Pacific/Chatham", "2025-09-27T14:00:00Z"},  // 02:45 becomes 03:45
		{"Europe/Paris", "2025-03-30T01:00:00Z"},     // 02:00 becomes 03:00
		{"America/New_York", "2025-11-02T06:00:00Z"}, // 02:00 becomes 01:00
		{"Australia/Lord_Howe", "2025-10-04T15:30:00Z"},
	} {
		zone, err := time.LoadLocation(change.zone)
		if err != nil {
			t.Fatal(err)
		}
		changed, err := time.Parse(time.RFC3339, change.at)
		if err != nil {
			t.Fatal(err)
		}
		metric := s.metric("calendar." + change.zone + "." + changed.Format("0102"))
		stored := series{tags: tags("host", "a")}
		for when := changed.Add(-5 * 24 * time.Hour); when.Before(changed.Add(5 * 24 * time.Hour)); when = when.Add(step) {
			stored.points = append(stored.points, at(when.UnixMilli(), 1))
		}
		s.store(metric, stored)
		year, month, day := changed.In(zone).Date()
		for _, interval := range []string{"30m", "1h", "2h", "6h", "8h", "12h", "24h", "1d", "2d"} {
			for _, hours := range []int{-48, -24, -7, -1, 0, 1, 4, 9, 13, 24, 30} {
				from := time.Date(year, month, day, 0, 0, 0, 0, zone).Add(time.Duration(hours) * time.Hour)
				to := from.Add(47 * time.Hour)
				t.Run(fmt.Sprint(change.zone, changed.Format("0102"), interval, hours), func(t *testing.T) {
					got := s.query(asked{from: from, to: to}, map[string]any{"metric": metric, "aggregator": "sum", "downsampleInterval": interval,
						"downsampleAggregator": "count", "downsampleFillPolicy": "gaps", "useCalendar": true, "timezone": change.zone})
					if len(got) != 1 || len(got[0].points) == 0 {
						t.Fatalf("%d series", len(got))
					}
					points := got[0].points
					if first := time.UnixMilli(points[0].ms); first.After(from) {
						t.Errorf("the first bucket begins at %s, after the range's begin at %s", first.In(zone), from)
					}
					for i, p := range points {
						begin := time.UnixMilli(p.ms).In(zone)
						if i+1 < len(points) {
							if want := float64((points[i+1].ms - p.ms) / step.Milliseconds()); p.value == nil || *p.value != want {
								t.Errorf("bucket %d from %s has %v points, and %v are stored up to the next", i, begin, *p.value, want)
							}
						}
						if interval == "1d" || interval == "2d" {
							if before := begin.Add(-time.Second); before.Day() == begin.Day() {
								t.Errorf("bucket %d begins at %s, which isn't the first moment of a day", i, begin)
							}
						}
					}
				})
			}
		}
	}
}
