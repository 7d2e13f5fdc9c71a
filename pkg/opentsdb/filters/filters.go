// Package filters says what a query's filters mean: which values of a tag pass, what to send so that a server agrees, and
// which series of a list are selected.
//
// A series passes when it passes all filters, and has every tag key that they name (not_key aside). The meaning of each
// type is OpenTSDB's (http://opentsdb.net/docs/build/html/user_guide/query/filters.html); where a server differs, dialects
// write a filter in another way.
package filters

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

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

// Types are the filter types that have a meaning here. A server may have others, of its plugins.
var Types = []string{LiteralOr, ILiteralOr, NotLiteralOr, NotILiteralOr, Wildcard, IWildcard, Regexp, NotKey}

// NoValue is a regular expression that no value passes.
const NoValue = "(?!)"

// Error says which filter can't be used, and why.
type Error struct {
	Filter opentsdb.Filter
	Err    error
}

func (e *Error) Error() string {
	return fmt.Sprintf("Filter %s on tag %q: %v", e.Filter.Type, e.Filter.TagKey, e.Err)
}

// Unwrap gives the reason alone.
func (e *Error) Unwrap() error { return e.Err }

// meaning is what a filter says of a tag's value, in the two forms that are needed: to ask here, and to ask a server.
type meaning struct {
	// passes says whether a value passes.
	passes func(value string) (bool, error)
	// pattern is a regular expression of Java's that matches exactly the values which pass, whole.
	pattern string
	// expression is the filter's own, of a regexp.
	expression javaRegexp
}

// errUnknown is an error for a filter of a type without a meaning here.
var errUnknown = errors.New("the type has no meaning here")

// meaningOf reads a filter; not of type not_key, which says nothing of values.
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

// Pattern is a regular expression of Java's that matches exactly the values which pass a filter, whole.
func Pattern(f opentsdb.Filter) (string, error) {
	m, err := meaningOf(f)
	if err != nil {
		return "", &Error{f, err}
	}
	return m.pattern, nil
}

// Literals are the values that a list of them, joined by |, names: distinct, in order. An empty one is no value of a tag.
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

// Exact are the tags that every series has which passes the filters: of those that name one value.
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

// glob writes text in which * stands for any text as a regular expression.
func glob(text string, ignoreCase bool) string {
	parts := strings.Split(text, "*")
	for i, part := range parts {
		parts[i] = literalPattern(part, ignoreCase)
	}
	return strings.Join(parts, ".*")
}
