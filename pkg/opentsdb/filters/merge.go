package filters

import (
	"errors"
	"slices"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// Merge returns filters that select the same, at most one for each tag key, in the order of the keys' first filters. A key that
// is grouped by stays so.
//
// Servers don't support two filters on one key: OpenTSDB (2.2 to 2.4) treats two lists of literals as their union and, for a key
// that isn't the first, drops all lists but the last (TsdbQuery.findGroupBys); the gateway of OVH Metrics fails.
func Merge(all []opentsdb.Filter) ([]opentsdb.Filter, error) {
	var keys []string
	byKey := map[string][]opentsdb.Filter{}
	for _, f := range all {
		if _, seen := byKey[f.TagKey]; !seen {
			keys = append(keys, f.TagKey)
		}
		byKey[f.TagKey] = append(byKey[f.TagKey], f)
	}
	merged := make([]opentsdb.Filter, 0, len(keys))
	for _, key := range keys {
		f, err := mergeKey(byKey[key])
		if err != nil {
			return nil, err
		}
		merged = append(merged, f)
	}
	return merged, nil
}

// mergeKey merges filters on one key.
func mergeKey(same []opentsdb.Filter) (opentsdb.Filter, error) {
	groupBy := slices.ContainsFunc(same, func(f opentsdb.Filter) bool { return f.GroupBy })
	same = distinct(same)
	merged := same[0]
	if len(same) > 1 {
		var err error
		if at := slices.IndexFunc(same, func(f opentsdb.Filter) bool { return f.Type == LiteralOr }); at >= 0 {
			merged, err = mergeLiterals(same[at], slices.Delete(slices.Clone(same), at, at+1))
		} else {
			merged, err = mergePatterns(same)
		}
		if err != nil {
			return opentsdb.Filter{}, err
		}
	}
	merged.GroupBy = groupBy
	return merged, nil
}

// distinct leaves out duplicates.
func distinct(same []opentsdb.Filter) []opentsdb.Filter {
	var out []opentsdb.Filter
	known := map[opentsdb.Filter]bool{}
	for _, f := range same {
		f.GroupBy = false
		if !known[f] {
			known[f] = true
			out = append(out, f)
		}
	}
	return out
}

// mergeLiterals keeps the literals that pass the others.
func mergeLiterals(list opentsdb.Filter, others []opentsdb.Filter) (opentsdb.Filter, error) {
	var passing []string
	for _, f := range others {
		if f.Type == NotKey {
			return opentsdb.Filter{}, &Error{f, errAlone}
		}
	}
	matcher, err := NewMatcher(others)
	if err != nil {
		return opentsdb.Filter{}, err
	}
	for _, value := range Literals(list.Filter) {
		passes, err := matcher.Match(opentsdb.Tags{{Key: list.TagKey, Value: value}})
		if err != nil {
			return opentsdb.Filter{}, err
		}
		if passes {
			passing = append(passing, value)
		}
	}
	if len(passing) == 0 {
		return opentsdb.Filter{Type: Regexp, TagKey: list.TagKey, Filter: NoValue}, nil
	}
	return opentsdb.Filter{Type: LiteralOr, TagKey: list.TagKey, Filter: strings.Join(passing, "|")}, nil
}

var errAlone = messages.FilterNotCombinable.Error()

// mergePatterns joins filters into one regular expression, with a look-ahead for each.
func mergePatterns(same []opentsdb.Filter) (opentsdb.Filter, error) {
	var patterns []string
	var named, referring bool
	for _, f := range same {
		m, err := meaningOf(f)
		switch {
		case errors.Is(err, errUnknown):
			return opentsdb.Filter{}, &Error{f, errAlone}
		case err != nil:
			return opentsdb.Filter{}, &Error{f, err}
		case m.expression.Named && named, m.expression.BackReferences && referring:
			return opentsdb.Filter{}, &Error{f, messages.RegexpGroups.Error()}
		}
		named, referring = named || m.expression.Named, referring || m.expression.BackReferences
		pattern := "(?=(?:" + m.pattern + ")$)"
		if m.expression.BackReferences {
			patterns = append([]string{pattern}, patterns...) // its group numbers stay valid only at the beginning
		} else {
			patterns = append(patterns, pattern)
		}
	}
	return opentsdb.Filter{Type: Regexp, TagKey: same[0].TagKey, Filter: "^" + strings.Join(patterns, "")}, nil
}
