package evaluate

import (
	"math"
	"math/bits"
	"slices"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// event is a point of one of several series. It copies all that is needed of the point, since the points of many series are far
// apart in memory.
type event struct {
	after  uint64 // ms since the start of its part
	value  float64
	slope  float64 // change per ms to the series' next point; 0 for the last one
	member int32
	last   bool
	// unbounded says that the value, or the next one, is unbounded.
	unbounded bool
}

// sweep passes through the points of all members in the order of time, in parts. Each part except the last has more points than
// there are members, so that the cost per point doesn't depend on their number. A part's events are in the order of time, then
// of the members; their slice is reused.
func sweep(m *meter, members [][]opentsdb.Point, do func(part part) error) error {
	total := 0
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for _, points := range members {
		if len(points) > 0 {
			total += len(points)
			first, last = min(first, points[0].TimeMs), max(last, points[len(points)-1].TimeMs)
		}
	}
	want := max(4*len(members), 1<<12)
	span := max((last-first)/max(int64(total/want), 1), 1)
	next, ahead := make([]int32, len(members)), make([]int32, len(members))
	var events, spare []event
	for begin := first; total > 0; {
		end := begin + min(span, math.MaxInt64-begin-1) // included
		events = events[:0]
		following := int64(math.MaxInt64)
		copy(ahead, next)
		for i, points := range members {
			n := ahead[i]
			for ; int(n) < len(points) && points[n].TimeMs <= end && len(events) <= 8*want; n++ {
				events = append(events, eventOf(points, n, int32(i), begin)) // #nosec G115 -- a series' number, bounded by settings
			}
			if ahead[i] = n; int(n) < len(points) {
				following = min(following, points[n].TimeMs)
			}
		}
		if err := m.step(len(members) + len(events)); err != nil {
			return err
		}
		if len(events) > 8*want && span > 1 { // points are much denser here
			span = max(span/8, 1)
			continue
		}
		next, ahead = ahead, next
		spare = slices.Grow(spare[:0], len(events))[:len(events)]
		sortEvents(events, spare, uint64(end-begin)) // #nosec G115 -- end is after begin
		if err := do(part{begin, events}); err != nil {
			return err
		}
		total -= len(events)
		switch { // approach the wanted number of points
		case len(events) > 2*want:
			span = max(span/2, 1)
		case len(events) < want/2 && span < math.MaxInt64/2:
			span *= 2
		}
		begin = following
	}
	return nil
}

// part is a part of the range, from begin (ms) on.
type part struct {
	begin  int64
	events []event
}

func (p part) timeMs(e *event) int64 { return p.begin + int64(e.after) } // #nosec G115 -- of an int64, in eventOf

// each calls at with the events of each timestamp, in the order of time.
func (p part) each(m *meter, at func(timeMs int64, events []event) error) error {
	for from := 0; from < len(p.events); {
		to := from + 1
		for to < len(p.events) && p.events[to].after == p.events[from].after {
			to++
		}
		if err := m.step(to - from); err != nil {
			return err
		}
		if err := at(p.timeMs(&p.events[from]), p.events[from:to]); err != nil {
			return err
		}
		from = to
	}
	return nil
}

func eventOf(points []opentsdb.Point, n, member int32, begin int64) event {
	p := points[n]
	e := event{after: uint64(p.TimeMs - begin), value: p.Value, member: member, unbounded: unbounded(p.Value)} // #nosec G115 -- points are after begin
	if e.last = int(n) == len(points)-1; !e.last {
		next := points[n+1]
		e.slope = (next.Value - p.Value) / float64(next.TimeMs-p.TimeMs)
		e.unbounded = e.unbounded || unbounded(next.Value)
	}
	return e
}

// unbounded says whether a number is so large that adding others to it would lose them.
func unbounded(value float64) bool { return !(math.Abs(value) < 1e100) }

// sortEvents sorts events by time; the sort is stable (a radix sort). No event is later than maxAfter; spare is scratch space.
func sortEvents(events, spare []event, maxAfter uint64) {
	const digitBits = 11
	var counts [1 << digitBits]int
	source, target := events, spare
	for shift := 0; shift < bits.Len64(maxAfter); shift += digitBits {
		clear(counts[:])
		for i := range source {
			counts[source[i].after>>shift&(1<<digitBits-1)]++
		}
		place := 0
		for digit, n := range counts {
			counts[digit] = place
			place += n
		}
		for i := range source {
			digit := source[i].after >> shift & (1<<digitBits - 1)
			target[counts[digit]] = source[i]
			counts[digit]++
		}
		source, target = target, source
	}
	if len(events) > 0 && &source[0] != &events[0] {
		copy(events, source)
	}
}
