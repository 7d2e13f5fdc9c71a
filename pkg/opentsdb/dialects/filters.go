package dialects

import (
	"regexp"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/filters"
)

// selectNatively returns filters for OpenTSDB. It has all types, but treats two filters on one tag key, and some texts,
// differently from its documentation.
func selectNatively(all []opentsdb.Filter) ([]opentsdb.Filter, error) {
	return selectEach(all, native)
}

// selectByRegexp returns filters for the gateway of OVH Metrics. It has literal_or, wildcard and regexp, matches full values,
// reads the text of the latter two, and of a list, as a pattern, and fails at two filters on one tag key.
func selectByRegexp(all []opentsdb.Filter) ([]opentsdb.Filter, error) {
	return selectEach(all, onFullValues)
}

func selectEach(all []opentsdb.Filter, write func(opentsdb.Filter) (opentsdb.Filter, error)) ([]opentsdb.Filter, error) {
	sent, err := filters.Merge(all)
	if err != nil {
		return nil, err
	}
	for i, f := range sent {
		if sent[i], err = write(f); err != nil {
			return nil, err
		}
		sent[i].GroupBy = f.GroupBy
	}
	return sent, nil
}

// native rewrites what OpenTSDB doesn't do as documented: it refuses a wildcard without an asterisk and an empty list, and
// doesn't anchor a pattern with an asterisk inside (TagVWildcardFilter.match).
func native(f opentsdb.Filter) (opentsdb.Filter, error) {
	switch f.Type {
	case filters.Wildcard, filters.IWildcard:
		inner := strings.Trim(f.Filter, "*")
		switch {
		case strings.ContainsAny(inner, "*|") && inner == f.Filter, strings.Contains(inner, "*"):
			pattern, err := filters.Pattern(f)
			return opentsdb.Filter{Type: filters.Regexp, TagKey: f.TagKey, Filter: "^" + pattern + "$"}, err
		case inner == f.Filter && f.Type == filters.Wildcard:
			f.Type = filters.LiteralOr
		case inner == f.Filter:
			f.Type = filters.ILiteralOr
		}
	case filters.LiteralOr, filters.ILiteralOr, filters.NotLiteralOr, filters.NotILiteralOr:
		values := filters.Literals(f.Filter)
		if len(values) == 0 {
			pattern, err := filters.Pattern(f)
			return opentsdb.Filter{Type: filters.Regexp, TagKey: f.TagKey, Filter: "^" + pattern + "$"}, err
		}
		f.Filter = strings.Join(values, "|")
	}
	return f, nil
}

// onFullValues rewrites a filter for a server that matches full values, by a regular expression unless its text is plain.
func onFullValues(f opentsdb.Filter) (opentsdb.Filter, error) {
	if f.Type == filters.NotKey {
		return f, &filters.Error{Filter: f, Err: messages.NotKeyUnsupported.Error()}
	}
	if f.Type == filters.LiteralOr {
		f.Filter = strings.Join(filters.Literals(f.Filter), "|")
	}
	if plain(f) {
		return f, nil
	}
	pattern, err := filters.Pattern(f)
	return opentsdb.Filter{Type: filters.Regexp, TagKey: f.TagKey, Filter: pattern}, err
}

// plain says whether a filter means the same on a server that reads its text as a pattern.
func plain(f opentsdb.Filter) bool {
	switch f.Type {
	case filters.LiteralOr:
		isSingle := f.Filter != "" && !strings.Contains(f.Filter, "|")
		return isSingle || (f.Filter != "" && regexp.QuoteMeta(f.Filter) == strings.ReplaceAll(f.Filter, "|", `\|`))
	case filters.Wildcard:
		return regexp.QuoteMeta(f.Filter) == strings.ReplaceAll(f.Filter, "*", `\*`)
	case filters.Regexp:
		return f.Filter == ".*"
	default:
		return false
	}
}
