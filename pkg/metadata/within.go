package metadata

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/executor"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// Range is a time range in ms since 1970, both ends included.
type Range struct{ From, To int64 }

// maxKeySets bounds the different sets of tag keys of a metric's series, as each costs a request.
const maxKeySets = 10

// active returns the series of a list that have points in a scope's range and pass its filters, by opentsdb.TagsKey. OpenTSDB has
// no call that lists them, so their points are counted: by one request for all series with the same tag keys, grouped by those.
func (s *Service) active(ctx context.Context, caller executor.Caller, scope Scope, list []opentsdb.SeriesID) (map[string]bool, error) {
	sets := map[string][]string{}
	for _, series := range list {
		keys := make([]string, len(series.Tags))
		for i, tag := range series.Tags {
			keys[i] = tag.Key
		}
		sets[strings.Join(keys, "\x00")] = keys
	}
	if len(sets) > maxKeySets {
		return nil, messages.TooManyKeySets.Error(scope.Metric, maxKeySets)
	}
	active := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		request, err := s.countRequest(ctx, caller, scope, sets[name])
		if err != nil {
			return nil, err
		}
		found, err := s.executor.ActiveSeries(ctx, caller, request)
		if err != nil {
			return nil, err
		}
		for _, tags := range found {
			active[tagsKeyOf(tags, sets[name])] = true
		}
	}
	return active, nil
}

// tagsKeyOf returns opentsdb.TagsKey of some tags: without explicit tags, a group may have more tags than its keys.
func tagsKeyOf(tags map[string]string, keys []string) string {
	some := make(map[string]string, len(keys))
	for _, key := range keys {
		some[key] = tags[key]
	}
	return opentsdb.TagsKey(some)
}

// uncountedParts is how many buckets a range is counted in where the server has no 0all: the first begins up to a hundredth of
// the range early.
const uncountedParts = 100

// countRequest returns the request for the number of points of each series with exactly these tag keys.
func (s *Service) countRequest(ctx context.Context, caller executor.Caller, scope Scope, keys []string) (opentsdb.QueryRequest, error) {
	dialect, err := s.executor.Dialect(ctx, caller)
	if err != nil {
		return opentsdb.QueryRequest{}, err
	}
	filters := slices.Clone(scope.Filters)
	for _, key := range keys {
		filters = append(filters, opentsdb.Filter{Type: "wildcard", TagKey: key, Filter: "*", GroupBy: true})
	}
	filters, err = dialect.Select(filters)
	if err != nil {
		return opentsdb.QueryRequest{}, err
	}
	r := *scope.Within
	request := opentsdb.QueryRequest{Start: r.From, End: r.To, NoAnnotations: dialect.Annotations}
	sub := opentsdb.SubQuery{Metric: scope.Metric, Aggregator: "count", Filters: filters, ExplicitTags: len(keys) > 0 && dialect.ExplicitTags}
	if dialect.WholeRange {
		sub.Downsample = "0all-count-none"
	} else {
		step := max((r.To-r.From)/uncountedParts/1000, 1)
		sub.Downsample = fmt.Sprintf("%ds-count-none", step)
		request.Start -= request.Start % (step * 1000)
	}
	request.Queries = []opentsdb.SubQuery{sub}
	return request, nil
}
