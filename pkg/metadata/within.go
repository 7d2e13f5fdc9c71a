package metadata

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// Range is a time range in ms since 1970, both ends included.
type Range struct{ From, To int64 }

// mostKeySets bounds the different sets of tag keys that a metric's series may have, each of which costs a request.
const mostKeySets = 10

// living gives the series of a list that have a point in a range, by opentsdb.TagsKey. No call of OpenTSDB lists those, so
// their points are counted: series of one set of tag keys are asked for together, grouped by all of them, a number each.
func (s *Service) living(ctx context.Context, metric string, list []Series, r Range) (map[string]bool, error) {
	return s.alive.Get(ctx, fmt.Sprint(metric, "\x00", r), func(ctx context.Context) (map[string]bool, error) {
		sets := map[string][]string{}
		for _, series := range list {
			keys := slices.Sorted(maps.Keys(series.Tags))
			sets[strings.Join(keys, "\x00")] = keys
		}
		if len(sets) > mostKeySets {
			return nil, fmt.Errorf("the series of %s have more than %d different sets of tag keys; which of them have points in the time range can't be told, so turn \"Only with data in the dashboard's time range\" off", metric, mostKeySets)
		}
		living := map[string]bool{}
		for _, name := range slices.Sorted(maps.Keys(sets)) {
			answer, err := s.client.Query(ctx, s.countRequest(metric, sets[name], r))
			if err != nil {
				return nil, err
			}
			for _, found := range answer {
				living[opentsdb.TagsKey(found.Tags)] = true
			}
		}
		return living, nil
	})
}

// countRequest asks for the number of points of each series that has exactly these tag keys.
func (s *Service) countRequest(metric string, keys []string, r Range) opentsdb.QueryRequest {
	sub := opentsdb.SubQuery{Metric: metric, Aggregator: "count", Downsample: "0all-count-none", ExplicitTags: len(keys) > 0}
	for _, key := range keys {
		sub.Filters = append(sub.Filters, opentsdb.Filter{Type: "wildcard", TagKey: key, Filter: "*", GroupBy: true})
	}
	return opentsdb.QueryRequest{
		Start: r.From, End: r.To, Queries: []opentsdb.SubQuery{sub}, NoAnnotations: s.client.Dialect().Annotations,
	}
}
