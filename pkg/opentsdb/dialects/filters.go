package dialects

import (
	"regexp"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/filters"
)

// selectNatively writes filters for OpenTSDB, which knows all types but takes two filters on one tag key, and a few texts,
// differently from what it documents.
func selectNatively(all []opentsdb.Filter) ([]opentsdb.Filter, error) {
	return selectEach(all, native)
}

// selectByRegexp writes filters for the gateway of OVH Metrics, which knows literal_or, wildcard and regexp, matches whole
// values, takes no text as literal in the latter two nor in a list, and fails at two filters on one tag key.
func selectByRegexp(all []opentsdb.Filter) ([]opentsdb.Filter, error) {
	return selectEach(all, whole)
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

// native: OpenTSDB refuses a wildcard without an asterisk and a list without a value, and anchors a pattern with an
// asterisk inside at neither end (TagVWildcardFilter.match).
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

func whole(f opentsdb.Filter) (opentsdb.Filter, error) {
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

// plain filters mean the same on a server that takes their text for a pattern.
func plain(f opentsdb.Filter) bool {
	switch f.Type {
	case filters.LiteralOr:
		alone := f.Filter != "" && !strings.Contains(f.Filter, "|")
		return alone || (f.Filter != "" && regexp.QuoteMeta(f.Filter) == strings.ReplaceAll(f.Filter, "|", `\|`))
	case filters.Wildcard:
		return regexp.QuoteMeta(f.Filter) == strings.ReplaceAll(f.Filter, "*", `\*`)
	case filters.Regexp:
		return f.Filter == ".*"
	default:
		return false
	}
}
