package functions

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

// Step describes a query's buckets. The zero value is for raw points.
type Step struct {
	// lengthMs is a fixed bucket's length; 0: raw points, calendar buckets or the whole range.
	lengthMs int64
	calendar *Calendar
	// isWhole says that one bucket holds the whole range (0all).
	isWhole bool
	// atEnd says that a bucket's timestamp is its end.
	atEnd bool
}

// Buckets are intervals of the calendar that follow each other without a gap.
type Buckets interface {
	// Start returns the start of the bucket that holds t.
	Start(t time.Time) time.Time
	// Next returns the start of the bucket after the one that starts at start.
	Next(start time.Time) time.Time
}

// Calendar describes calendar buckets, whose timestamps are their starts.
type Calendar struct {
	Buckets Buckets
	// Count and Unit are the interval: 1 and d for days.
	Count int64
	Unit  string
	Zone  *time.Location
}

// Raw is the step of raw points.
func Raw() Step { return Step{} }

// Every is the step of buckets of one length.
func Every(length time.Duration, at dialects.BucketTimestamp) Step {
	return Step{lengthMs: length.Milliseconds(), atEnd: at == dialects.AtEnd}
}

// ByCalendar is the step of buckets that follow the calendar of a time zone.
func ByCalendar(c Calendar) Step { return Step{calendar: &c} }

// WholeRange is the step of one bucket over the whole range.
func WholeRange(at dialects.BucketTimestamp) Step {
	return Step{isWhole: true, atEnd: at == dialects.AtEnd}
}

func (s Step) isRaw() bool { return s.lengthMs == 0 && s.calendar == nil && !s.isWhole }

// hasBuckets says whether buckets follow each other.
func (s Step) hasBuckets() bool { return s.lengthMs > 0 || s.calendar != nil }

// span returns the timestamps that points of a range can have.
func (s Step) span(r Range) span {
	switch {
	case s.isWhole:
		return span{r.FromMs, r.ToMs + 1}
	case s.atEnd:
		return span{r.FromMs + 1, r.ToMs + 1}
	}
	return span{r.FromMs, r.ToMs}
}

// buckets returns the range of the buckets whose timestamps lie in a span; empty, if there are none.
func (s Step) buckets(of span) Range {
	switch {
	case s.isWhole:
		return Range{of.from, of.to - 1}
	case s.lengthMs > 0 && s.atEnd:
		return Range{ceil(of.from, s.lengthMs) - s.lengthMs, ceil(of.to, s.lengthMs) - s.lengthMs}
	case s.lengthMs > 0:
		return Range{ceil(of.from, s.lengthMs), ceil(of.to, s.lengthMs)}
	case s.calendar != nil:
		return Range{s.calendar.ceil(of.from), s.calendar.ceil(of.to)}
	}
	return Range{of.from, of.to}
}

func ceil(ms, step int64) int64 {
	rest := ms % step
	if rest < 0 {
		rest += step
	}
	if rest == 0 {
		return ms
	}
	return ms - rest + step
}

func (c *Calendar) start(ms int64) int64 { return c.Buckets.Start(c.time(ms)).UnixMilli() }

// next returns the start of the next bucket, always a later one, so that loops end.
func (c *Calendar) next(start int64) int64 {
	return max(c.Buckets.Next(c.time(start)).UnixMilli(), start+1)
}

// ceil returns the first start of a bucket at ms or later.
func (c *Calendar) ceil(ms int64) int64 {
	if start := c.start(ms); start < ms {
		return c.next(start)
	}
	return ms
}

func (c *Calendar) time(ms int64) time.Time { return time.UnixMilli(ms).In(c.Zone) }

// Shift is how far back the values of a series come from. Negative parts are shifts into the future. Nested shifts are added up.
type Shift struct {
	// Months and Days are used with calendar buckets only.
	Months, Days int
	Ms           int64
	// text is the length in the query, if there is only one shift.
	text string
}

// IsZero says whether nothing is shifted.
func (s Shift) IsZero() bool { return s.Months == 0 && s.Days == 0 && s.Ms == 0 }

