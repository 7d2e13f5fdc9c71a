package evaluate

import (
	"math"
	"slices"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// band finds the value of a rank at all timestamps of a part of the time. Of most series it need only be known that they
// are below that value, or above: two bounds are set, between which the rank surely lies, and only the series between them
// are looked at, at each timestamp. The values are those of segment.value to the last bit.
type band struct {
	meter *meter
	rank  func(n int) int // as in ranking
	// skip is how many parts are left to do in another way, pause how many that is after the next failure.
	skip, pause int
	// first are the bounds at the part's start, known from the end of the one before but for isNew.
	first bounds
	isNew bool

	times   []int64
	since   []int32 // of each member, the timestamp that its piece begins at
	pieces  []piece
	before  []segment // the members' when the part began
	changes []change  // at each timestamp and after the last
	starts  []int32   // of each timestamp's values
	values  []float64
	sample  []float64
}

// piece is a segment at the timestamps from start up to end, by their number.
type piece struct {
	start, end int32
	segment
}

// change is by how many pieces more are alive, below the bounds, or between them, than at the timestamp before.
type change struct{ alive, below, near int32 }

const (
	// maxNear is how many values between the bounds are looked at for each point of a part, before another way is faster.
	maxNear = 32
	// maxPause bounds the parts that are left out after failures.
	maxPause = 16
)

func newBand(m *meter, rank func(n int) int, members int) *band {
	return &band{
		meter: m, rank: rank, pause: 1, isNew: true,
		since: make([]int32, members), before: make([]segment, members),
	}
}

// isDue says whether to try it with the next part.
func (b *band) isDue() bool {
	b.skip--
	return b.skip < 0
}

// points appends the values at the timestamps of a part to out, and moves the segments on to its end. Where too many members
// are between the bounds, or too few, or a value is beyond all bounds, it isn't done, and leaves the segments as they were.
func (b *band) points(out []opentsdb.Point, segments []segment, p part, rate bool) (_ []opentsdb.Point, done bool, _ error) {
	copy(b.before, segments)
	start := len(out)
	if bounded, err := b.divide(segments, p, rate); err != nil || !bounded {
		return b.fail(out, segments, err)
	}
	if b.isNew {
		b.first = b.bounds(b.before, b.times[0])
	}
	last := b.bounds(segments, b.times[len(b.times)-1])
	low, high := min(b.first.low, last.low), max(b.first.high, last.high)
	if !b.classify(low, high, maxNear*len(p.events)) {
		return b.fail(out, segments, nil)
	}
	if err := b.meter.step(len(b.values)); err != nil {
		return out, false, err
	}
	b.gather()
	alive, below := int32(0), int32(0)
	from := selection{reach: (high - low) / 8}
	if math.IsInf(from.reach, 0) {
		from.reach = 1 // of any size: it adapts
	}
	for i, timeMs := range b.times {
		alive, below = alive+b.changes[i].alive, below+b.changes[i].below
		near := b.values[b.starts[i]:b.starts[i+1]]
		rank := b.rank(int(alive)) - int(below)
		if rank < 0 || rank >= len(near) {
			return b.fail(out[:start], segments, nil)
		}
		out = append(out, opentsdb.Point{TimeMs: timeMs, Value: from.nth(near, rank)})
	}
	b.pause, b.isNew, b.first = 1, false, last
	return out, true, nil
}

func (b *band) fail(out []opentsdb.Point, segments []segment, err error) ([]opentsdb.Point, bool, error) {
	copy(segments, b.before)
	b.skip, b.isNew = b.pause, true
	b.pause = min(2*b.pause, maxPause)
	return out, false, err
}

// divide notes the timestamps of a part and the pieces that the members' values are on; false where one has no bounds.
func (b *band) divide(segments []segment, p part, rate bool) (bool, error) {
	b.times, b.pieces, b.changes = b.times[:0], b.pieces[:0], append(b.changes[:0], change{})
	clear(b.since)
	for i := range segments {
		if segments[i].present {
			b.changes[0].alive++
		}
	}
	end := func(member, at int32) {
		if from := b.since[member]; from < at {
			b.pieces = append(b.pieces, piece{from, at, segments[member]})
		}
	}
	at := int32(-1)
	for i := range p.events {
		e := &p.events[i]
		timeMs := p.timeMs(e)
		if at < 0 || b.times[at] != timeMs {
			at++
			b.times, b.changes = append(b.times, timeMs), append(b.changes, change{})
		}
		if e.unbounded {
			return false, nil
		}
		if segments[e.member].present {
			end(e.member, at)
		} else {
			b.changes[at].alive++
		}
		segments[e.member], b.since[e.member] = segmentOf(e, timeMs, rate), at
		if e.last {
			end(e.member, at+1)
			b.changes[at+1].alive--
			segments[e.member] = segment{}
		}
	}
	for member := range segments {
		if segments[member].present {
			end(int32(member), at+1) // #nosec G115 -- a series' number, bounded by settings
		}
	}
	return true, b.meter.step(len(b.pieces))
}

// bounds are two values that a rank's is likely to stay between.
type bounds struct{ low, high float64 }

// bounds follow from how the members lie at a time: as many are on both sides of the rank as hardly ever change sides, of
// independent ones.
func (b *band) bounds(segments []segment, timeMs int64) bounds {
	values := b.sample[:0]
	for i := range segments {
		if segments[i].present {
			values = append(values, segments[i].value(timeMs))
		}
	}
	b.sample = values
	n := len(values)
	if n == 0 {
		return bounds{math.Inf(1), math.Inf(-1)}
	}
	rank := b.rank(n)
	share := float64(rank) / float64(n)
	margin := 16 + int(4*math.Sqrt(share*(1-share)*float64(n)))
	at := bounds{math.Inf(-1), math.Inf(1)}
	if rank >= margin {
		at.low = nth(values, rank-margin)
	}
	if rank+margin < n {
		at.high = nth(values, rank+margin)
	}
	return at
}

// classify keeps the pieces that come between two bounds, each as long as it does, and counts those; false where these are
// more than most values.
func (b *band) classify(low, high float64, most int) bool {
	kept := b.pieces[:0]
	near := 0
	for i := range b.pieces {
		p := &b.pieces[i]
		first, last := p.value(b.times[p.start]), p.value(b.times[p.end-1])
		if first < low && last < low {
			b.changes[p.start].below++
			b.changes[p.end].below--
			continue
		}
		if first > high && last > high {
			continue
		}
		// Values change in one direction along a piece, in rounded numbers, too.
		start, end := p.start, p.end
		if first < low {
			start = b.firstOf(p, 1, low, false)
			b.changes[p.start].below++
			b.changes[start].below--
		} else if first > high {
			start = b.firstOf(p, -1, high, false)
		}
		if last < low {
			end = b.firstOf(p, -1, low, true)
			b.changes[end].below++
			b.changes[p.end].below--
		} else if last > high {
			end = b.firstOf(p, 1, high, true)
		}
		if start == end {
			continue
		}
		if near += int(end - start); near > most {
			return false
		}
		b.changes[start].near++
		b.changes[end].near--
		kept = append(kept, piece{start, end, p.segment})
	}
	b.pieces = kept
	b.values = slices.Grow(b.values[:0], near)[:near]
	return true
}

// firstOf is the first timestamp at which a piece's values, rising (sign 1) or falling (sign -1), have come to a bound, or,
// beyond, past it: there is one, and it isn't the piece's first.
func (b *band) firstOf(p *piece, sign, bound float64, beyond bool) int32 {
	begin, end := b.times[p.start], b.times[p.end-1]
	// Where timestamps are evenly spread it is here, or beside.
	share := ((bound-p.from)/p.slope - float64(begin-p.fromMs)) / float64(end-begin)
	low, high := p.start+1, p.end-1
	probe := p.start + int32(max(0, min(share, 1))*float64(high-p.start))
	bound *= sign
	for step := int32(1); low < high; step *= 2 {
		at := min(max(probe, low), high-1)
		value := sign * p.value(b.times[at])
		if value > bound || value == bound && !beyond {
			high, probe = at, at-step
		} else {
			low, probe = at+1, at+step
		}
		if step > 2 {
			probe = (low + high) / 2
		}
	}
	return low
}

// gather writes the values between the bounds, timestamp by timestamp.
func (b *band) gather() {
	n := len(b.times)
	b.starts = slices.Grow(b.starts[:0], n+1)[:n+1]
	near, place := int32(0), int32(0)
	for i := range n {
		b.starts[i] = place
		near += b.changes[i].near
		place += near
	}
	b.starts[n] = place
	next := b.starts[:n]
	for i := range b.pieces {
		p := &b.pieces[i]
		times := b.times[p.start:p.end]
		places := next[p.start:p.end]
		for at, timeMs := range times {
			b.values[places[at]] = p.value(timeMs)
			places[at]++
		}
	}
	// Each start has moved to the next one's.
	copy(b.starts[1:], b.starts[:n])
	b.starts[0] = 0
}

// selection finds a place among values that change little from one time to the next.
type selection struct {
	last float64 // the value found before
	// reach is how far from the last one the next is looked for first.
	reach  float64
	inside []float64
}

// nth is the value at a place among sorted ones, from 0. It may reorder the values.
func (s *selection) nth(values []float64, place int) float64 {
	switch {
	case place == 0:
		return slices.Min(values)
	case place == len(values)-1:
		return slices.Max(values)
	case len(values) <= fewValues:
		slices.Sort(values)
		return values[place]
	}
	low, high := s.last-s.reach, s.last+s.reach
	s.inside = slices.Grow(s.inside[:0], len(values))[:len(values)]
	below, count := 0, 0
	for _, v := range values { // without a jump that depends on a value
		s.inside[count] = v
		isBelow, isInside := 0, 0
		if v < low {
			isBelow = 1
		}
		if v <= high {
			isInside = 1
		}
		below += isBelow
		count += isInside - isBelow
	}
	if at := place - below; at >= 0 && at < count {
		if count > 2*fewValues {
			s.reach /= 2
		}
		s.last = nth(s.inside[:count], at)
	} else {
		s.reach *= 2
		s.last = nth(values, place)
	}
	return s.last
}

// fewValues are sorted as fast as one of them is found.
const fewValues = 12

// nth is the value at a place among sorted ones, from 0; it reorders the values.
func nth(values []float64, place int) float64 {
	for len(values) > fewValues {
		pivot := medianOf(values[0], values[len(values)/2], values[len(values)-1])
		less, equal := 0, 0
		for i, v := range values {
			if v < pivot {
				values[i] = values[less]
				values[less] = v
				less++
			}
		}
		if place < less {
			values = values[:less]
			continue
		}
		values, place = values[less:], place-less
		for i, v := range values {
			if v == pivot {
				values[i] = values[equal]
				values[equal] = v
				equal++
			}
		}
		if place < equal {
			return pivot
		}
		values, place = values[equal:], place-equal
	}
	slices.Sort(values)
	return values[place]
}

func medianOf(a, b, c float64) float64 {
	return max(min(a, b), min(max(a, b), c))
}
