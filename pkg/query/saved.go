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
)

// mostSavedBytes bounds a saved query: no editor writes one of a megabyte.
const mostSavedBytes = 1 << 20

// fieldError names the field of a saved query that can't be read.
type fieldError struct {
	Field string
	What  string
}

func (e *fieldError) Error() string { return e.Field + ": " + e.What }

// saved reads one JSON object field by field. Its readers give the zero value for a missing field or null, and note
// every other shape that a field can't have.
type saved struct {
	fields map[string]json.RawMessage
	path   string
	faults *[]error
}

func readSaved(body []byte) (saved, error) {
	if len(body) > mostSavedBytes {
		return saved{}, &fieldError{"Query", fmt.Sprintf("it is %d bytes long; a saved query has at most %d", len(body), mostSavedBytes)}
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return saved{}, &fieldError{"Query", "it is not a JSON object: " + jsonReason(err)}
	}
	return saved{fields: fields, faults: new([]error)}, nil
}

func jsonReason(err error) string {
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return "found a " + e.Value
	}
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Sprintf("broken at byte %d", e.Offset)
	}
	return "broken"
}

func (s saved) err() error { return errors.Join(*s.faults...) }

func (s saved) fault(field, what string) {
	*s.faults = append(*s.faults, &fieldError{s.path + field, what})
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
		s.fault(field, "it has to be a text, found "+kind(raw))
		return ""
	}
	if raw[0] != '"' {
		return string(raw)
	}
	var t string
	if err := json.Unmarshal(raw, &t); err != nil {
		s.fault(field, "it has to be a text")
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
		s.fault(field, fmt.Sprintf("it has to be true or false, found %q", clip(text)))
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
		s.fault(field, fmt.Sprintf("%q is not known; it is %s", clip(text), strings.Join(words, ", ")))
		return byDefault
	}
	return text
}

// leadingInteger is what JavaScript's parseInt reads of a text, which the built-in data source saved as it was typed.
var leadingInteger = regexp.MustCompile(`^[+-]?\d+`)

// integer reads a whole number, written as a number or as a text that begins with one; nil when there is none. A number with
// a fraction is cut, and 1e3 is 1000.
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
	raw := s.raw(field)
	if len(raw) == 0 {
		return nil
	}
	var list []float64
	if err := json.Unmarshal(raw, &list); err != nil {
		s.fault(field, "it has to be a list of numbers")
	}
	return list
}

// list reads an array of objects; an empty object stands for an empty array.
func (s saved) list(field string) []saved {
	raw := s.raw(field)
	if len(raw) == 0 || bytes.Equal(raw, []byte("{}")) {
		return nil
	}
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		s.fault(field, "it has to be a list, found "+kind(raw))
		return nil
	}
	var list []saved
	for i, item := range items {
		path := fmt.Sprintf("%s%s[%d].", s.path, field, i)
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(item, &fields); err != nil {
			s.fault(fmt.Sprintf("%s[%d]", field, i), "it has to be an object, found "+kind(item))
			continue
		}
		list = append(list, saved{fields: fields, path: path, faults: s.faults})
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
		s.fault(field, "it has to be an object of texts, found "+kind(raw))
		return nil
	}
	inner := saved{fields: fields, path: s.path + field + ".", faults: s.faults}
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
	raw := s.raw(field)
	if len(raw) == 0 {
		return nil
	}
	var list []string
	if err := json.Unmarshal(raw, &list); err != nil {
		s.fault(field, "it has to be a list of texts")
	}
	return list
}

func kind(raw json.RawMessage) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return "nothing"
	}
	switch raw[0] {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "a text"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	default:
		return "a number"
	}
}

func clip(text string) string {
	const most = 100
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}
