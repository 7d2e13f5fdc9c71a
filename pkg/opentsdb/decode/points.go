package decode

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

const (
	// maxSeconds is the largest timestamp that OpenTSDB reads as seconds: one with any of the upper 32 bits
	// (net.opentsdb.core.Const.SECOND_MASK) is in milliseconds.
	maxSeconds = math.MaxUint32
	// minSeconds is the same for times before 1970, which OpenTSDB doesn't store but OVH Metrics does, down to the year 1.
	minSeconds = -100_000_000_000
	// maxTimeMs bounds the times that a frame can hold, which counts ns in 64 bits: the years 1677 to 2262.
	maxTimeMs = math.MaxInt64 / int64(time.Millisecond)
)

// timestampMs returns a timestamp of s or ms in ms.
func timestampMs(t int64) int64 {
	if t > maxSeconds || t < minSeconds {
		return t
	}
	return t * 1000
}

// points reads the points of one series into the columns.
func (d *queryDecoder) points() error {
	s := d.scan
	c, err := s.peek()
	if err != nil {
		return err
	}
	switch c {
	case '{':
		return d.pointObject()
	case '[':
		return s.array(d.pair)
	case 'n':
		return s.word("null")
	}
	return s.malformed("dps is neither an object nor a list")
}

// pointObject reads {"timestamp":value,…}.
func (d *queryDecoder) pointObject() error {
	s := d.scan
	s.pos++
	for first := true; ; first = false {
		if !first {
			if err := d.plainPoints(); err != nil {
				return err
			}
		}
		more, err := s.next(first, '}')
		if err != nil || !more {
			return err
		}
		key, err := s.key()
		if err != nil {
			return err
		}
		t, n := parseInt(key)
		if n == 0 || n != len(key) {
			return s.malformed("a key of dps is no timestamp")
		}
		if err := d.value(t); err != nil {
			return err
		}
	}
}

// plainWindow, in bytes, is enough for the longest plain point, and short compared with the buffer.
const plainWindow = 512

// plainPoints reads points written like `,"1795390780":20.5`, which are nearly all of a response. It stops before anything else,
// which is left to the caller.
func (d *queryDecoder) plainPoints() error {
	s := d.scan
	for {
		s.ahead(plainWindow)
		b := s.buf[s.pos:s.end]
		done := 0
		for {
			value, t, n := plainPoint(b[done:])
			if n == 0 {
				break
			}
			if err := d.add(t, value); err != nil {
				return err
			}
			done += n
		}
		if s.pos += done; done == 0 {
			return nil
		}
	}
}

// plainPoint reads one plain point at the start of b and returns its length; 0: there is none, or it may be incomplete.
func plainPoint(b []byte) (value float64, t int64, n int) {
	if len(b) < 8 || b[0] != ',' || b[1] != '"' {
		return 0, 0, 0
	}
	i := 2
	if len(b) > i+8 {
		if eight, ok := eightDigits(b[i : i+8]); ok {
			t, i = int64(eight), i+8 // #nosec G115 -- eight digits
		}
	}
	for ; i < len(b) && b[i]-'0' <= 9; i++ {
		t = t*10 + int64(b[i]-'0')
	}
	if i == 2 || i > 2+18 || len(b)-i < 7 || b[i] != '"' || b[i+1] != ':' {
		return 0, 0, 0
	}
	i += 2
	switch {
	case b[i] == '"' && string(b[i:i+5]) == `"NaN"`:
		value, n = math.NaN(), 5
	case b[i] == 'n' && string(b[i:i+4]) == "null":
		value, n = math.NaN(), 4
	default:
		value, n = parseNumber(b[i:])
	}
	if i += n; n == 0 || i >= len(b) || b[i] != ',' && b[i] != '}' {
		return 0, 0, 0
	}
	return value, t, i
}

// pair reads [timestamp,value].
func (d *queryDecoder) pair() error {
	s := d.scan
	c, err := s.peek()
	if err != nil {
		return err
	}
	if c != '[' {
		return s.malformed("an element of dps is no pair")
	}
	element := 0
	var t int64
	err = s.array(func() (err error) {
		switch element++; element {
		case 1:
			t, err = s.integer()
		case 2:
			err = d.value(t)
		default:
			err = s.malformed("an element of dps is no pair")
		}
		return err
	})
	if err == nil && element < 2 {
		err = s.malformed("an element of dps is no pair")
	}
	return err
}