// IsLater says whether the values come from a later time.
func (s Shift) IsLater() bool {
	return int64(s.Months)*30*day+int64(s.Days)*day+s.Ms < 0
}

// Text returns the shift without its sign, such as 1d, for the alias placeholder $shift; empty without a shift.
func (s Shift) Text() string {
	if s.IsZero() {
		return ""
	}
	if s.text != "" {
		return s.text
	}
	text := ""
	for _, part := range []struct {
		n     int64
		units []string
	}{{int64(s.Months), []string{"y", "n"}}, {int64(s.Days), []string{"w", "d"}}, {s.Ms, []string{"d", "h", "m", "s", "ms"}}} {
		text += lengthOf(part.n, part.units)
	}
	return text
}

// String returns the shift as "1d earlier" or "1d later"; empty without one.
func (s Shift) String() string {
	switch {
	case s.IsZero():
		return ""
	case s.IsLater():
		return s.Text() + " later"
	}
	return s.Text() + " earlier"
}

// lengthOf writes n, in the last of the units, in the longest unit that gives a whole number; empty for 0.
func lengthOf(n int64, units []string) string {
	if n < 0 {
		n = -n
	}
	sizes := map[string]int64{"y": 12, "n": 1, "w": 7, "d": 1}
	if units[len(units)-1] == "ms" {
		sizes = unitMs
	}
	for _, unit := range units {
		if n > 0 && n%sizes[unit] == 0 {
			return strconv.FormatInt(n/sizes[unit], 10) + unit
		}
	}
	return ""
}

func (s Shift) plus(other Shift) Shift {
	sum := Shift{Months: s.Months + other.Months, Days: s.Days + other.Days, Ms: s.Ms + other.Ms}
	switch {
	case s.IsZero():
		sum.text = other.text
	case other.IsZero():
		sum.text = s.text
	}
	return sum
}

// shiftOf returns a length as a shift: with calendar buckets, days and longer units are those of the calendar.
func (s Step) shiftOf(l length) Shift {
	if l.unit == "" {
		switch {
		case s.calendar != nil:
			l.count, l.unit = l.count*s.calendar.Count, s.calendar.Unit
		default:
			text := lengthOf(l.count*s.lengthMs, []string{"d", "h", "m", "s", "ms"})
			return Shift{Ms: signed(l, l.count*s.lengthMs), text: text}
		}
	}
	shift := Shift{text: length{count: l.count, unit: l.unit}.String()}
	if s.calendar != nil {
		switch l.unit {
		case "d":
			shift.Days = int(signed(l, l.count))
			return shift
		case "w":
			shift.Days = int(signed(l, 7*l.count))
			return shift
		case "n":
			shift.Months = int(signed(l, l.count))
			return shift
		case "y":
			shift.Months = int(signed(l, 12*l.count))
			return shift
		}
	}
	shift.Ms = signed(l, l.count*unitMs[l.unit])
	return shift
}

// beyondCentury says whether a number of calendar buckets is too long. They are stepped through one by one, so it is bounded.
func (s Step) beyondCentury(l length) bool {
	return l.unit == "" && s.calendar != nil && l.count > century/unitMs[s.calendar.Unit]/s.calendar.Count
}

func signed(l length, n int64) int64 {
	if l.later {
		return -n
	}
	return n
}

// back returns the time that a shift leads to; the first one, if the clocks show it twice. If the clocks skip it, exact is
// false, and the time is that of the change.
func (s Step) back(ms int64, by Shift) (at int64, exact bool) {
	if by.Months == 0 && by.Days == 0 {
		return ms - by.Ms, true
	}
	want := s.calendar.time(ms)
	year, month, date := want.Date()
	h, m, sec := want.Clock()
	asked := time.Date(year, month-time.Month(by.Months), date-by.Days, h, m, sec, want.Nanosecond(), time.UTC)
	got := time.Date(year, month-time.Month(by.Months), date-by.Days, h, m, sec, want.Nanosecond(), s.calendar.Zone)
	_, offset := got.Zone()
	local := got.UnixMilli() + int64(offset)*1000
	start, end := got.ZoneBounds()
	if local == asked.UnixMilli() {
		if _, earlier := start.Add(-1).Zone(); !start.IsZero() && earlier > offset {
			if first := got.Add(time.Duration(offset-earlier) * time.Second); first.Before(start) {
				got = first
			}
		}
		return got.UnixMilli() - by.Ms, true
	}
	if local > asked.UnixMilli() {
		return start.UnixMilli() - by.Ms, false
	}
	return end.UnixMilli() - by.Ms, false
}

