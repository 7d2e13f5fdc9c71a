package evaluate

import (
	"math"
)

// ranking maintains the value of a rank among values that change along straight lines. The members with lower values are in one
// tournament, for the highest of them, the others are in a second one, for the lowest of those. Where these two overtake each
// other, they change sides.
type ranking struct {
	segments []segment
	// rank returns the index of the value among n sorted ones.
	rank  func(n int) int
	lower *tournament // rank+1 members, the last of which has the value
	upper *tournament
	meter *meter
}

func newRanking(m *meter, segments []segment, rank func(n int) int) *ranking {
	return &ranking{segments: segments, rank: rank, meter: m, lower: newTournament(m, segments, 1), upper: newTournament(m, segments, -1)}
}

func (r *ranking) rebase(timeMs int64, stale bool) {
	if !stale {
		return
	}
	*r = *newRanking(r.meter, r.segments, r.rank)
	for i := range r.segments {
		if r.segments[i].summable() {
			r.add(int32(i), r.segments[i], timeMs) // #nosec G115 -- a series' number, bounded by settings
		}
	}
}

func (r *ranking) goTo(int64) {}

func (r *ranking) add(member int32, segment segment, timeMs int64) {
	if best := r.lower.best(timeMs); best != absent && segment.value(timeMs) < r.segments[best].value(timeMs) {
		r.lower.add(member, timeMs)
	} else {
		r.upper.add(member, timeMs)
	}
}

func (r *ranking) remove(member int32, _ segment, timeMs int64) {
	r.side(member).remove(member, timeMs)
}

func (r *ranking) replace(member int32, _, _ segment, timeMs int64) {
	r.side(member).put(member, member, timeMs)
}

func (r *ranking) side(member int32) *tournament {
	if r.lower.has(member) {
		return r.lower
	}
	return r.upper
}

func (r *ranking) value(timeMs int64) (float64, error) {
	want := r.rank(r.lower.count+r.upper.count) + 1
	for r.lower.count < want {
		r.lift(r.upper, r.lower, timeMs)
	}
	for r.lower.count > want {
		r.lift(r.lower, r.upper, timeMs)
	}
	for r.upper.count > 0 {
		low, high := r.lower.best(timeMs), r.upper.best(timeMs)
		if r.segments[low].value(timeMs) <= r.segments[high].value(timeMs) {
			break
		}
		r.lower.remove(low, timeMs)
		r.upper.remove(high, timeMs)
		r.lower.add(high, timeMs)
		r.upper.add(low, timeMs)
		if err := r.meter.step(1); err != nil {
			return 0, err
		}
	}
	return r.segments[r.lower.best(timeMs)].value(timeMs), r.meter.step(1)
}

func (r *ranking) lift(from, to *tournament, timeMs int64) {
	best := from.best(timeMs)
	from.remove(best, timeMs)
	to.add(best, timeMs)
}

// tournament finds the highest (sign 1) or lowest (sign -1) of values that change along straight lines. It is a tree: each node
// holds the better one of the two below it, and until when that, and everything below, surely stays valid (a kinetic
// tournament; Basch, Guibas and Hershberger, "Data structures for mobile data", 1999).
type tournament struct {
	meter    *meter
	segments []segment
	sign     float64
	leaves   int // a power of two; the children of node n are 2n and 2n+1, the root is 1
	winner   []int32
	until    []int64
	count    int
}

const (
	absent  = -1
	forever = math.MaxInt64
)

func newTournament(m *meter, segments []segment, sign float64) *tournament {
	t := &tournament{meter: m, segments: segments, sign: sign, leaves: 1}
	for t.leaves < len(segments) {
		t.leaves *= 2
	}
	t.winner, t.until = make([]int32, 2*t.leaves), make([]int64, 2*t.leaves)
	for i := range t.winner {
		t.winner[i], t.until[i] = absent, forever
	}
	return t
}

func (t *tournament) has(member int32) bool { return t.winner[t.leaves+int(member)] != absent }

func (t *tournament) add(member int32, timeMs int64) {
	t.count++
	t.put(member, member, timeMs)
}

func (t *tournament) remove(member int32, timeMs int64) {
	t.count--
	t.put(member, absent, timeMs)
}

func (t *tournament) put(member, winner int32, timeMs int64) {
	n := t.leaves + int(member)
	t.winner[n] = winner
	for n /= 2; n > 0; n /= 2 {
		before, until := t.winner[n], t.until[n]
		if t.decide(n, timeMs); t.winner[n] == before && before != member && t.until[n] == until {
			return // nothing changes further up
		}
	}
}

// best returns the winner at a time; absent: there is none.
func (t *tournament) best(timeMs int64) int32 {
	t.refresh(1, timeMs)
	return t.winner[1]
}

func (t *tournament) refresh(n int, timeMs int64) {
	if t.until[n] > timeMs {
		return
	}
	if n >= t.leaves {
		return
	}
	t.refresh(2*n, timeMs)
	t.refresh(2*n+1, timeMs)
	t.decide(n, timeMs)
}

// decide compares the winners of a node's children.
func (t *tournament) decide(n int, timeMs int64) {
	t.meter.steps++
	a, b := t.winner[2*n], t.winner[2*n+1]
	until := min(t.until[2*n], t.until[2*n+1])
	switch {
	case a == absent:
		t.winner[n] = b
	case b == absent:
		t.winner[n] = a
	default:
		left, right := &t.segments[a], &t.segments[b]
		lead := t.sign * (left.value(timeMs) - right.value(timeMs))
		gain := t.sign * (left.slope - right.slope)
		t.winner[n] = a
		if lead < 0 || lead == 0 && gain < 0 {
			t.winner[n] = b
			lead, gain = -lead, -gain
		}
		if gain < 0 { // the loser catches up; compare again just before
			until = min(until, later(timeMs, lead/-gain))
		}
	}
	t.until[n] = until
}

// later returns a time after another by some ms, at least one.
func later(timeMs int64, after float64) int64 {
	if after >= float64(forever-timeMs)/2 {
		return forever
	}
	return timeMs + max(int64(after), 1)
}
