package buckets_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/query/buckets"
)

func interval(t *testing.T, text string) buckets.Interval {
	t.Helper()
	i, _, err := buckets.ParseInterval(text)
	require.NoError(t, err)
	return i
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	require.NoError(t, err)
	return z
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05.000Z07:00"} {
		if parsed, err := time.Parse(layout, text); err == nil {
			return parsed
		}
	}
	t.Fatalf("%q is no time", text)
	return time.Time{}
}

// TestBucketsBeginWhereOpenTSDBsDo compares with the output of its own code (testdata/java/Buckets.java), but for two faults
// of that: minutes and less are counted from a time after them in an hour that comes twice or is cut, and a day is an hour
// later where the clock leaves out the midnight after it.
func TestBucketsBeginWhereOpenTSDBsDo(t *testing.T) {
	var recorded []struct {
		Zone, Interval string
		// Starts are a time, and in ms how long before it its bucket begins, and the next two after that.
		Starts [][4]int64
	}
	text, err := os.ReadFile("../../../testdata/java/buckets.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &recorded))
	compared, faults := 0, 0
	for _, r := range recorded {
		t.Run(r.Zone+" "+r.Interval, func(t *testing.T) {
			z := zone(t, r.Zone)
			i := interval(t, r.Interval)
			b := buckets.New(i, z)
			for _, row := range r.Starts {
				in := time.UnixMilli(row[0]).In(z)
				theirs := in.Add(-time.Duration(row[1]) * time.Millisecond)
				start := b.Start(in).In(z)
				if i.Unit[0] == 'm' || i.Unit == "s" {
					if comesAgain(in) || theirs.After(in) {
						faults++
						continue
					}
				} else if !theirs.Equal(start) && start.Hour() == 0 && theirs.Hour() == 1 && i.Unit != "h" {
					faults++
					continue
				}
				compared++
				require.WithinDuration(t, theirs, start, 0, "the bucket of %s", in)
				next := b.Next(start)
				require.Equal(t, row[2], next.Sub(start).Milliseconds(), "after %s comes %s", start, next.In(z))
				require.Equal(t, row[3], b.Next(next).Sub(start).Milliseconds(), "after %s", next.In(z))
			}
		})
	}
	require.Greater(t, compared, 7000)
	require.Less(t, faults, compared/20)
}

// comesAgain says whether the clock shows a time a second time, later.
func comesAgain(t time.Time) bool {
	for _, later := range []time.Duration{30 * time.Minute, time.Hour} {
		if t.Add(later).Format(time.DateTime) == t.Format(time.DateTime) {
			return true
		}
	}
	return false
}

func TestARangeIsWidenedToWholeBuckets(t *testing.T) {
	for _, c := range []struct{ interval, zone, from, to, wantFrom, wantTo string }{
		{"6h", "Europe/Paris", "2025-06-10T09:00+02:00", "2025-06-10T21:30+02:00", "2025-06-10T06:00+02:00", "2025-06-11T00:00+02:00"},
		{"3d", "Europe/Paris", "2025-10-11T00:00+02:00", "2025-10-14T12:00+02:00", "2025-10-10T00:00+02:00", "2025-10-16T00:00+02:00"},
		{"1d", "Europe/Paris", "2025-10-26T12:00+01:00", "2025-10-26T13:00+01:00", "2025-10-26T00:00+02:00", "2025-10-27T00:00+01:00"},
		{"1d", "Asia/Kathmandu", "2025-06-10T12:00Z", "2025-06-10T19:00Z", "2025-06-09T18:15Z", "2025-06-11T18:15Z"},
		{"1w", "Pacific/Chatham", "2025-04-05T00:00Z", "2025-04-05T01:00Z", "2025-03-29T10:15Z", "2025-04-05T10:15Z"},
		{"1n", "America/New_York", "2025-03-31T23:59-04:00", "2025-04-01T01:00-04:00", "2025-03-01T00:00-05:00", "2025-05-01T00:00-04:00"},
		{"1d", "Europe/Paris", "2025-06-10T00:00+02:00", "2025-06-11T00:00+02:00", "2025-06-10T00:00+02:00", "2025-06-11T00:00+02:00"},
		// Recorded from a server with points every 5 minutes.
		{"2w", "UTC", "2025-10-12T00:00Z", "2025-11-16T00:00Z", "2025-10-05T00:00Z", "2025-11-16T00:00Z"},
		{"2w", "UTC", "2025-10-19T00:00Z", "2025-11-16T00:00Z", "2025-10-19T00:00Z", "2025-11-16T00:00Z"},
		{"3w", "UTC", "2025-10-26T00:00Z", "2025-11-17T00:00Z", "2025-10-26T00:00Z", "2025-12-07T00:00Z"},
		{"12h", "Africa/Cairo", "2025-10-31T06:00Z", "2025-10-31T12:00Z", "2025-10-30T21:00Z", "2025-10-31T21:00Z"},
		{"1m", "", "2025-06-10T09:00:30Z", "2025-06-10T09:00:30Z", "2025-06-10T09:00Z", "2025-06-10T09:01Z"},
		{"7m", "", "1970-01-01T00:08Z", "1970-01-01T00:14Z", "1970-01-01T00:07Z", "1970-01-01T00:14Z"},
		{"1m", "", "1969-12-31T23:59:30Z", "1970-01-01T00:00:30Z", "1969-12-31T23:59Z", "1970-01-01T00:01Z"},
	} {
		b := buckets.New(interval(t, c.interval), nil)
		if c.zone != "" {
			b = buckets.New(interval(t, c.interval), zone(t, c.zone))
		}
		wide := b.Widen(buckets.Range{From: at(t, c.from), To: at(t, c.to)})
		require.WithinDuration(t, at(t, c.wantFrom), wide.From, 0, "%+v", c)
		require.WithinDuration(t, at(t, c.wantTo), wide.To, 0, "%+v", c)
	}
}

// TestBucketsHoldEveryTimeOnce: whatever the interval, zone and clock change, each bucket begins after the one before it,
// and holds the times from its begin on up to the next.
func TestBucketsHoldEveryTimeOnce(t *testing.T) {
	for _, name := range []string{"Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham", "Asia/Kathmandu", "America/Havana", "America/Sao_Paulo"} {
		for _, text := range []string{"1m", "15m", "30m", "60m", "1h", "6h", "1d", "3d", "1w", "1n"} {
			t.Run(name+" "+text, func(t *testing.T) {
				b := buckets.New(interval(t, text), zone(t, name))
				for _, year := range []int{2017, 2025, 2040} {
					for day := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == year; day = day.Add(23*time.Hour + 17*time.Minute) {
						start := b.Start(day)
						require.False(t, start.After(day), "%s is in a bucket from %s", day, start)
						require.True(t, b.Next(start).After(day), "%s is in a bucket from %s to %s", day, start, b.Next(start))
						require.Equal(t, start, b.Start(start), "a bucket's begin is in it")
					}
				}
			})
		}
	}
}

// TestMinutesDontCollapseWhereTheClockGoesBack: in the hour that comes twice each minute is a bucket of its own, and asked
// for without the calendar, which OpenTSDB would count wrongly.
func TestMinutesDontCollapseWhereTheClockGoesBack(t *testing.T) {
	for name, change := range map[string]string{
		"Europe/Paris": "2025-10-26T01:00Z", "America/New_York": "2025-11-02T06:00Z", "Australia/Lord_Howe": "2025-04-05T15:00Z",
	} {
		r := buckets.Range{From: at(t, change).Add(-30 * time.Minute), To: at(t, change).Add(30 * time.Minute)}
		b := buckets.New(interval(t, "1m"), zone(t, name))
		fixed, ok := b.Fixed(r)
		require.True(t, ok, name)
		for _, each := range []buckets.Buckets{b, fixed} {
			require.Equal(t, r, each.Widen(r), name)
			n := 0
			for start := range each.Starts(r) {
				require.WithinDuration(t, r.From.Add(time.Duration(n)*time.Minute), start, 0, name)
				n++
			}
			require.Equal(t, 61, n, name)
		}
	}
}

func TestTheCalendarIsLeftOutOnlyWhereItChangesNothing(t *testing.T) {
	r := buckets.Range{From: at(t, "2025-01-01T00:00Z"), To: at(t, "2025-12-31T00:00Z")}
	for _, c := range []struct {
		interval, zone string
		want           bool
	}{
		{"1m", "Europe/Paris", true}, {"30m", "Asia/Kolkata", true}, {"15m", "Asia/Kathmandu", true}, {"30m", "Asia/Kathmandu", false},
		{"30m", "Australia/Lord_Howe", true}, {"60m", "Australia/Lord_Howe", false}, {"15m", "Pacific/Chatham", true}, {"7m", "UTC", false},
		{"500ms", "Europe/Paris", true}, {"1h", "Europe/Paris", false}, {"1d", "UTC", false},
	} {
		b := buckets.New(interval(t, c.interval), zone(t, c.zone))
		fixed, ok := b.Fixed(r)
		require.Equal(t, c.want, ok, "%+v", c)
		for at := r.From; ok && at.Before(r.To); at = at.Add(31*time.Hour + 7*time.Minute) {
			require.Equal(t, b.Start(at), fixed.Start(at), "%+v at %s", c, at)
		}
	}
}

// TestRangesOfTheFarFutureAreCountedToo: their clocks change by rules, and no longer by a table.
func TestRangesOfTheFarFutureAreCountedToo(t *testing.T) {
	r := buckets.Range{From: at(t, "2035-06-01T00:00Z"), To: at(t, "2262-01-01T00:00Z")}
	for _, name := range []string{"Europe/Paris", "America/New_York", "Pacific/Chatham", "Africa/Cairo"} {
		for text, slips := range map[string]bool{"15m": false, "6h": name == "Pacific/Chatham", "1d": name == "Africa/Cairo", "2w": false} {
			b := buckets.New(interval(t, text), zone(t, name))
			require.Equal(t, slips, b.Slips(r), "%s %s", name, text)
			_, fixed := b.Fixed(r)
			require.Equal(t, text == "15m", fixed, "%s %s", name, text)
		}
	}
}

func TestTheLongestBucketOfARange(t *testing.T) {
	for _, c := range []struct {
		interval, zone, from, to string
		want                     time.Duration
	}{
		{"1d", "Europe/Paris", "2025-10-24T00:00+02:00", "2025-10-28T00:00+01:00", 25 * time.Hour},
		{"1d", "Europe/Paris", "2025-03-29T00:00+01:00", "2025-04-02T00:00+02:00", 24 * time.Hour},
		{"1d", "Australia/Lord_Howe", "2025-04-05T00:00+11:00", "2025-04-08T00:00+10:30", 24*time.Hour + 30*time.Minute},
		{"1n", "UTC", "2025-02-01T00:00Z", "2025-02-20T00:00Z", 28 * 24 * time.Hour},
		{"6h", "Europe/Paris", "2025-10-24T00:00+02:00", "2025-10-28T00:00+01:00", 6 * time.Hour},
	} {
		b := buckets.New(interval(t, c.interval), zone(t, c.zone))
		require.Equal(t, c.want, b.Longest(buckets.Range{From: at(t, c.from), To: at(t, c.to)}), "%+v", c)
	}
}

func TestTheAutoIntervalIsRoundAndBounded(t *testing.T) {
	day := 24 * time.Hour
	for _, c := range []struct {
		auto buckets.Auto
		want string
	}{
		{buckets.Auto{Interval: 3600 * time.Millisecond, Range: time.Hour, MaxDataPoints: 1000}, "5s"},
		{buckets.Auto{Interval: time.Second, Range: 30 * day, MaxDataPoints: 500}, "2h"},
		{buckets.Auto{Interval: time.Second, Range: 30 * day, MaxDataPoints: 43200}, "1m"},
		{buckets.Auto{Interval: 10 * time.Second, Range: 12400 * time.Second, MaxDataPoints: 1000}, "10s"}, // as Grafana rounded
		{buckets.Auto{Interval: time.Millisecond, Range: 30 * day}, "5s"},
		{buckets.Auto{Interval: time.Minute, MinInterval: 7 * time.Minute, Range: time.Hour, MaxDataPoints: 1000}, "10m"},
		{buckets.Auto{Interval: time.Millisecond, Resolution: time.Second, Range: time.Minute}, "1s"},
		{buckets.Auto{Interval: 1000 * day, Range: 1000 * day}, "1y"},
		{buckets.Auto{}, "1ms"},
	} {
		require.Equal(t, c.want, c.auto.Round().String(), fmt.Sprintf("%+v", c.auto))
	}
}

func TestHoursNearAChangeOfTheClocksAreCountedInAZoneWithoutOne(t *testing.T) {
	for _, c := range []struct{ interval, zone, from, want string }{
		{"8h", "Europe/Paris", "2025-03-31T00:00+02:00", "Etc/GMT-2"},
		{"8h", "Europe/Paris", "2025-03-29T00:00+01:00", "Etc/GMT-1"},
		{"8h", "Europe/Paris", "2025-06-10T00:00+02:00", ""},
		{"2h", "America/New_York", "2025-11-02T12:00-05:00", "Etc/GMT+5"},
		{"6h", "Asia/Kathmandu", "2025-03-31T00:00+05:45", ""},
		{"6h", "Pacific/Chatham", "2025-04-06T00:00+13:45", ""},
		{"1d", "Europe/Paris", "2025-03-31T00:00+02:00", ""},
	} {
		from := at(t, c.from)
		found, ok := buckets.New(interval(t, c.interval), zone(t, c.zone)).Steady(buckets.Range{From: from, To: from.Add(48 * time.Hour)})
		require.Equal(t, c.want != "", ok, "%+v", c)
		if ok {
			require.Equal(t, c.want, found.String())
			require.Equal(t, from.In(zone(t, c.zone)).Format("15:04"), from.In(found).Format("15:04"))
		}
	}
}

func TestExactDaysBeginWithTheirFirstMoment(t *testing.T) {
	for _, name := range []string{"Africa/Cairo", "Asia/Beirut", "America/Havana", "Pacific/Chatham", "Australia/Lord_Howe", "Europe/Paris"} {
		z := zone(t, name)
		for text, days := range map[string]int{"1d": 1, "2d": 2, "1w": 7} {
			b := buckets.New(interval(t, text), z).Exact()
			start := b.Start(time.Date(2025, time.January, 5, 12, 0, 0, 0, z))
			for n := range 365 / days {
				local := start.In(z)
				before := local.Add(-time.Second)
				require.NotEqual(t, local.YearDay(), before.YearDay(), "%s %s: %s is within a day", name, text, local)
				require.Equal(t, start, b.Start(start.Add(5*time.Hour)), "%s %s %d", name, text, n)
				next := b.Next(start)
				want := time.Date(local.Year(), local.Month(), local.Day()+days, 12, 0, 0, 0, z)
				require.Equal(t, want.YearDay(), next.In(z).YearDay(), "%s %s", name, text)
				if start = next; text == "2d" && start.In(z).Year() > 2025 {
					break
				}
			}
		}
	}
}

func TestOnlyRangesNearAChangeAreCountedHere(t *testing.T) {
	for _, c := range []struct {
		interval, zone, from string
		want                 bool
	}{
		{"1d", "Africa/Cairo", "2025-04-24T00:00+02:00", true},
		{"1d", "Africa/Cairo", "2025-04-26T00:00+03:00", true},
		{"1d", "Africa/Cairo", "2025-06-01T00:00+03:00", false},
		{"2d", "Africa/Cairo", "2025-06-01T00:00+03:00", true}, // counted from the year's begin
		{"1w", "Africa/Cairo", "2025-04-20T00:00+02:00", false},
		{"1w", "Asia/Beirut", "2025-03-23T00:00+02:00", true},
		{"1n", "Africa/Cairo", "2025-04-01T00:00+02:00", false},
		{"1d", "Europe/Paris", "2025-03-30T00:00+01:00", false},
		{"6h", "Europe/Paris", "2025-03-30T00:00+01:00", false},
		{"6h", "Pacific/Chatham", "2025-09-28T00:00+12:45", true},
		{"6h", "Pacific/Chatham", "2025-06-28T00:00+12:45", false},
		{"1d", "", "2025-03-30T00:00Z", false},
	} {
		var z *time.Location
		if c.zone != "" {
			z = zone(t, c.zone)
		}
		from := at(t, c.from)
		require.Equal(t, c.want, buckets.New(interval(t, c.interval), z).Slips(buckets.Range{From: from, To: from.Add(48 * time.Hour)}), "%+v", c)
	}
}
