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

// maxKeySets bounds the different sets of tag keys that a metric's series may have, each of which costs a request.
const maxKeySets = 10

// active gives the series of a list that have a point in a scope's range and pass its filters, by the key of their tags. No call
// of OpenTSDB lists those, so their points are counted: series of one set of tag keys are asked for together, grouped by all
// of them.
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

// tagsKeyOf is opentsdb.TagsKey of some of the tags: a server without explicit tags may name more that a group shares.
func tagsKeyOf(tags map[string]string, keys []string) string {
	some := make(map[string]string, len(keys))
	for _, key := range keys {
		some[key] = tags[key]
	}
	return opentsdb.TagsKey(some)
}

// uncountedParts is how finely a range is counted where the server has no bucket of the whole of it: buckets begin a
// hundredth of it early at most.
const uncountedParts = 100

// countRequest asks for the number of points of each series that has exactly these tag keys.
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
