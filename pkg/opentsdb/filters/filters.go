// Package filters implements the meaning of filters on tags: which values pass, which series of a list pass, and which filters to
// send so that a server selects the same.
//
// A series passes if it passes all filters, and has every tag key that they name, except by not_key. Each type means what
// OpenTSDB documents (http://opentsdb.net/docs/build/html/user_guide/query/filters.html); where a server differs, its dialect
// rewrites filters.
package filters

import (
	"errors"
	"regexp"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// The filter types of OpenTSDB.
const (
	LiteralOr     = "literal_or"
	ILiteralOr    = "iliteral_or"
	NotLiteralOr  = "not_literal_or"
	NotILiteralOr = "not_iliteral_or"
	Wildcard      = "wildcard"
	IWildcard     = "iwildcard"
	Regexp        = "regexp"
	NotKey        = "not_key"
)

// Types are the filter types that this package implements. A server may have others, by plugins.
var Types = []string{LiteralOr, ILiteralOr, NotLiteralOr, NotILiteralOr, Wildcard, IWildcard, Regexp, NotKey}

// NoValue is a regular expression that no value passes.
const NoValue = "(?!)"

// Error says which filter can't be used, and why.
type Error struct {
	Filter opentsdb.Filter
	Err    error
}

func (e *Error) Error() string {
	return messages.FilterRefused.Text(e.Filter.Type, e.Filter.TagKey, e.Err)
}

// Unwrap returns the reason without the filter.
func (e *Error) Unwrap() error { return e.Err }

// meaning is what a filter means for a tag's value, to be applied here, and to be sent to a server.
type meaning struct {
	// passes says whether a value passes.
	passes func(value string) (bool, error)
	// pattern is a Java regular expression that fully matches exactly the values that pass.
	pattern string
	// expression is the regular expression of a regexp filter; zero for other types.
	expression javaRegexp
}

// errUnknown is the reason for a filter of another type than Types.
var errUnknown = errors.New("the filter type is unknown")

// meaningOf returns the meaning of a filter of any type but not_key, which isn't about values.
func meaningOf(f opentsdb.Filter) (meaning, error) {
	ignoreCase := strings.Contains(f.Type, "iliteral") || f.Type == IWildcard
	switch f.Type {
	case LiteralOr, ILiteralOr:
		return literals(f.Filter, ignoreCase), nil
	case NotLiteralOr, NotILiteralOr:
		is := literals(f.Filter, ignoreCase)
		return meaning{
			passes: func(value string) (bool, error) {
				in, err := is.passes(value)
				return !in, err
			},
			pattern: "(?!" + is.pattern + "$).*",
		}, nil
	case Wildcard, IWildcard:
		pattern := glob(f.Filter, ignoreCase)
		whole, err := regexp.Compile("(?s)^(?:" + pattern + ")$")
		if err != nil {
			return meaning{}, err
		}
		return meaning{passes: func(value string) (bool, error) { return whole.MatchString(value), nil }, pattern: pattern}, nil
	case Regexp:
		expression, err := newJavaRegexp(f.Filter)
		if err != nil {
			return meaning{}, err
		}
		return meaning{passes: expression.Match, pattern: ".*(?:" + expression.Text + ").*", expression: expression}, nil
	default:
		return meaning{}, errUnknown
	}
}

// Pattern returns a Java regular expression that fully matches exactly the values that pass a filter.
func Pattern(f opentsdb.Filter) (string, error) {
	m, err := meaningOf(f)
	if err != nil {
		return "", &Error{f, err}
	}
	return m.pattern, nil
}

// Literals splits a list of values joined by |: distinct, in order, without empty ones, which no tag has.
func Literals(text string) []string {
	var values []string
	known := map[string]bool{"": true}
	for value := range strings.SplitSeq(text, "|") {
		if !known[value] {
			known[value] = true
			values = append(values, value)
		}
	}
	return values
}

// Exact returns the tags that every series has that passes: those of filters with a single literal value.
func Exact(all []opentsdb.Filter) []opentsdb.TagPair {
	var tags []opentsdb.TagPair
	for _, f := range all {
		if values := Literals(f.Filter); f.Type == LiteralOr && len(values) == 1 {
			tags = append(tags, opentsdb.TagPair{Key: f.TagKey, Value: values[0]})
		}
	}
	return tags
}

func literals(text string, ignoreCase bool) meaning {
	form := func(value string) string { return value }
	if ignoreCase {
		form = foldCase
	}
	values := map[string]bool{}
	var patterns []string
	for _, value := range Literals(text) {
		if !values[form(value)] {
			values[form(value)] = true
			patterns = append(patterns, literalPattern(value, ignoreCase))
		}
	}
	pattern := NoValue
	if len(patterns) > 0 {
		pattern = "(?:" + strings.Join(patterns, "|") + ")"
	}
	return meaning{passes: func(value string) (bool, error) { return values[form(value)], nil }, pattern: pattern}
}

// glob turns a pattern in which * matches any text into a regular expression.
func glob(text string, ignoreCase bool) string {
	parts := strings.Split(text, "*")
	for i, part := range parts {
		parts[i] = literalPattern(part, ignoreCase)
	}
	return strings.Join(parts, ".*")
}
