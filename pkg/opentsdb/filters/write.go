package filters

import (
	"regexp"
	"sort"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// FromTags reads the older form of filters, a map of tag keys to values, as OpenTSDB's TagVFilter.tagsToFilters does: `*`
// and patterns are wildcards, `type(text)` is a filter, all else is literal values joined by `|`. In order of keys.
func FromTags(tags map[string]string) []opentsdb.Filter {
	all := make([]opentsdb.Filter, 0, len(tags))
	for key, value := range tags {
		f := opentsdb.Filter{Type: LiteralOr, TagKey: key, Filter: value, GroupBy: true}
		if name, text, ok := filterCall(value); ok {
			f.Type, f.Filter = name, text
		} else if value == "*" {
			f.Type = Wildcard
		} else if strings.Contains(value, "*") {
			f.Type = IWildcard
		}
		all = append(all, f)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].TagKey < all[j].TagKey })
	return all
}

// filterCall reads `type(text)`.
func filterCall(value string) (name, text string, ok bool) {
	name, rest, found := strings.Cut(value, "(")
	if !found || !strings.HasSuffix(rest, ")") {
		return "", "", false
	}
	name = strings.ToLower(strings.TrimSpace(name))
	for _, known := range Types {
		if name == known {
			return name, strings.TrimSuffix(rest, ")"), true
		}
	}
	return "", "", false
}

// OneOf returns a filter that passes the given values, literally; a | in a value is part of it.
func OneOf(key string, values []string) opentsdb.Filter {
	return exactly(key, values, LiteralOr, "^", "$")
}

// NoneOf returns a filter that passes all values but the given ones.
func NoneOf(key string, values []string) opentsdb.Filter {
	return exactly(key, values, NotLiteralOr, "^(?!", "$)")
}

// exactly returns a filter on a list of values, or a regular expression where one of them holds | or *.
func exactly(key string, values []string, list, before, after string) opentsdb.Filter {
	quoted, plain := make([]string, len(values)), true
	for i, value := range values {
		quoted[i] = regexp.QuoteMeta(value)
		plain = plain && !strings.ContainsAny(value, "|*")
	}
	if plain {
		return opentsdb.Filter{Type: list, TagKey: key, Filter: strings.Join(values, "|")}
	}
	return opentsdb.Filter{Type: Regexp, TagKey: key, Filter: before + "(?:" + strings.Join(quoted, "|") + ")" + after}
}

// NotMatching returns a filter that passes the values in which a regular expression isn't found. The error says why it is
// invalid.
func NotMatching(key, text string) (opentsdb.Filter, error) {
	expression, err := newJavaRegexp(text)
	if err != nil {
		return opentsdb.Filter{}, &Error{opentsdb.Filter{Type: Regexp, TagKey: key, Filter: text}, err}
	}
	return opentsdb.Filter{Type: Regexp, TagKey: key, Filter: "^(?!.*(?:" + expression.Text + "))"}, nil
}
