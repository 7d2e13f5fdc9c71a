package dialects

import (
	"errors"
	"fmt"
	"regexp"
	"sort"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// FilterError says which filter can't be sent, and why.
type FilterError struct {
	Filter opentsdb.Filter
	Err    error
}

func (e *FilterError) Error() string {
	return fmt.Sprintf("Filter %s on tag %q: %v", e.Filter.Type, e.Filter.TagKey, e.Err)
}

// Unwrap gives the reason alone.
func (e *FilterError) Unwrap() error { return e.Err }

// TagFilters reads the older form of filters, a map of tag keys to values, as OpenTSDB's TagVFilter.tagsToFilters does:
// `*` and patterns are wildcards, `type(text)` is a filter, all else is literal values joined by `|`. In order of keys.
func TagFilters(tags map[string]string) []opentsdb.Filter {
	filters := make([]opentsdb.Filter, 0, len(tags))
	for key, value := range tags {
		f := opentsdb.Filter{Type: "literal_or", TagKey: key, Filter: value, GroupBy: true}
		if name, text, ok := filterCall(value); ok {
			f.Type, f.Filter = name, text
		} else if value == "*" {
			f.Type = "wildcard"
		} else if strings.Contains(value, "*") {
			f.Type = "iwildcard"
		}
		filters = append(filters, f)
	}
	sort.Slice(filters, func(i, j int) bool { return filters[i].TagKey < filters[j].TagKey })
	return filters
}

// filterCall reads `type(text)`.
func filterCall(value string) (name, text string, ok bool) {
	name, rest, found := strings.Cut(value, "(")
	if !found || !strings.HasSuffix(rest, ")") {
		return "", "", false
	}
	name = strings.ToLower(strings.TrimSpace(name))
	if _, known := OpenTSDB.FilterType(name); !known {
		return "", "", false
	}
	return name, strings.TrimSuffix(rest, ")"), true
}

// selectByRegexp writes filters for a server that knows literal_or, wildcard and regexp, matches whole values, takes
// no text as literal in the latter two, and has room for one filter a tag key.
func selectByRegexp(filters []opentsdb.Filter) ([]opentsdb.Filter, error) {
	var keys []string
	byKey := map[string][]opentsdb.Filter{}
	for _, f := range filters {
		if _, seen := byKey[f.TagKey]; !seen {
			keys = append(keys, f.TagKey)
		}
		byKey[f.TagKey] = append(byKey[f.TagKey], f)
	}
	sent := make([]opentsdb.Filter, 0, len(keys))
	for _, key := range keys {
		f, err := oneFilter(byKey[key])
		if err != nil {
			return nil, err
		}
		sent = append(sent, f)
	}
	return sent, nil
}

func oneFilter(filters []opentsdb.Filter) (opentsdb.Filter, error) {
	if len(filters) == 1 && plain(filters[0]) {
		return filters[0], nil
	}
	one := opentsdb.Filter{Type: "regexp", TagKey: filters[0].TagKey}
	var patterns []string
	for _, f := range filters {
		pattern, err := wholePattern(f)
		if err != nil {
			return opentsdb.Filter{}, &FilterError{Filter: f, Err: err}
		}
		patterns = append(patterns, pattern)
		one.GroupBy = one.GroupBy || f.GroupBy
	}
	if len(patterns) == 1 {
		one.Filter = patterns[0]
		return one, nil
	}
	var all strings.Builder
	for _, p := range patterns {
		all.WriteString("(?=(?:" + p + ")$)")
	}
	one.Filter = all.String() + ".*"
	return one, nil
}

// plain filters mean the same on a server that takes their text for a pattern.
func plain(f opentsdb.Filter) bool {
	switch f.Type {
	case "literal_or":
		return !strings.Contains(f.Filter, "|") || regexp.QuoteMeta(f.Filter) == strings.ReplaceAll(f.Filter, "|", `\|`)
	case "wildcard":
		return regexp.QuoteMeta(f.Filter) == strings.ReplaceAll(f.Filter, "*", `\*`)
	case "regexp":
		return f.Filter == ".*"
	default:
		return false
	}
}

// wholePattern is a regular expression (Java's, as OpenTSDB's) that matches exactly the values which pass the filter,
// whole.
func wholePattern(f opentsdb.Filter) (string, error) {
	const ignoreCase = "(?iu:"
	switch f.Type {
	case "literal_or":
		return "(?:" + alternatives(f.Filter) + ")", nil
	case "iliteral_or":
		return ignoreCase + alternatives(f.Filter) + ")", nil
	case "not_literal_or":
		return "(?!(?:" + alternatives(f.Filter) + ")$).*", nil
	case "not_iliteral_or":
		return "(?!" + ignoreCase + alternatives(f.Filter) + ")$).*", nil
	case "wildcard":
		return globPattern(f.Filter), nil
	case "iwildcard":
		return ignoreCase + globPattern(f.Filter) + ")", nil
	case "regexp":
		if !balanced(f.Filter) {
			return "", errors.New("it can't be sent: its parentheses or brackets don't close, or it quotes with \\Q")
		}
		return ".*(?:" + f.Filter + ").*", nil
	case "not_key":
		return "", errors.New("the server has no way to ask for series without a tag key; use not_literal_or, or an ad-hoc filter on another tag")
	default:
		return "", errors.New("the server doesn't know this filter type")
	}
}

func alternatives(text string) string {
	values := strings.Split(text, "|")
	for i, v := range values {
		values[i] = regexp.QuoteMeta(v)
	}
	return strings.Join(values, "|")
}

func globPattern(text string) string {
	return strings.ReplaceAll(regexp.QuoteMeta(text), `\*`, ".*")
}

// balanced says whether a regular expression can be put into a group without leaking out of it.
func balanced(pattern string) bool {
	depth, class := 0, false
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\':
			if i+1 == len(pattern) || pattern[i+1] == 'Q' {
				return false
			}
			i++
		case class:
			class = c != ']'
		case c == '[':
			class = true
			if i+1 < len(pattern) && pattern[i+1] == '^' {
				i++
			}
			if i+1 < len(pattern) && pattern[i+1] == ']' {
				i++
			}
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0 && !class
}

// Matcher says whether a series' tags pass the filters, for lists of series that a server can't filter itself. A regexp
// that Go can't read (look-around) lets every value pass: suggestions may hold too much, never too little.
func Matcher(filters []opentsdb.Filter) func(tags map[string]string) bool {
	type rule struct {
		key   string
		match func(value string) bool
	}
	rules := make([]rule, 0, len(filters))
	for _, f := range filters {
		rules = append(rules, rule{f.TagKey, valueMatcher(f)})
	}
	return func(tags map[string]string) bool {
		for _, r := range rules {
			value, has := tags[r.key]
			if r.match == nil {
				if has {
					return false
				}
				continue
			}
			if !has || !r.match(value) {
				return false
			}
		}
		return true
	}
}

// valueMatcher is nil for not_key.
func valueMatcher(f opentsdb.Filter) func(string) bool {
	any := func(string) bool { return true }
	compile := func(pattern string) func(string) bool {
		re, err := regexp.Compile(pattern)
		if err != nil {
			return any
		}
		return re.MatchString
	}
	switch f.Type {
	case "not_key":
		return nil
	case "literal_or":
		return compile("^(?:" + alternatives(f.Filter) + ")$")
	case "iliteral_or":
		return compile("(?i)^(?:" + alternatives(f.Filter) + ")$")
	case "not_literal_or":
		match := compile("^(?:" + alternatives(f.Filter) + ")$")
		return func(v string) bool { return !match(v) }
	case "not_iliteral_or":
		match := compile("(?i)^(?:" + alternatives(f.Filter) + ")$")
		return func(v string) bool { return !match(v) }
	case "wildcard":
		return compile("^" + globPattern(f.Filter) + "$")
	case "iwildcard":
		return compile("(?i)^" + globPattern(f.Filter) + "$")
	case "regexp":
		return compile(f.Filter)
	default:
		return any
	}
}
