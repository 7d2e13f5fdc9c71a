// Package messages holds what users read when something is wrong, or worth knowing: every error and notice of the backend,
// as a value. docs/troubleshooting.md is made from it. It depends on nothing; the packages that find a problem fill it in.
package messages

import (
	"fmt"
	"regexp"
	"strings"
)

// Message is an error or a notice.
type Message struct {
	// Title is what happened, in a few words: the heading in docs/troubleshooting.md.
	Title string `json:"title"`
	// Says is the text that users read: what happened, then what to do. {placeholders} stand for what differs from case to case;
	// "{those}" in quotes are quoted as Go does. A part in [brackets] is left out where its placeholders are empty.
	Says string `json:"says"`
	// Reason is why it happens, and Fix is what to do, for docs/troubleshooting.md.
	Reason string `json:"reason"`
	Fix    string `json:"fix"`
}

// Text fills the placeholders in, in their order. The values are never read as a text with placeholders.
func (m Message) Text(values ...any) string {
	next := 0
	fill := func(text string) (filled string, empty bool) {
		empty = placeholder.MatchString(text)
		filled = placeholder.ReplaceAllStringFunc(text, func(found string) string {
			if next == len(values) {
				return found
			}
			value := fmt.Sprint(values[next])
			next++
			empty = empty && value == ""
			if quoted(found) {
				return fmt.Sprintf("%q", value)
			}
			before, after, _ := strings.Cut(found, "{")
			_, after, _ = strings.Cut(after, "}")
			return before + value + after
		})
		return filled, empty
	}
	var out strings.Builder
	last := 0
	for _, at := range optional.FindAllStringIndex(m.Says, -1) {
		before, _ := fill(m.Says[last:at[0]])
		inner := m.Says[at[0]:at[1]]
		out.WriteString(before)
		if !placeholder.MatchString(inner) {
			out.WriteString(inner)
		} else if part, empty := fill(inner[1 : len(inner)-1]); !empty {
			out.WriteString(part)
		}
		last = at[1]
	}
	after, _ := fill(m.Says[last:])
	out.WriteString(after)
	return out.String()
}

// Error is the message as an error.
func (m Message) Error(values ...any) error { return problem(m.Text(values...)) }

// Join makes one error of several, as errors.Join does, and one paragraph of their texts: Grafana shows a line end as a space, so
// that two lines would run into each other. It is nil where all are.
func Join(errs ...error) error {
	var present joined
	for _, err := range errs {
		if err != nil {
			present = append(present, err)
		}
	}
	if len(present) == 0 {
		return nil
	}
	return present
}

type joined []error

func (j joined) Unwrap() []error { return j }

func (j joined) Error() string {
	var text strings.Builder
	for i, err := range j {
		sentence := err.Error()
		text.WriteString(sentence)
		if i == len(j)-1 {
			break
		}
		if !strings.ContainsAny(sentence[max(len(sentence)-1, 0):], ".?!") {
			text.WriteByte('.')
		}
		text.WriteByte(' ')
	}
	return text.String()
}

// Clip shortens a text that a message quotes to a number of characters.
func Clip(text string, maxRunes int) string {
	if r := []rune(text); len(r) > maxRunes {
		return string(r[:maxRunes]) + "…"
	}
	return text
}

type problem string

func (p problem) Error() string { return string(p) }

var (
	placeholder = regexp.MustCompile(`"?\{[a-z ]+\}"?`)
	optional    = regexp.MustCompile(`\[[^\]]*\]`)
)

func quoted(found string) bool { return strings.HasPrefix(found, `"`) && strings.HasSuffix(found, `"`) }

// saying is a message of another text with the same title, reason and fix: the page shows both under one heading.
func (m Message) saying(text string) Message {
	m.Says = text
	return m
}

// Section is a group of messages on the page.
type Section struct {
	Title string `json:"title"`
	// Intro is said of all of them; empty: nothing.
	Intro    string    `json:"intro,omitempty"`
	Messages []Message `json:"messages"`
}

func (s *Section) add(m Message) Message {
	s.Messages = append(s.Messages, m)
	return m
}

// Sections are all messages, in the page's order.
var Sections = []*Section{
	Connection, Timeouts, Authentication, Address, ServerFailures, Limits, Rejections, Settings, Health,
	QueryFields, Unsupported, Characters, FilterProblems, Functions, Notices, Inspector, Lookups, Parameters,
}