// forth returns the time to which a shift moves a value at ms.
func (s Step) forth(ms int64, by Shift) int64 {
	at, _ := s.back(ms, Shift{Months: -by.Months, Days: -by.Days, Ms: -by.Ms})
	return at
}

// grid holds the timestamps of one stage's buckets.
type grid struct {
	// stepMs is a fixed step, phaseMs is any of the timestamps.
	stepMs, phaseMs int64
	// timestamps are those of calendar buckets, also some before and after the range.
	timestamps []int64
}

// maxGrid bounds the calendar buckets of a grid.
const maxGrid = 4 * maxBuckets

// grid returns the timestamps over a span, and `before` more before it, of a stage whose series are shifted by total. atMs is a
// timestamp of the fetched buckets; for calendar buckets the first, from which the server counts; 0: none was fetched.
func (s Step) grid(over span, atMs int64, total Shift, before int64) grid {
	if s.calendar == nil {
		return grid{stepMs: s.lengthMs, phaseMs: atMs + total.Ms}
	}
	if s.linesUp(total, over) {
		if !total.IsZero() {
			atMs = 0
		}
		total = Shift{}
	}
	from, _ := s.back(over.from, total)
	to, _ := s.back(over.to, total)
	start := s.calendar.start(from)
	if 0 < atMs && atMs < start {
		start = atMs
	}
	g := grid{}
	for i, at := int64(0), start; i <= before && at >= 0; i++ { // nothing is stored before 1970
		at = s.calendar.start(at - 1)
		g.timestamps = append(g.timestamps, s.forth(at, total))
	}
	for end := false; !end && len(g.timestamps) < maxGrid; start = s.calendar.next(start) {
		g.timestamps = append(g.timestamps, s.forth(start, total))
		end = start > to
	}
	slices.Sort(g.timestamps)
	g.timestamps = slices.Compact(g.timestamps)
	return g
}

// linesUp says whether a shift leads from each bucket of a span to a bucket.
func (s Step) linesUp(by Shift, over span) bool {
	switch {
	case by.IsZero() || !s.hasBuckets():
		return true
	case s.calendar == nil:
		return by.Ms%s.lengthMs == 0
	}
	seen := 0
	for t := s.calendar.ceil(over.from); t < over.to && seen < maxGrid; t = s.calendar.next(t) {
		if at, exact := s.back(t, by); exact && s.calendar.start(at) != at {
			return false
		}
		seen++
	}
	return true
}

// back returns the timestamp n buckets before ms.
func (g grid) back(ms, n int64) int64 {
	if g.stepMs > 0 {
		return ms - n*g.stepMs
	}
	i, found := slices.BinarySearch(g.timestamps, ms)
	if !found {
		i--
	}
	if int64(i)-n < 0 {
		return math.MinInt64
	}
	return g.timestamps[int64(i)-n]
}

// next returns the timestamp of the next bucket.
func (g grid) next(ms int64) int64 {
	if g.stepMs > 0 {
		return ms + g.stepMs
	}
	i, found := slices.BinarySearch(g.timestamps, ms)
	if found {
		i++
	}
	if i >= len(g.timestamps) {
		return math.MaxInt64
	}
	return g.timestamps[i]
}

// first returns the first timestamp at ms or later.
func (g grid) first(ms int64) int64 {
	if g.stepMs > 0 {
		return ceil(ms-g.phaseMs, g.stepMs) + g.phaseMs
	}
	return g.next(ms - 1)
}
