package functions

import (
	"fmt"
	"strings"
)

// Range is a time range in ms since 1970 that excludes its end: the whole buckets from FromMs to ToMs, or the raw points with
// FromMs ≤ t < ToMs.
type Range struct {
	FromMs, ToMs int64
}

// IsEmpty says whether the range is empty.
func (r Range) IsEmpty() bool { return r.ToMs <= r.FromMs }

// Needs is what has to be fetched for a query with functions.
type Needs struct {
	// Fetch is the range to fetch: whole buckets, none before 1970. It can be empty, and lie after now.
	Fetch Range
	// Key differs between a query and its shifted or widened copy. It is made of lengths, not of times, so that it stays the same
	// when the range moves.
	Key string
	// Widening is what makes the range longer, "window" or "limit", and WideningLength its length; empty: nothing does.
	Widening, WideningLength string
	// Shift is how far back the values come from.
	Shift Shift
}

// Needs returns what to fetch for the range shown. Check must accept the step.
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

// wideningKey returns by how much a range is widened; on the calendar, where that varies from range to range, by which lengths.
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

// widest returns the longest window.
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

// span is a range of timestamps that excludes its end.
type span struct {
	from, to int64
}

// spans are the timestamps of a function's series: all that are needed, and those shown, which are all that rank, filter, sort
// and the start of an integral look at.
type spans struct {
	shown, needed span
}

// stage is one function's place in the chain.
type stage struct {
	// in and out are the spans of its input and of its result.
	in, out spans
	// total is how far the result is shifted by all functions so far.
	total Shift
}

// stages returns the stages of the functions: spans are computed from the outermost function inwards, shifts outwards.
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

// shifted returns the span of the values that a shift moves to of.
func (s Step) shifted(of span, by Shift) span {
	from, _ := s.back(of.from, by)
	to, _ := s.back(of.to, by)
	return span{from, to}
}

// lookBack computes how far before a range a function looks.
type lookBack struct {
	Step
	total Shift
}

// buckets returns the timestamp n buckets before from.
func (l lookBack) buckets(from, n int64) int64 {
	if l.calendar == nil {
		return from - n*l.lengthMs
	}
	g := l.grid(span{from, from}, 0, l.total, n)
	return max(g.back(g.first(from), n), g.timestamps[0])
}

// time returns the timestamp a length before from, by the calendar.
func (l lookBack) time(from int64, by length) int64 {
	at, _ := l.back(l.buckets(from, 0), l.shiftOf(by))
	return at
}
