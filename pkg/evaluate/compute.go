package evaluate

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// compute computes the query's result from the response's raw points.
func compute(m *meter, plan query.Plan, response []opentsdb.Series, dialect *dialects.Dialect) ([]opentsdb.Series, error) {
	q := plan.Query
	results := []opentsdb.Series{}
	for _, members := range grouped(response, q) {
		repeat := len(members) > 1 && !countsBetween(q)
		computed := make([][]opentsdb.Point, len(members))
		for i, s := range members {
			points, err := numbers(m, s.Points)
			if err == nil && q.Downsample != nil {
				points, err = downsample(m, points, q.Downsample, plan.Fetched, dialect.BucketTimestamp)
			}
			if err == nil && q.Rate {
				points, err = rate(m, points, q.RateOptions, reach(q), repeat)
			}
			if err != nil {
				return nil, err
			}
			computed[i] = points
		}
		result := common(members)
		from := plan.Buckets.From.UnixMilli()
		if q.Downsample != nil && dialect.BucketTimestamp == dialects.AtEnd {
			from++ // a bucket whose timestamp is the range's start lies before the range
		}
		points, err := aggregate(m, computed, q)
		if err != nil {
			return nil, err
		}
		if result.Points = within(points, from, plan.Buckets.To.UnixMilli()); len(result.Points) > 0 {
			results = append(results, result)
		}
	}
	return results, nil
}

// aggregatesBuckets says whether a plan fetches each series' buckets, which remain to be aggregated.
func aggregatesBuckets(plan query.Plan) bool {
	return plan.Query.Aggregator != "none" && len(plan.Request.Queries) == 1 && plan.Request.Queries[0].Aggregator == "none"
}

// aggregateBuckets aggregates the buckets of a response, or the rates between them. A series without a number in a bucket is left
// out of it.
func aggregateBuckets(m *meter, plan query.Plan, response []opentsdb.Series) ([]opentsdb.Series, error) {
	results := []opentsdb.Series{}
	for _, members := range grouped(response, plan.Query) {
		buckets := make([][]opentsdb.Point, len(members))
		for i, s := range members {
			points, err := numbers(m, s.Points)
			if err != nil {
				return nil, err
			}
			buckets[i] = points
		}
		result := common(members)
		points, err := aggregate(m, buckets, plan.Query)
		if err != nil {
			return nil, err
		}
		if result.Points = points; len(points) > 0 {
			results = append(results, result)
		}
	}
	return results, nil
}

// reach returns the largest time, in ms, between two points that have a rate between them: a bucket's length where gaps are to
// stay gaps, otherwise any time.
func reach(q query.Query) int64 {
	d := q.Downsample
	if d == nil || d.FillPolicy == query.FillNone || d.Interval.All || q.Aggregator == "none" {
		return math.MaxInt64
	}
	return d.Interval.Duration().Milliseconds()
}

// grouped returns the groups of series that are aggregated into one. Series of a group are in the server's order; the order of
// the groups doesn't depend on the server's.
func grouped(response []opentsdb.Series, q query.Query) [][]opentsdb.Series {
	groups := map[string][]opentsdb.Series{}
	for _, s := range response {
		key := opentsdb.TagsKey(s.Tags)
		if q.Aggregator != "none" {
			by := map[string]string{}
			for _, f := range q.Filters {
				if f.GroupBy {
					by[f.TagKey] = s.Tags[f.TagKey]
				}
			}
			key = opentsdb.TagsKey(by)
		}
		groups[key] = append(groups[key], s)
	}
	ordered := make([][]opentsdb.Series, 0, len(groups))
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		ordered = append(ordered, groups[key])
	}
	return ordered
}

// common returns a group's series without points: its tags are those that all members share, its AggregateTags the keys that all
// have with different values, its TSUIDs those of all members.
func common(members []opentsdb.Series) opentsdb.Series {
	result := opentsdb.Series{Metric: members[0].Metric, Tags: maps.Clone(members[0].Tags), Index: members[0].Index}
	shared := map[string]bool{}
	for key := range result.Tags {
		shared[key] = true
	}
	result.TSUIDs = slices.Clip(members[0].TSUIDs)
	for _, s := range members[1:] {
		result.TSUIDs = append(result.TSUIDs, s.TSUIDs...)
		for key := range shared {
			value, has := s.Tags[key]
			if !has {
				delete(shared, key)
			}
			if result.Tags[key] != value {
				delete(result.Tags, key)
			}
		}
	}
	for key := range shared {
		if _, same := result.Tags[key]; !same {
			result.AggregateTags = append(result.AggregateTags, key)
		}
	}
	slices.Sort(result.AggregateTags)
	return result
}

// numbers returns the points that aren't gaps.
func numbers(m *meter, points []opentsdb.Point) ([]opentsdb.Point, error) {
	if err := m.step(len(points)); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(points, opentsdb.Point.IsGap) {
		return points, nil
	}
	out := make([]opentsdb.Point, 0, len(points))
	for _, p := range points {
		if !p.IsGap() {
			out = append(out, p)
		}
	}
	return out, nil
}

// within returns the points between two times in ms, both included.
func within(points []opentsdb.Point, from, to int64) []opentsdb.Point {
	byTime := func(p opentsdb.Point, ms int64) int { return cmp.Compare(p.TimeMs, ms) }
	start, _ := slices.BinarySearchFunc(points, from, byTime)
	end, _ := slices.BinarySearchFunc(points, to+1, byTime)
	return points[start:end]
}
