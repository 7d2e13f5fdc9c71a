package query

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/functions"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/filters"
)

// ParseFilters reads a JSON list of saved filters; empty text is no filter.
func ParseFilters(list []byte) ([]opentsdb.Filter, error) {
	if len(list) == 0 {
		return nil, nil
	}
	if len(list) > maxSavedBytes {
		return nil, messages.ListOfFiltersTooLong.Error()
	}
	s, err := readSaved(append(append([]byte(`{"filters":`), list...), '}'))
	if err != nil {
		return nil, messages.ListOfFiltersInvalid.Error()
	}
	// A filter that its user hasn't finished yet can't narrow a suggestion.
	finished := slices.DeleteFunc(parseFilters(s), func(f opentsdb.Filter) bool {
		return f.TagKey == "" || (f.Filter == "" && f.Type != "not_key")
	})
	return finished, s.err()
}

// CheckSelection refuses names and filters that can't be matched exactly, for queries of last points and of series.
func CheckSelection(q Query, dialect *dialects.Dialect) error {
	if err := checkNames(q, dialect); err != nil {
		return err
	}
	if q.Type == Last && dialect.LookupTakes != nil && !dialect.LookupTakes(q.Metric) {
		return invalid(messages.LastUnsupported, dialect.Title)
	}
	_, err := filters.NewMatcher(q.Filters)
	return err
}

// checkNames refuses names and filters that the server would read as something else.
func checkNames(q Query, dialect *dialects.Dialect) error {
	q.Downsample, q.Rate, q.RateOptions, q.Percentiles, q.RollupUsage = nil, false, nil, nil, ""
	q.Aggregator = dialect.Aggregators[0]
	return check(q, dialect)
}

// AnnotationsRequest returns the request for the annotations of a query's series in a range. The server sends them along with
// points, so the request is for as few points as possible.
func AnnotationsRequest(q Query, r Range, dialect *dialects.Dialect) (opentsdb.QueryRequest, error) {
	if !dialect.Annotations {
		return opentsdb.QueryRequest{}, invalid(messages.AnnotationsUnsupported, dialect.Title)
	}
	if err := checkNames(q, dialect); err != nil {
		return opentsdb.QueryRequest{}, err
	}
	selected, err := dialect.Select(q.Filters)
	if err != nil {
		return opentsdb.QueryRequest{}, err
	}
	sub := opentsdb.SubQuery{Metric: q.Metric, Aggregator: "none", Downsample: "0all-count", Filters: selected, ExplicitTags: q.ExplicitTags}
	if !dialect.WholeRange { // such a server lacks the aggregator none, too: a group's annotations come with the group
		hours := max(int(r.To.Sub(r.From)/time.Hour), 1)
		sub.Aggregator, sub.Downsample = "sum", fmt.Sprintf("%dh-count", hours)
	}
	return opentsdb.QueryRequest{
		Start: r.From.UnixMilli(), End: r.To.UnixMilli(), MSResolution: true, GlobalAnnotations: q.Global,
		Queries: []opentsdb.SubQuery{sub},
	}, nil
}

// maxBackScan, in hours, bounds how far /api/query/last looks back: OpenTSDB does so hour by hour, and times out for a year.
const maxBackScan = 7 * 24

// BackScanHours returns how many hours /api/query/last has to look back from now to reach from, at least one; all is false where
// that is more than maxBackScan, which is returned then.
func BackScanHours(from, now time.Time) (hours int, all bool) {
	hours = max(int((now.Sub(from)+time.Hour-1)/time.Hour), 1)
	return min(hours, maxBackScan), hours <= maxBackScan
}

// IsRefusal says whether an error is about the query itself, which can't be sent until its author corrects it.
func IsRefusal(err error) bool {
	_, field := errors.AsType[*fieldError](err)
	_, filter := errors.AsType[*filters.Error](err)
	_, function := errors.AsType[*functions.Problem](err)
	return field || filter || function
}
