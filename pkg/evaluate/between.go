package evaluate

import (
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// aggregateBetween aggregates series that count between their points, too. At each timestamp it handles only the series that
// have a point there. For ranks, such as a maximum, it first tries band on each part of the range, which is faster where few
// series come near the rank.
func aggregateBetween(m *meter, members [][]opentsdb.Point, q query.Query) ([]opentsdb.Point, error) {
	c := &crossing{meter: m, rate: q.Rate, reduce: reducer(q.Aggregator), segments: make([]segment, len(members))}
	var near *band
	if rank := rankOf(q.Aggregator); rank != nil {
		c.running = newRanking(m, c.segments, rank)
		near = newBand(m, rank, len(members))
	} else {
		c.running = newTotals(q.Aggregator, c.segments, 4*meanSampleInterval(members))
	}
	err := sweep(m, members, func(p part) error {
		if near != nil && c.unbounded == 0 && near.isDue() {
			c.end()
			points, done, err := near.points(c.out, c.segments, p, q.Rate)
			if done || err != nil {
				c.out, c.stale = points, true
				return err
			}
		}
		return c.part(p)
	})
	return c.out, err
}

// rankOf returns a function for the index of an aggregator's value among n sorted ones; nil: the aggregator isn't a rank.
func rankOf(aggregator string) func(n int) int {
	switch aggregator {
	case "min", "mimmin":
		return func(int) int { return 0 }
	case "max", "mimmax":
		return func(n int) int { return n - 1 }
	}
	if p, ok := percentile(aggregator); ok {
		return func(n int) int { return nearestRank(p, n) }
	}
	return nil
}

// crossing advances from timestamp to timestamp, and keeps an aggregate up to date.
type crossing struct {
	meter    *meter
	rate     bool
	running  running
	reduce   func([]float64) float64
	segments []segment // each member's current one
	// stale says that running doesn't know of all changes of the segments.
	stale     bool
	ended     []int32 // the members whose last point is at the timestamp before
	unbounded int     // segments
	scratch   []float64
	out       []opentsdb.Point
}

// end removes the members whose last point was at the timestamp before.
func (c *crossing) end() {
	c.stale = c.stale || len(c.ended) > 0
	for _, member := range c.ended {
		c.segments[member] = segment{}
	}
	c.ended = c.ended[:0]
}

func (c *crossing) part(p part) error {
	c.running.rebase(p.begin, c.stale)
	c.stale = false
	return p.each(c.meter, func(timeMs int64, events []event) error {
		c.running.goTo(timeMs)
		for _, member := range c.ended {
			c.move(member, segment{}, timeMs)
		}
		c.ended = c.ended[:0]
		for i := range events {
			e := &events[i]
			c.move(e.member, segmentOf(e, timeMs, c.rate), timeMs)
			if e.last {
				c.ended = append(c.ended, e.member)
			}
		}
		if c.unbounded == 0 {
			value, err := c.running.value(timeMs)
			c.out = append(c.out, opentsdb.Point{TimeMs: timeMs, Value: value})
			return err
		}
		c.scratch = c.scratch[:0]
		for i := range c.segments {
			if c.segments[i].present {
				c.scratch = append(c.scratch, c.segments[i].value(timeMs))
			}
		}
		c.out = append(c.out, opentsdb.Point{TimeMs: timeMs, Value: c.reduce(c.scratch)})
		return c.meter.step(len(c.segments))
	})
}

// move puts a member on another segment.
func (c *crossing) move(member int32, segment segment, timeMs int64) {
	old := c.segments[member]
	c.segments[member] = segment
	if old.unbounded {
		c.unbounded--
	}
	if segment.unbounded {
		c.unbounded++
	}
	switch was, is := old.summable(), segment.summable(); {
	case was && is:
		c.running.replace(member, old, segment, timeMs)
	case was:
		c.running.remove(member, old, timeMs)
	case is:
		c.running.add(member, segment, timeMs)
	}
}

// running is an aggregate of the members that count at a time. Time only moves forward.
type running interface {
	// rebase begins a part of the range; stale says that segments changed since the last one.
	rebase(timeMs int64, stale bool)
	// goTo advances to a time, before any segment changes there.
	goTo(timeMs int64)
	add(member int32, segment segment, timeMs int64)
	remove(member int32, segment segment, timeMs int64)
	// replace is remove and add.
	replace(member int32, old, segment segment, timeMs int64)
	value(timeMs int64) (float64, error)
}

// segment is the straight line of a series' values from one point to the next.
type segment struct {
	fromMs int64
	from   float64
	slope  float64 // per ms
	// present is false before a series' first point and after its last.
	present bool
	// unbounded marks infinities, and numbers so large that adding others changes nothing.
	unbounded bool
}

// segmentOf returns the segment that begins with a point; a rate stays constant until the next one.
func segmentOf(e *event, timeMs int64, rate bool) segment {
	s := segment{fromMs: timeMs, from: e.value, slope: e.slope, present: true, unbounded: e.unbounded}
	if rate {
		s.slope = 0
	}
	return s
}

func (l *segment) summable() bool { return l.present && !l.unbounded }

func (l *segment) value(timeMs int64) float64 {
	if timeMs == l.fromMs {
		return l.from // also where the slope is infinite
	}
	// The conversion prevents a fused multiply-add, which rounds differently from machine to machine.
	return l.from + float64(l.slope*float64(timeMs-l.fromMs))
}