// value reads the value of the point at t (s or ms) and adds the point.
func (d *queryDecoder) value(t int64) error {
	s := d.scan
	c, err := s.peek()
	if err != nil {
		return err
	}
	v := math.NaN()
	switch c {
	case '"':
		var text []byte
		if text, err = s.str(); err == nil {
			v = textNumber(text)
		}
	case '{', '[':
		err = s.skip(3)
	default:
		v, err = s.scalar(c)
	}
	if err != nil {
		return err
	}
	return d.add(t, v)
}

// add appends a point at t (s or ms) to the columns.
func (d *queryDecoder) add(t int64, value float64) error {
	ms := timestampMs(t)
	if ms > maxTimeMs || ms < -maxTimeMs {
		return d.scan.malformed("a timestamp is outside of the years 1677 to 2262")
	}
	return d.columns.add(opentsdb.Point{TimeMs: ms, Value: value})
}

// columns collects the points of one series after the other, so that each gets an array of the right size.
type columns struct {
	max      int // points of all series together
	count    int // points so far
	blocks   [][]opentsdb.Point
	used     int // blocks that hold the pending points: all full but the last
	pending  int
	last     int64 // ms of the last pending point
	unsorted bool

	taken slab[opentsdb.Point]
}

// blockPoints is the size of the blocks of pending points, which make it unnecessary to grow an array.
const blockPoints = 16 << 10

// add appends a point; it replaces the point before if that has the same time.
func (c *columns) add(p opentsdb.Point) error {
	if c.pending > 0 && p.TimeMs <= c.last {
		if p.TimeMs == c.last {
			block := c.blocks[c.used-1]
			block[len(block)-1].Value = p.Value
			return nil
		}
		c.unsorted = true
	}
	if c.count >= c.max {
		return &LimitError{What: LimitedPoints, Max: int64(c.max)}
	}
	if c.used == 0 || len(c.blocks[c.used-1]) == blockPoints {
		if c.used == len(c.blocks) {
			c.blocks = append(c.blocks, make([]opentsdb.Point, 0, blockPoints))
		}
		c.blocks[c.used] = c.blocks[c.used][:0]
		c.used++
	}
	block := &c.blocks[c.used-1]
	*block = append(*block, p)
	c.count++
	c.pending++
	c.last = p.TimeMs
	return nil
}

// take returns the points added since the last call, in an array of their own.
func (c *columns) take() []opentsdb.Point {
	blocks := c.blocks[:c.used]
	n := c.pending
	if c.unsorted {
		sorted := sortedPoints(blocks, n)
		n, blocks = len(sorted), [][]opentsdb.Point{sorted}
	}
	points := c.taken.take(n)[:0]
	for _, block := range blocks {
		points = append(points, block...)
	}
	c.used, c.pending, c.unsorted = 0, 0, false
	return points
}

// sortedPoints returns the n points of the blocks in the order of time; of several with the same time, the last one.
func sortedPoints(blocks [][]opentsdb.Point, n int) []opentsdb.Point {
	type numbered struct {
		opentsdb.Point
		came int
	}
	all := make([]numbered, 0, n)
	for _, block := range blocks {
		for _, p := range block {
			all = append(all, numbered{p, len(all)})
		}
	}
	slices.SortFunc(all, func(a, b numbered) int {
		return cmp.Or(cmp.Compare(a.TimeMs, b.TimeMs), cmp.Compare(a.came, b.came))
	})
	sorted := make([]opentsdb.Point, 0, n)
	for _, p := range all {
		if last := len(sorted) - 1; last >= 0 && sorted[last].TimeMs == p.TimeMs {
			sorted[last] = p.Point
			continue
		}
		sorted = append(sorted, p.Point)
	}
	return sorted
}

// slab allocates slices. Short ones share an array, so that a hundred thousand series of one point don't take a hundred thousand
// allocations.
type slab[T any] struct{ free []T }

const (
	slabSize  = 1024
	slabShare = 128 // the longest slice that shares
)

func (s *slab[T]) take(n int) []T {
	if n > slabShare {
		return make([]T, n)
	}
	if n > len(s.free) {
		s.free = make([]T, slabSize)
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	return out
}
