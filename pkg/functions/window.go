package functions

import (
	"math"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// moving combines the numbers in the window (t − window, t], at each time t of a number.
type moving struct {
	kind   movingKind
	window length
}

type movingKind int

const (
	movingAverage movingKind = iota
	movingMedian
	movingMin
	movingMax
	movingSum
)

func readMoving(kind movingKind) func(*arguments) function {
	return func(a *arguments) function { return moving{kind, a.window(0, messages.FunctionWindowEmpty)} }
}

func (f moving) check(name string, s Step) string {
	if f.window.unit == "" && s.isRaw() {
		return messages.FunctionWindowNeedsInterval.Text(name)
	}
	if s.beyondCentury(f.window) {
		return messages.FunctionLengthTooLong.Text(name, f.window)
	}
	return needsBuckets(name, s)
}

func (moving) shift(Step) Shift { return Shift{} }

func (f moving) neededFrom(from int64, l lookBack) int64 {
	switch {
	case f.window.unit == "":
		return l.buckets(from, f.window.count-1)
	case l.lengthMs > 0:
		window := f.window.count * unitMs[f.window.unit]
		return from - (window-1)/l.lengthMs*l.lengthMs
	case l.calendar != nil:
		return l.time(from, f.window) + 1
	}
	return from - f.window.count*unitMs[f.window.unit]
}

func (f moving) apply(r *run, series []opentsdb.Series) ([]opentsdb.Series, error) {
	return r.each(series, func(s opentsdb.Series) []opentsdb.Point {
		slide := f.slider(s.Points)
		points := make([]opentsdb.Point, 0, len(s.Points))
		from := 0
		for to, p := range s.Points {
			after := r.before(p.TimeMs, f.window)
			for s.Points[from].TimeMs <= after {
				from++
			}
			points = gapless(points, p.TimeMs, slide(from, to))
		}
		return points
	})
}

// before returns the time a length before a bucket or point.
func (r *run) before(ms int64, l length) int64 {
	if l.unit == "" {
		return r.buckets().back(ms, l.count)
	}
	at, _ := r.Step.back(ms, r.Step.shiftOf(length{count: l.count, unit: l.unit}))
	return at
}

// slider returns slide(from, to), the value of the points from index from to index to, both included. Each call must have the
// next to, and a from that isn't smaller than before.
func (f moving) slider(points []opentsdb.Point) func(from, to int) float64 {
	add := func(a, b float64) float64 { return a + b }
	switch f.kind {
	case movingMedian:
		return slidingMedian(points)
	case movingMin:
		return sliding(points, math.Inf(1), func(a, b float64) float64 { return min(a, b) })
	case movingMax:
		return sliding(points, math.Inf(-1), func(a, b float64) float64 { return max(a, b) })
	case movingSum:
		return sliding(points, 0, add)
	default:
		sum := sliding(points, 0, add)
		return func(from, to int) float64 { return sum(from, to) / float64(to-from+1) }
	}
}

// sliding combines the values of a sliding window without removing any, which would leave rounding errors and couldn't undo an
// infinity. The window has two parts: for the older one, it holds the combination from each possible start; for the newer one,
// that of all values. When the older part has left the window, the newer one replaces it. So each point is combined at most
// twice, however long the window (two-stack queue).
func sliding(points []opentsdb.Point, identity float64, combine func(a, b float64) float64) func(from, to int) float64 {
	older := make([]float64, len(points))
	border, newer := 0, identity
	return func(from, to int) float64 {
		newer = combine(newer, points[to].Value)
		if from >= border {
			border, newer = to+1, identity
			left := identity
			for i := to; i >= from; i-- {
				left = combine(points[i].Value, left)
				older[i] = left
			}
		}
		return combine(older[from], newer)
	}
}
