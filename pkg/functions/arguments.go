package functions

import (
	"math"
	"slices"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
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

// problem adds a problem of a parameter; the values fill the message after the function's name.
func (a *arguments) problem(i int, message messages.Message, values ...any) {
	text := message.Text(append([]any{a.written}, values...)...)
	a.problems = append(a.problems, &Problem{Param: a.synonym.own(i), Text: text})
}

// text returns a parameter without the space around it; empty: it is missing.
func (a *arguments) text(i int) string {
	if i >= len(a.params) {
		return ""
	}
	return strings.TrimSpace(a.params[i].text)
}

// required returns a parameter's text; if it is missing, the problem is the message, with an example.
func (a *arguments) required(i int, missing messages.Message) (string, bool) {
	if text := a.text(i); text != "" {
		return text, true
	}
	a.problem(i, missing, a.definition.usage)
	return "", false
}

func (a *arguments) keep(p Param) { a.canonical = append(a.canonical, p) }

// number returns a required decimal.
func (a *arguments) number(i int) float64 {
	text, ok := a.required(i, messages.FunctionNumberMissing)
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
		a.problem(i, messages.FunctionNumberTooLarge, clip(text))
	default:
		a.problem(i, messages.FunctionNumberInvalid, clip(text))
	}
	return n
}

// seriesCount returns how many series to select: a whole number, at least 1.
func (a *arguments) seriesCount(i int) int {
	text, ok := a.required(i, messages.FunctionCountMissing)
	if !ok {
		return 0
	}
	n, isNumber := parseNumber(text)
	switch {
	case !isNumber:
		a.problem(i, messages.FunctionNumberInvalid, clip(text))
	case n < 1:
		a.problem(i, messages.FunctionCountTooSmall, clip(text))
	case n != math.Trunc(n):
		a.problem(i, messages.FunctionCountNotWhole, clip(text))
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
		if _, ok := a.required(i, messages.FunctionReducerMissing); !ok {
			return ""
		}
	}
	r, ok := reducers[text]
	if !ok {
		a.problem(i, messages.FunctionReducerUnknown, clip(text))
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
		a.problem(i, messages.FunctionWordUnknown, clip(text), value)
	}
	return false
}

// window returns the length of a window or limit: a number of buckets or a time; if it is 0, the problem is the message.
func (a *arguments) window(i int, empty messages.Message) length {
	text, ok := a.required(i, messages.FunctionLengthMissing)
	if !ok {
		return length{}
	}
	l, ok := parseLength(text)
	switch {
	case !ok || text[0] == '+' || text[0] == '-':
		a.problem(i, messages.FunctionLengthInvalid, clip(text))
	case l.count < 1:
		a.problem(i, empty)
	case l.tooLong():
		a.problem(i, messages.FunctionLengthTooLong, clip(text))
	}
	a.keep(l.param())
	return l
}

// shift returns how far to shift: 1d and -1d into the past, +1d into the future.
func (a *arguments) shift(i int) length {
	text, ok := a.required(i, messages.FunctionShiftMissing)
	if !ok {
		return length{}
	}
	l, ok := parseLength(text)
	switch {
	case !ok:
		a.problem(i, messages.FunctionLengthInvalid, clip(text))
	case l.tooLong():
		a.problem(i, messages.FunctionLengthTooLong, clip(text))
	}
	a.keep(l.param())
	return l
}
