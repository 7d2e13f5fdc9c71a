package functions

import (
	"fmt"
	"strings"
)

// Range is a time range in ms since 1970, without its end: the whole buckets from FromMs to ToMs, or raw points of
// FromMs ≤ t < ToMs.
type Range struct {
	FromMs, ToMs int64
}

// IsEmpty says whether nothing can lie in the range.
func (r Range) IsEmpty() bool { return r.ToMs <= r.FromMs }

// Needs is what a query with functions needs of the server.
type Needs struct {
	// Fetch is the range to fetch: whole buckets, none before 1970. It can be empty, and lie after now.
	Fetch Range
	// Key tells ranges of fetched points apart by lengths, not by times: a query and its shifted copy have different keys.
	Key string
	// Widening is what makes the range longer, "window" or "limit", and WideningLength how long it is; empty: nothing is.
	Widening, WideningLength string
	// Shift is how far back the values come from.
	Shift Shift
}

// Needs says what to fetch for a shown range of whole buckets, or of raw points. The step has to have passed Check.
func (c Chain) Needs(shown Range, s Step) Needs {
	stages := c.stages(shown, s)
	n := Needs{Fetch: shown}
	if len(stages) == 0 {
		return n
	}
	n.Fetch = s.buckets(stages[0].in.needed)
	n.Fetch.FromMs = max(n.Fetch.FromMs, 0)
	n.Fetch.ToMs = max(n.Fetch.ToMs, n.Fetch.FromMs)
	var key []string
	for i, one := range c.calls {
		n.Shift = n.Shift.plus(one.fn.shift(s))
		before := stages[i].in.shown.from - stages[i].in.needed.from
		switch fn := one.fn.(type) {
		case timeShift:
			key = append(key, "shift "+fn.by.String())
			continue
		case moving:
			if n.Widening == "" || fn.window.longerThan(widest(c.calls[:i])) {
				n.Widening, n.WideningLength = "window", fn.window.String()
			}
		case keepLastValue:
			if fn.limit.count > 0 && n.Widening == "" {
				n.Widening, n.WideningLength = "limit", fn.limit.String()
			}
		}
		if after := stages[i].out.shown.from - stages[i].out.needed.from; before != after {
			key = append(key, wideningKey(one.fn, before-after, s))
		}
	}
	n.Key = strings.Join(key, ", ")
	return n
}

// wideningKey says by how much a range is widened: on the calendar, where that differs from one range to the next, by what.
func wideningKey(fn function, ms int64, s Step) string {
	if s.calendar != nil {
		switch fn := fn.(type) {
		case moving:
			return "before " + fn.window.String()
		case keepLastValue:
			return "back " + fn.limit.String()
		}
		return "before 1"
	}
	if s.isRaw() {
		if _, ok := fn.(derivative); ok {
			return "hour"
		}
	}
	return fmt.Sprint("before ", ms)
}

// widest is the longest window.
func widest(calls []call) length {
	var l length
	for _, one := range calls {
		if fn, ok := one.fn.(moving); ok && fn.window.longerThan(l) {
			l = fn.window
		}
	}
	return l
}

func (l length) longerThan(other length) bool {
	ms := func(l length) int64 {
		if l.unit == "" {
			return l.count
		}
		return l.count * unitMs[l.unit]
	}
	return ms(l) > ms(other)
}

// span is a range of timestamps, without its end.
type span struct {
	from, to int64
}

// spans are those that a function's series have points in: rank, filter, sort and the start of an integral go by shown alone.
type spans struct {
	shown, needed span
}

// stage is one function's place in the chain.
type stage struct {
	// in and out are the spans of its input and of its result.
	in, out spans
	// total is how far the result is shifted in all.
	total Shift
}

// stages go from the outermost function inwards for the spans, and outwards for the shifts.
func (c Chain) stages(shown Range, s Step) []stage {
	all := make([]stage, len(c.calls))
	var total Shift
	for i, one := range c.calls {
		total = total.plus(one.fn.shift(s))
		all[i].total = total
	}
	at := s.span(shown)
	out := spans{at, at}
	for i := len(all) - 1; i >= 0; i-- {
		fn := c.calls[i].fn
		all[i].out = out
		if by := fn.shift(s); !by.IsZero() {
			out = spans{s.shifted(out.shown, by), s.shifted(out.needed, by)}
		} else {
			out.needed.from = min(out.needed.from, fn.neededFrom(out.needed.from, lookBack{s, all[i].total}))
		}
		all[i].in = out
	}
	return all
}

// shifted is a span of the values that a shift puts into another one.
func (s Step) shifted(of span, by Shift) span {
	from, _ := s.back(of.from, by)
	to, _ := s.back(of.to, by)
	return span{from, to}
}

// lookBack finds out how far before a range a function looks.
type lookBack struct {
	Step
	total Shift
}

// buckets is the timestamp n buckets before the first one of a range.
func (l lookBack) buckets(from, n int64) int64 {
	if l.calendar == nil {
		return from - n*l.lengthMs
	}
	g := l.grid(span{from, from}, 0, l.total, n)
	return max(g.back(g.first(from), n), g.timestamps[0])
}

// time is a length before the first bucket of the calendar of a range.
func (l lookBack) time(from int64, by length) int64 {
	at, _ := l.back(l.buckets(from, 0), l.shiftOf(by))
	return at
}
