package evaluate

import (
	"math"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// totals maintains the sum, and for deviations the sum of squares, of values that change along straight lines. Of a segment a +
// b·t, with t counted from now, it adds up a and b, and a², 2ab and b². The sums have twice the digits of a float64, so that
// what was added and removed leaves no error, and start again with each part of the range.
type totals struct {
	segments []segment
	square   bool
	finish   func(t *totals) float64

	now int64 // ms
	// maxStep, in ms, is four times the mean sample interval: over longer steps, the rounding errors of steep segments would grow
	// too much.
	maxStep int64
	count   int
	// pivot is subtracted from each value before squaring: a deviation depends only on differences.
	pivot float64

	a, b, aa, ab, bb wideSum
}

// newTotals makes the totals of an aggregator. They are computed anew where timestamps are more than maxStep (ms) apart.
func newTotals(aggregator string, segments []segment, maxStep int64) *totals {
	t := &totals{segments: segments, maxStep: maxStep}
	switch aggregator {
	case "sum", "zimsum":
		t.finish = func(t *totals) float64 { return t.a.wide().float() }
	case "count":
		t.finish = func(t *totals) float64 { return float64(t.count) }
	case "dev":
		t.square = true
		t.finish = (*totals).deviation
	default:
		t.finish = func(t *totals) float64 { return t.a.wide().float() / float64(t.count) }
	}
	return t
}

func (t *totals) value(int64) (float64, error) {
	return t.finish(t), nil
}

func (t *totals) deviation() float64 {
	if t.count < 2 {
		return 0
	}
	sum, n := t.a.wide(), float64(t.count)
	mean := sum.float() / n
	// sum²/n as mean·(2·sum - n·mean), in which an error of the mean hardly matters
	common := sum.times(wide{hi: 2}).plus(wide{hi: -mean}.times(wide{hi: n})).times(wide{hi: -mean})
	return math.Sqrt(max(t.aa.wide().plus(common).float(), 0) / (n - 1))
}

func (t *totals) rebase(timeMs int64, _ bool) {
	count := t.count
	*t = totals{segments: t.segments, square: t.square, finish: t.finish, maxStep: t.maxStep, now: timeMs}
	for i := 0; t.count < count; i++ {
		if segment := t.segments[i]; segment.summable() {
			t.add(int32(i), segment, timeMs) // #nosec G115 -- a series' number, bounded by settings
		}
	}
}

func (t *totals) add(_ int32, segment segment, timeMs int64) {
	if t.count == 0 {
		t.a, t.b, t.aa, t.ab, t.bb = wideSum{}, wideSum{}, wideSum{}, wideSum{}, wideSum{}
		if t.square {
			t.pivot = segment.value(timeMs)
		}
	}
	t.count++
	t.change(segment, 1)
}

func (t *totals) remove(_ int32, segment segment, _ int64) {
	t.count--
	t.change(segment, -1)
}

func (t *totals) replace(_ int32, old, segment segment, _ int64) {
	t.change(old, -1)
	t.change(segment, 1)
}

// change adds a segment as it is now (sign 1), or subtracts it (sign -1).
func (t *totals) change(segment segment, sign float64) {
	b := wide{hi: segment.slope}
	a := wide{hi: segment.from}
	if t.square {
		a = a.plus(wide{hi: -t.pivot})
	}
	if segment.fromMs != t.now {
		a = a.plus(b.times(wide{hi: float64(t.now - segment.fromMs)}))
	}
	t.a.add(a, sign)
	t.b.add(b, sign)
	if t.square {
		t.aa.add(a.times(a), sign)
		t.ab.add(a.times(wide{hi: 2 * b.hi}), sign)
		t.bb.add(b.times(b), sign)
	}
}

// goTo advances to a time: a segment's a grows by b for each ms.
func (t *totals) goTo(timeMs int64) {
	if timeMs == t.now {
		return
	}
	if timeMs-t.now > t.maxStep {
		t.rebase(timeMs, false)
		return
	}
	passed := wide{hi: float64(timeMs - t.now)}
	t.now = timeMs
	if t.square {
		t.aa.add(t.ab.wide().times(passed).plus(t.bb.wide().times(passed).times(passed)), 1)
		t.ab.add(t.bb.wide().times(passed).times(wide{hi: 2}), 1)
	}
	t.a.add(t.b.wide().times(passed), 1)
}

// meanSampleInterval returns the mean time between two points of a series, in ms.
func meanSampleInterval(members [][]opentsdb.Point) int64 {
	var lengths, points int64
	for _, m := range members {
		if n := len(m); n > 1 {
			lengths += m[n-1].TimeMs - m[0].TimeMs
			points += int64(n)
		}
	}
	return lengths / max(points, 1)
}

// wide is a number with about twice the digits of a float64: hi is the nearest float64, lo is the rest (Dekker, "A floating-point
// technique for extending the available precision", 1971).
type wide struct{ hi, lo float64 }

func (x wide) float() float64 { return x.hi + x.lo }

func (x wide) plus(y wide) wide {
	s, e := twoSum(x.hi, y.hi)
	e += x.lo + y.lo
	return normal(s, e)
}

func (x wide) times(y wide) wide {
	p := x.hi * y.hi
	e := math.FMA(x.hi, y.hi, -p)
	e += x.hi*y.lo + x.lo*y.hi
	return normal(p, e)
}

// wideSum is a sum with its rounding error.
type wideSum struct{ hi, lo float64 }

// add adds x (sign 1), or subtracts it (sign -1).
func (s *wideSum) add(x wide, sign float64) {
	hi, e := twoSum(s.hi, sign*x.hi)
	s.hi = hi
	s.lo += e + sign*x.lo
}

func (s *wideSum) wide() wide { return normal(s.hi, s.lo) }

// twoSum returns a sum and its rounding error.
func twoSum(a, b float64) (sum, rest float64) {
	sum = a + b
	other := sum - a
	return sum, (a - (sum - other)) + (b - other)
}

func normal(hi, lo float64) wide {
	sum, rest := twoSum(hi, lo)
	return wide{sum, rest}
}
