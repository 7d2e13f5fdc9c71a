package evaluate

import (
	"math"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// aggregateBetween aggregates series that count between their points, too. At each timestamp only what changes there is
// touched: the series that have a point.
func aggregateBetween(m *meter, members [][]opentsdb.Point, q query.Query) ([]opentsdb.Point, error) {
	values := &course{members: members, steps: q.Rate, at: make([]int32, len(members))}
	for i := range values.at {
		values.at[i] = absent
	}
	running := runningAggregate(m, q.Aggregator, values)
	reduce := reducer(q.Aggregator)
	var out []opentsdb.Point
	var ended []int32 // the members whose last point is at the timestamp before
	unbounded := 0    // members whose value is, or becomes, no ordinary number
	scratch := make([]float64, 0, len(members))
	err := sweep(m, members, sweeper{
		part: func(timeMs int64) { running.rebase(timeMs) },
		at: func(timeMs int64, events []event) error {
			for _, i := range ended {
				if values.bounded(i) {
					running.remove(i, timeMs)
				} else {
					unbounded--
				}
				values.at[i] = absent
			}
			ended = ended[:0]
			for _, e := range events {
				was := values.at[e.member]
				switch {
				case was == absent:
				case values.bounded(e.member):
					running.remove(e.member, timeMs)
				default:
					unbounded--
				}
				values.at[e.member] = e.index
				if values.bounded(e.member) {
					running.add(e.member, timeMs)
				} else {
					unbounded++
				}
				if int(e.index) == len(members[e.member])-1 {
					ended = append(ended, e.member)
				}
			}
			if unbounded == 0 {
				value, err := running.value(timeMs)
				out = append(out, opentsdb.Point{TimeMs: timeMs, Value: value})
				return err
			}
			scratch = scratch[:0]
			for i, at := range values.at {
				if at != absent {
					scratch = append(scratch, values.value(int32(i), timeMs))
				}
			}
			out = append(out, opentsdb.Point{TimeMs: timeMs, Value: reduce(scratch)})
			return m.step(len(members))
		},
	})
	return out, err
}

// running is an aggregate of the members that count at a time, kept up to date as the time goes on.
type running interface {
	// rebase begins a part of the time.
	rebase(timeMs int64)
	add(member int32, timeMs int64)
	// remove comes before the course of a member changes.
	remove(member int32, timeMs int64)
	// value is the aggregate at a time, which never goes back.
	value(timeMs int64) (float64, error)
}

func runningAggregate(m *meter, aggregator string, values *course) running {
	switch aggregator {
	case "min", "mimmin":
		return newRanking(m, values, func(int) int { return 0 })
	case "max", "mimmax":
		return newRanking(m, values, func(n int) int { return n - 1 })
	}
	if p, ok := percentile(aggregator); ok {
		return newRanking(m, values, func(n int) int { return nearestRank(p, n) })
	}
	return newTotals(aggregator, values)
}

// course is the way of the values of several series: straight from point to point, or in steps.
type course struct {
	members [][]opentsdb.Point
	steps   bool
	// at is each member's last point so far; absent before the first one and after the last one.
	at []int32
}

const absent = -1

// ends are the points that a member is between; the same point twice where it stays.
func (c *course) ends(member int32) (a, b opentsdb.Point) {
	points, at := c.members[member], c.at[member]
	a = points[at]
	if c.steps || int(at) == len(points)-1 {
		return a, a
	}
	return a, points[at+1]
}

func (c *course) value(member int32, timeMs int64) float64 {
	a, b := c.ends(member)
	if a.TimeMs == timeMs || a.TimeMs == b.TimeMs {
		return a.Value
	}
	return a.Value + (b.Value-a.Value)*float64(timeMs-a.TimeMs)/float64(b.TimeMs-a.TimeMs)
}

// slope is the change for a ms.
func (c *course) slope(member int32) float64 {
	a, b := c.ends(member)
	if a.TimeMs == b.TimeMs {
		return 0
	}
	return (b.Value - a.Value) / float64(b.TimeMs-a.TimeMs)
}

// bounded says whether a member's values can be added up without losing those of others. Infinities, and numbers beside
// which others vanish, can't.
func (c *course) bounded(member int32) bool {
	const most = 1e100
	a, b := c.ends(member)
	return math.Abs(a.Value) < most && math.Abs(b.Value) < most
}
