// Package query turns a saved query, in whatever shape some editor left it, into a request to an OpenTSDB server.
package query

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
)

// maxSavedBytes bounds a saved query: no editor writes one of a megabyte.
const maxSavedBytes = 1 << 20

// fieldError says which field of a saved query can't be used, why, and what to write.
type fieldError struct{ text string }

func (e *fieldError) Error() string { return e.text }

func invalid(message messages.Message, values ...any) error {
	return &fieldError{message.Text(values...)}
}

// saved reads one JSON object field by field. A missing field or null reads as the zero value; any other unexpected type is noted
// as a problem.
type saved struct {
	fields   map[string]json.RawMessage
	path     string
	problems *[]error
}

func readSaved(body []byte) (saved, error) {
	if len(body) > maxSavedBytes {
		return saved{}, invalid(messages.QueryTooLong, len(body), maxSavedBytes)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return saved{}, notAnObject(body, err)
	}
	return saved{fields: fields, problems: new([]error)}, nil
}

func notAnObject(body []byte, err error) error {
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return invalid(messages.QueryUnreadable, e.Offset)
	}
	return invalid(messages.QueryOfAnotherType, kind(body))
}

func (s saved) err() error { return messages.Join(*s.problems...) }

// note adds a problem to those of the query.
func (s saved) note(message messages.Message, values ...any) {
	*s.problems = append(*s.problems, invalid(message, values...))
}

// noteError adds an error's text as a problem.
func (s saved) noteError(err error) {
	*s.problems = append(*s.problems, &fieldError{err.Error()})
}

// noteShape adds a field of the wrong type: what it has to be, and what it is; found may be empty.
func (s saved) noteShape(field, kind, found string) {
	s.note(messages.FieldShape, s.path+field, kind, found)
}

func (s saved) raw(field string) json.RawMessage {
	raw := bytes.TrimSpace(s.fields[field])
	if bytes.Equal(raw, []byte("null")) {
		return nil
	}
	return raw
}

// text reads a string; numbers and booleans are taken as they are written, as JavaScript would.
func (s saved) text(field string) string {
	raw := s.raw(field)
	if len(raw) == 0 {
		return ""
	}
	if raw[0] == '{' || raw[0] == '[' {
		s.noteShape(field, messages.KindText, kind(raw))
		return ""
	}
	if raw[0] != '"' {
		return string(raw)
	}
	var t string
	if err := json.Unmarshal(raw, &t); err != nil {
		s.noteShape(field, messages.KindText, "")
	}
	return t
}

func (s saved) flag(field string) bool {
	switch text := strings.ToLower(strings.TrimSpace(s.text(field))); text {
	case "", "false", "0":
		return false
	case "true", "1":
		return true
	default:
		s.noteShape(field, messages.KindFlag, strconv.Quote(clip(text)))
		return false
	}
}

// choice reads one of a few words; missing or empty gives the default.
func (s saved) choice(field, byDefault string, words ...string) string {
	text := strings.TrimSpace(s.text(field))
	if text == "" {
		return byDefault
	}
	if !slices.Contains(words, text) {
		s.note(messages.ChoiceUnknown, s.path+field, clip(text), strings.Join(words, ", "))
		return byDefault
	}
	return text
}

// leadingInteger is what JavaScript's parseInt reads of a text, which the built-in data source saved as it was typed.
var leadingInteger = regexp.MustCompile(`^[+-]?\d+`)

// integer reads a whole number, written as a number or as a text that begins with one; nil when there is none. A fraction is cut
// off, and 1e3 is 1000.
func (s saved) integer(field string) *int64 {
	text := strings.TrimSpace(s.text(field))
	if f, err := strconv.ParseFloat(text, 64); err == nil && math.Abs(f) < 1<<63 {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return &n
		}
		n := int64(f)
		return &n
	}
	if n, err := strconv.ParseInt(leadingInteger.FindString(text), 10, 64); err == nil {
		return &n
	}
	return nil
}

func (s saved) numbers(field string) []float64 {
	return listOf[float64](s, field, messages.KindListOfNumbers)
}

// list reads an array of objects; an empty object stands for an empty array.
func (s saved) list(field string) []saved {
	raw := s.raw(field)
	if len(raw) == 0 || bytes.Equal(raw, []byte("{}")) {
		return nil
	}
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		s.noteShape(field, messages.KindList, kind(raw))
		return nil
	}
	var list []saved
	for i, item := range items {
		path := fmt.Sprintf("%s%s[%d].", s.path, field, i)
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(item, &fields); err != nil {
			s.noteShape(fmt.Sprintf("%s[%d]", field, i), messages.KindObject, kind(item))
			continue
		}
		list = append(list, saved{fields: fields, path: path, problems: s.problems})
	}
	return list
}

// texts reads an object of texts, or a list of texts under the keys "0", "1" …; an empty array stands for an empty object.
func (s saved) texts(field string) map[string]string {
	raw := s.raw(field)
	if len(raw) == 0 || bytes.Equal(bytes.Join(bytes.Fields(raw), nil), []byte("[]")) {
		return nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		s.noteShape(field, messages.KindObjectOfTexts, kind(raw))
		return nil
	}
	inner := saved{fields: fields, path: s.path + field + ".", problems: s.problems}
	keys := make([]string, 0, len(fields))
	for key := range fields {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	texts := make(map[string]string, len(fields))
	for _, key := range keys {
		texts[key] = inner.text(key)
	}
	return texts
}

func (s saved) textList(field string) []string {
	return listOf[string](s, field, messages.KindListOfTexts)
}

func listOf[T any](s saved, field, kind string) []T {
	raw := s.raw(field)
	if len(raw) == 0 {
		return nil
	}
	var list []T
	if err := json.Unmarshal(raw, &list); err != nil {
		s.noteShape(field, kind, "")
	}
	return list
}

func kind(raw json.RawMessage) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return messages.KindNothing
	}
	switch raw[0] {
	case '{':
		return messages.KindObject
	case '[':
		return messages.KindList
	case '"':
		return messages.KindText
	case 't', 'f':
		return messages.KindFlag
	case 'n':
		return messages.KindNull
	default:
		return messages.KindNumber
	}
}

// clip shortens a text for an error.
func clip(text string) string { return messages.Clip(text, 100) }
