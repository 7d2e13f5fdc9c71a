package functions

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// arguments reads the parameters of one function. It collects their problems and their canonical form.
type arguments struct {
	definition definition
	// synonym is the one that the query uses for the function; zero: none.
	synonym   synonym
	written   string
	params    []Param
	canonical []Param
	problems  []*Problem
}

func (a *arguments) problem(i int, text string) {
	a.problems = append(a.problems, &Problem{Param: a.synonym.own(i), Text: a.written + ": " + text})
}

// text returns a parameter without the space around it; empty: it is missing.
func (a *arguments) text(i int) string {
	if i >= len(a.params) {
		return ""
	}
	return strings.TrimSpace(a.params[i].text)
}

// required returns a parameter's text; if it is missing, question is the problem's text.
func (a *arguments) required(i int, question string) (string, bool) {
	if text := a.text(i); text != "" {
		return text, true
	}
	a.problem(i, fmt.Sprintf("%s Write %s", question, a.definition.usage))
	return "", false
}

func (a *arguments) keep(p Param) { a.canonical = append(a.canonical, p) }

// number returns a required decimal.
func (a *arguments) number(i int) float64 {
	text, ok := a.required(i, "enter a number.")
	if !ok {
		return 0
	}
	return a.readNumber(i, text)
}

func (a *arguments) readNumber(i int, text string) float64 {
	n, ok := parseNumber(text)
	switch {
	case ok:
		a.keep(Number(n))
	case numberText.MatchString(text):
		a.problem(i, fmt.Sprintf("%s is too large for a number", clip(text)))
	default:
		a.problem(i, fmt.Sprintf("%q is not a number", clip(text)))
	}
	return n
}

// seriesCount returns how many series to select: a whole number, at least 1.
func (a *arguments) seriesCount(i int) int {
	text, ok := a.required(i, "enter the number of series.")
	if !ok {
		return 0
	}
	n, isNumber := parseNumber(text)
	switch {
	case !isNumber:
		a.problem(i, fmt.Sprintf("%q is not a number", clip(text)))
	case n < 1:
		a.problem(i, fmt.Sprintf("the number of series is %s; write 1 or more", clip(text)))
	case n != math.Trunc(n):
		a.problem(i, fmt.Sprintf("%s is not a whole number of series", clip(text)))
	}
	a.keep(Number(n))
	return int(min(n, math.MaxInt32))
}

// by returns a reducer; if it is missing, byDefault; if that is empty, it is a problem.
func (a *arguments) by(i int, byDefault string) reducer {
	text := a.text(i)
	if text == "" {
		text = byDefault
	}
	if text == "" {
		if _, ok := a.required(i, "choose the value to compare series by."); !ok {
			return ""
		}
	}
	r, ok := reducers[text]
	if !ok {
		a.problem(i, fmt.Sprintf("%q is not known; write max, avg, min, sum or last", clip(text)))
	}
	a.keep(Text(string(r)))
	return r
}

// word reads an optional parameter with a single possible value: true if it is value or one of same, false if it is missing or
// one of missing.
func (a *arguments) word(i int, value string, same, missing []string) bool {
	text := a.text(i)
	switch {
	case text == value, slices.Contains(same, text):
		a.keep(Text(value))
		return true
	case text != "" && !slices.Contains(missing, text):
		a.problem(i, fmt.Sprintf("%q is unknown here; write %s or nothing", clip(text), value))
	}
	return false
}

// window returns the length of a window or limit: a number of buckets or a time, above 0.
func (a *arguments) window(i int, what string) length {
	text, ok := a.required(i, "enter a number of points or a time.")
	if !ok {
		return length{}
	}
	l, ok := parseLength(text)
	switch {
	case !ok || text[0] == '+' || text[0] == '-':
		a.problem(i, fmt.Sprintf("%q is neither a number of points nor a time; write 5 or 10m", clip(text)))
	case l.count < 1:
		a.problem(i, fmt.Sprintf("the %s has to be longer than 0", what))
	case l.tooLong():
		a.problem(i, tooLongText(text))
	}
	a.keep(l.param())
	return l
}

// shift returns how far to shift: 1d and -1d into the past, +1d into the future.
func (a *arguments) shift(i int) length {
	text, ok := a.required(i, "enter a number of points or a time to shift by.")
	if !ok {
		return length{}
	}
	l, ok := parseLength(text)
	switch {
	case !ok:
		a.problem(i, fmt.Sprintf("%q is neither a number of points nor a time; write 5 or 10m", clip(text)))
	case l.tooLong():
		a.problem(i, tooLongText(text))
	}
	a.keep(l.param())
	return l
}

func tooLongText(text string) string {
	return fmt.Sprintf("%s is too long; it can be 100y or 1000000 points at most", clip(text))
}
