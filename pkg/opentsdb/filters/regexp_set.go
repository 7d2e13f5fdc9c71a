package filters

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// set is a set of characters: spans in order that neither overlap nor touch.
type set []span

// span is the characters from low to high.
type span struct{ low, high rune }

func setOf(tables []*unicode.RangeTable) set {
	var s set
	add := func(low, high, stride rune) {
		if stride == 1 {
			s = append(s, span{low, high})
			return
		}
		for r := low; r <= high; r += stride {
			s = append(s, span{r, r})
		}
	}
	for _, table := range tables {
		for _, r := range table.R16 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range table.R32 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
	return s.normal()
}

// normal orders spans, and joins those that overlap or touch.
func (s set) normal() set {
	slices.SortFunc(s, func(a, b span) int { return cmp.Compare(a.low, b.low) })
	var out set
	for _, next := range s {
		if n := len(out); n > 0 && next.low <= out[n-1].high+1 {
			out[n-1].high = max(out[n-1].high, next.high)
			continue
		}
		out = append(out, next)
	}
	return out
}

func (s set) complement() set {
	var out set
	from := rune(0)
	for _, held := range s {
		if from < held.low {
			out = append(out, span{from, held.low - 1})
		}
		from = held.high + 1
	}
	if from <= unicode.MaxRune {
		out = append(out, span{from, unicode.MaxRune})
	}
	return out
}

func (s set) and(other set) set {
	both := append(slices.Clone(s.complement()), other.complement()...)
	return both.normal().complement()
}

// String returns an expression for one character of the set, in regexp2's syntax.
func (s set) String() string {
	if len(s) == 0 {
		return "(?:(?!))"
	}
	if len(s) == 1 && s[0].low == s[0].high {
		return plain(s[0].low)
	}
	var out strings.Builder
	out.WriteByte('[')
	for _, held := range s {
		out.WriteString(plain(held.low))
		if held.high > held.low {
			out.WriteString("-" + plain(held.high))
		}
	}
	out.WriteByte(']')
	return out.String()
}

// plain escapes a character for regexp2, inside a class or not.
func plain(r rune) string {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r > 0xffff {
		return string(r)
	}
	return fmt.Sprintf(`\u%04X`, r)
}
