package filters

import (
	"errors"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// Matcher selects series as a server does by its filters.
type Matcher struct{ rules []rule }

type rule struct {
	filter opentsdb.Filter
	// passes is nil for a series that must not have the key.
	passes func(value string) (bool, error)
}

// NewMatcher makes a matcher of filters. Its error names a filter that can't be matched exactly as a server does.
func NewMatcher(all []opentsdb.Filter) (*Matcher, error) {
	var faults []error
	m := &Matcher{}
	for _, f := range all {
		if f.Type == NotKey {
			m.rules = append(m.rules, rule{filter: f})
			continue
		}
		meaning, err := meaningOf(f)
		if errors.Is(err, errUnknown) {
			err = messages.FilterOfPlugin.Error()
		}
		if err != nil {
			faults = append(faults, &Error{f, err})
			continue
		}
		m.rules = append(m.rules, rule{filter: f, passes: meaning.passes})
	}
	return m, messages.Join(faults...)
}

// Match says whether a series with these tags passes. Its error names a filter that takes too long.
func (m *Matcher) Match(tags opentsdb.Tags) (bool, error) {
	for _, r := range m.rules {
		value, has := tags.Get(r.filter.TagKey)
		if r.passes == nil || !has {
			if has == (r.passes == nil) {
				return false, nil
			}
			continue
		}
		passes, err := r.passes(value)
		if err != nil {
			return false, &Error{r.filter, err}
		}
		if !passes {
			return false, nil
		}
	}
	return true, nil
}

// Matchable returns the filters that can be matched exactly. The others, which may still be being typed, don't narrow a list.
func Matchable(all []opentsdb.Filter) []opentsdb.Filter {
	var matchable []opentsdb.Filter
	for _, f := range all {
		if _, err := NewMatcher([]opentsdb.Filter{f}); err == nil {
			matchable = append(matchable, f)
		}
	}
	return matchable
}
