package evaluate

import (
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// aggregateBetween aggregates series that count between their points, too. At each timestamp only what changes there is
// touched: the series that have a point.
func aggregateBetween(m *meter, members [][]opentsdb.Point, q query.Query) ([]opentsdb.Point, error) {
	segments := make([]segment, len(members))
	running := runningAggregate(m, q.Aggregator, segments, 4*usualDistance(members))
	reduce := reducer(q.Aggregator)
	var out []opentsdb.Point
	var ended []int32 // the members whose last point is at the timestamp before
	unbounded := 0
	scratch := make([]float64, 0, len(members))
	move := func(member int32, segment segment, timeMs int64) {
		old := segments[member]
		segments[member] = segment
		if old.unbounded {
			unbounded--
		}
		if segment.unbounded {
			unbounded++
		}
		switch was, is := old.summable(), segment.summable(); {
		case was && is:
			running.replace(member, old, segment, timeMs)
		case was:
			running.remove(member, old, timeMs)
		case is:
			running.add(member, segment, timeMs)
		}
	}
	err := sweep(m, members, sweeper{
		part: func(timeMs int64) { running.rebase(timeMs) },
		at: func(timeMs int64, events []event) error {
			running.goTo(timeMs)
			for _, member := range ended {
				move(member, segment{}, timeMs)
			}
			ended = ended[:0]
			for _, e := range events {
				segment := segment{fromMs: timeMs, from: e.value, slope: e.slope, present: true, unbounded: e.unbounded}
				if q.Rate {
					segment.slope = 0
				}
				move(e.member, segment, timeMs)
				if e.last {
					ended = append(ended, e.member)
				}
			}
			if unbounded == 0 {
				value, err := running.value(timeMs)
				out = append(out, opentsdb.Point{TimeMs: timeMs, Value: value})
				return err
			}
			scratch = scratch[:0]
			for _, segment := range segments {
				if segment.present {
					scratch = append(scratch, segment.value(timeMs))
				}
			}
			out = append(out, opentsdb.Point{TimeMs: timeMs, Value: reduce(scratch)})
			return m.step(len(members))
		},
	})
	return out, err
}

// running is an aggregate of the members that count at a time, kept up to date as the time goes on and never back.
type running interface {
	// rebase begins a part of the time.
	rebase(timeMs int64)
	// goTo moves on to a time, before any segment changes there.
	goTo(timeMs int64)
	add(member int32, segment segment, timeMs int64)
	remove(member int32, segment segment, timeMs int64)
	// replace is remove and add.
	replace(member int32, old, segment segment, timeMs int64)
	value(timeMs int64) (float64, error)
}

func runningAggregate(m *meter, aggregator string, segments []segment, far int64) running {
	switch aggregator {
	case "min", "mimmin":
		return newRanking(m, segments, func(int) int { return 0 })
	case "max", "mimmax":
		return newRanking(m, segments, func(n int) int { return n - 1 })
	}
	if p, ok := percentile(aggregator); ok {
		return newRanking(m, segments, func(n int) int { return nearestRank(p, n) })
	}
	return newTotals(aggregator, segments, far)
}

// segment is what the values of a series lie on from one of its points to the next.
type segment struct {
	fromMs int64
	from   float64
	slope  float64 // for a ms
	// present is false before a series' first point and after its last.
	present bool
	// unbounded segments are beyond all bounds: infinities, and numbers beside which others vanish.
	unbounded bool
}

func (l *segment) summable() bool { return l.present && !l.unbounded }

func (l *segment) value(timeMs int64) float64 {
	if timeMs == l.fromMs {
		return l.from // also where the slope is infinite
	}
	return l.from + l.slope*float64(timeMs-l.fromMs)
}
