package query

import (
	"errors"
	"slices"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// ParseFilters reads a JSON list of saved filters; empty text is no filter.
func ParseFilters(list []byte) ([]opentsdb.Filter, error) {
	if len(list) == 0 {
		return nil, nil
	}
	if len(list) > mostSavedBytes {
		return nil, errors.New("the list is too long")
	}
	s, err := readSaved(append(append([]byte(`{"filters":`), list...), '}'))
	if err != nil {
		return nil, errors.New("it is not a JSON list of filters")
	}
	// A filter that its user hasn't finished yet can't narrow a suggestion.
	finished := slices.DeleteFunc(parseFilters(s), func(f opentsdb.Filter) bool {
		return f.TagKey == "" || (f.Filter == "" && f.Type != "not_key")
	})
	return finished, s.err()
}

// CheckSelection refuses names and filters that the server would read as something else, for calls that select series
// without a time range.
func CheckSelection(q Query, dialect *opentsdb.Dialect) error {
	q.Downsample, q.Rate, q.RateOptions, q.Percentiles, q.RollupUsage = nil, false, nil, nil, ""
	q.Aggregator = dialect.Aggregators[0]
	return check(q, dialect)
}

// BackScanHours is how far /api/query/last looks back for a time range: whole hours, at least one.
func BackScanHours(from, to time.Time) int {
	hours := int((to.Sub(from) + time.Hour - 1) / time.Hour)
	return max(hours, 1)
}
