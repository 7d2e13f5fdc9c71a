package evaluate

import (
	"math"
	"slices"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// band finds the value of a rank, such as a median, at all timestamps of a part of the range. Most series only have to be known
// to be above or below it. So band sets two bounds between which the rank surely lies, and evaluates only the series between
// them, at each timestamp. The values equal those of segment.value to the last bit.
type band struct {
	meter *meter
	rank  func(n int) int // as in ranking
	// skip is how many parts are still left to another algorithm, pause is how many will be after the next failure.
	skip, pause int
	// first are the bounds at the part's start, which are known from the end of the one before unless isNew.
	first bounds
	isNew bool

	times   []int64
	since   []int32 // for each member, the index of the timestamp at which its piece begins
	pieces  []piece
	before  []segment // the members' segments at the part's start
	changes []change  // at each timestamp and after the last
	starts  []int32   // the index of each timestamp's first value in values
	values  []float64
	sample  []float64
}

// piece is a segment at the timestamps from index start up to, excluding, end.
type piece struct {
	start, end int32
	segment
}

// change is how many more pieces than at the timestamp before exist, are below the bounds, and are between them.
type change struct{ alive, below, near int32 }

const (
	// maxNear is how many values between the bounds there may be for each point of a part; with more, ranking is faster.
	maxNear = 32
	// maxPause bounds pause.
	maxPause = 16
)

func newBand(m *meter, rank func(n int) int, members int) *band {
	return &band{
		meter: m, rank: rank, pause: 1, isNew: true,
		since: make([]int32, members), before: make([]segment, members),
	}
}

// isDue says whether to try the next part.
func (b *band) isDue() bool {
	b.skip--
	return b.skip < 0
}

// points appends the values at the timestamps of a part to out, and advances the segments to its end. If too many or too few
// members are between the bounds, or a value is unbounded, done is false, and the segments are unchanged.
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
		from.reach = 1 // any value: it adapts
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

// divide collects the timestamps of a part, and the pieces of the members' segments; false: one is unbounded.
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

// bounds are two values between which the value of a rank is likely to stay.
type bounds struct{ low, high float64 }

// bounds chooses bounds by the values at a time: so many members are between each bound and the rank that, if they are
// independent, the rank hardly ever leaves the bounds.
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

// classify reduces the pieces to those parts that are between two bounds, and counts their values; false: there are more than
// limit.
func (b *band) classify(low, high float64, limit int) bool {
	between := b.pieces[:0]
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
		// Values along a piece are monotonic, also after rounding.
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
		if near += int(end - start); near > limit {
			return false
		}
		b.changes[start].near++
		b.changes[end].near--
		between = append(between, piece{start, end, p.segment})
	}
	b.pieces = between
	b.values = slices.Grow(b.values[:0], near)[:near]
	return true
}

// firstOf returns the index of the first timestamp at which a piece's values, rising (sign 1) or falling (sign -1), have
// reached a bound or, if beyond, passed it. There must be one, and it must not be the piece's first.
func (b *band) firstOf(p *piece, sign, bound float64, beyond bool) int32 {
	begin, end := b.times[p.start], b.times[p.end-1]
	// With evenly spaced timestamps, it is here or next to it.
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

// gather collects the values between the bounds, timestamp by timestamp.
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
	// Each start was advanced to the next one.
	copy(b.starts[1:], b.starts[:n])
	b.starts[0] = 0
}

// selection finds the nth of values that change little from call to call.
type selection struct {
	last float64 // the value found before
	// reach is how far from last the next value is searched first.
	reach  float64
	inside []float64
}

// nth returns the value that would be at an index if the values were sorted. It may reorder them.
func (s *selection) nth(values []float64, index int) float64 {
	switch {
	case index == 0:
		return slices.Min(values)
	case index == len(values)-1:
		return slices.Max(values)
	case len(values) <= fewValues:
		slices.Sort(values)
		return values[index]
	}
	low, high := s.last-s.reach, s.last+s.reach
	s.inside = slices.Grow(s.inside[:0], len(values))[:len(values)]
	below, count := 0, 0
	for _, v := range values { // branch-free, since a branch on a value can't be predicted
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
	if at := index - below; at >= 0 && at < count {
		if count > 2*fewValues {
			s.reach /= 2
		}
		s.last = nth(s.inside[:count], at)
	} else {
		s.reach *= 2
		s.last = nth(values, index)
	}
	return s.last
}

// fewValues are sorted as fast as one of them can be selected.
const fewValues = 12

// nth returns the value that would be at an index if the values were sorted. It reorders them (quickselect).
func nth(values []float64, index int) float64 {
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
		if index < less {
			values = values[:less]
			continue
		}
		values, index = values[less:], index-less
		for i, v := range values {
			if v == pivot {
				values[i] = values[equal]
				values[equal] = v
				equal++
			}
		}
		if index < equal {
			return pivot
		}
		values, index = values[equal:], index-equal
	}
	slices.Sort(values)
	return values[index]
}

func medianOf(a, b, c float64) float64 {
	return max(min(a, b), min(max(a, b), c))
}
