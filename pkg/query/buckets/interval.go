// Package buckets divides time into downsample intervals, as OpenTSDB does.
package buckets

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
)

// Interval is a downsample interval: a count of units, or the whole range.
type Interval struct {
	// All makes one bucket of the whole range (`0all`).
	All bool
	// Count is at least 1 unless All.
	Count int64
	// Unit is one of OpenTSDB's: ms s m h d w n y.
	Unit string
}

// units are OpenTSDB's, with its lengths of months and years outside calendar buckets
// (http://opentsdb.net/docs/build/html/user_guide/query/dates.html).
var units = map[string]time.Duration{
	"ms": time.Millisecond,
	"s":  time.Second,
	"m":  time.Minute,
	"h":  time.Hour,
	"d":  24 * time.Hour,
	"w":  7 * 24 * time.Hour,
	"n":  30 * 24 * time.Hour,
	"y":  365 * 24 * time.Hour,
}

var intervalText = regexp.MustCompile(`^(\d+(?:\.\d+)?)(ms|s|m|h|d|w|n|y)(c?)$`)

// ParseInterval reads an interval as OpenTSDB does, with a trailing c for calendar buckets. Case and blanks are ignored, so that
// 1M is a minute (exchanges v-ds-1all-avg, v-ds-all-avg). Fractions become a whole number of a smaller unit (0.5s is 500ms, 1.5m
// is 90s); OpenTSDB itself would drop them.
func ParseInterval(written string) (i Interval, calendar bool, err error) {
	text := strings.ToLower(strings.Join(strings.Fields(written), ""))
	switch text {
	case "0all", "all", "1all":
		return Interval{All: true}, false, nil
	}
	parts := intervalText.FindStringSubmatch(text)
	if parts == nil {
		return Interval{}, false, messages.IntervalInvalid.Error(written)
	}
	unit, calendar := parts[2], parts[3] == "c"
	if count, err := strconv.ParseInt(parts[1], 10, 64); err == nil {
		i = Interval{Count: count, Unit: unit}
	} else if whole, ok := fraction(parts[1], unit); ok {
		i = whole
	} else {
		return Interval{}, false, messages.IntervalFraction.Error(text)
	}
	if i.Count < 1 {
		return Interval{}, false, messages.IntervalEmpty.Error(text)
	}
	if i.Count > int64(100*365*24*time.Hour/units[i.Unit]) {
		return Interval{}, false, messages.IntervalTooLong.Error(text)
	}
	return i, calendar, nil
}

// fraction returns false if the number is too large to be read exactly.
func fraction(number, unit string) (Interval, bool) {
	f, err := strconv.ParseFloat(number, 64)
	if err != nil || f > 1e6 {
		return Interval{}, false
	}
	return Of(time.Duration(f*float64(units[unit]/time.Millisecond)) * time.Millisecond), true
}

// Of returns the interval of a length, in whole milliseconds: in the longest unit up to days that gives a whole number.
func Of(length time.Duration) Interval {
	for _, unit := range []string{"d", "h", "m", "s"} {
		if step := units[unit]; length >= step && length%step == 0 {
			return Interval{Count: int64(length / step), Unit: unit}
		}
	}
	return Interval{Count: length.Milliseconds(), Unit: "ms"}
}

// RoundedDown rounds a length down to whole units, for people to read: of the longest unit, from seconds to days, that fits into
// it at least twice.
func RoundedDown(length time.Duration) Interval {
	for _, unit := range []string{"d", "h", "m"} {
		if length >= 2*units[unit] {
			return Interval{Count: int64(length / units[unit]), Unit: unit}
		}
	}
	return Interval{Count: int64(length / time.Second), Unit: "s"}
}

// Duration returns the interval's length outside the calendar; zero for the whole range.
func (i Interval) Duration() time.Duration {
	if i.All {
		return 0
	}
	return time.Duration(i.Count) * units[i.Unit]
}

// String writes the interval as OpenTSDB reads it.
func (i Interval) String() string {
	if i.All {
		return "0all"
	}
	return strconv.FormatInt(i.Count, 10) + i.Unit
}
