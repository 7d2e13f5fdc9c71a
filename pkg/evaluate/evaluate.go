// Package evaluate finishes, from what a server could give truthfully, the results that it can't: a quotient of two
// answers, or a whole query over raw points, in the order of OpenTSDB's documentation: downsample, rate, interpolate,
// aggregate (http://opentsdb.net/docs/build/html/user_guide/query/index.html#order-of-operations; as in its code, the
// rate is each series' own).
package evaluate

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// Result gives the series that a plan's query asks for, out of the answer to its request.
func Result(plan query.Plan, answer []opentsdb.Series, dialect *dialects.Dialect) ([]opentsdb.Series, error) {
	switch plan.Method {
	case query.Divided:
		return divide(answer)
	case query.Computed:
		return compute(plan, answer, dialect), nil
	default:
		if d := plan.Query.Downsample; d != nil && d.FillPolicy == query.FillGaps {
			return compact(answer, plan.Query.Aggregator == "count"), nil
		}
		return answer, nil
	}
}

// compact leaves empty buckets out, so that gaps look alike whether a server sends them or not. OpenTSDB counts 0 series
// in one; a count has no other zeros.
func compact(answer []opentsdb.Series, count bool) []opentsdb.Series {
	empty := func(p opentsdb.Point) bool { return p.IsGap() || (count && p.Value == 0) }
	kept := make([]opentsdb.Series, 0, len(answer))
	for _, s := range answer {
		if slices.ContainsFunc(s.Points, empty) {
			points := make([]opentsdb.Point, 0, len(s.Points))
			for _, p := range s.Points {
				if !empty(p) {
					points = append(points, p)
				}
			}
			s.Points = points
		}
		if len(s.Points) > 0 {
			kept = append(kept, s)
		}
	}
	return kept
}

// divide puts each series of the first sub-query over the one of the second that has the same tags. A stamp that only
// one of them has is left out.
func divide(answer []opentsdb.Series) ([]opentsdb.Series, error) {
	divisors := map[string]opentsdb.Series{}
	for _, s := range answer {
		switch s.Index {
		case 0:
		case 1:
			divisors[opentsdb.TagsKey(s.Tags)] = s
		default:
			return nil, fmt.Errorf("the server's answer doesn't say which part of an average a series is (index %d); choose another aggregator, or another fill policy", s.Index)
		}
	}
	quotients := []opentsdb.Series{}
	for _, s := range answer {
		if s.Index != 0 {
			continue
		}
		by, ok := divisors[opentsdb.TagsKey(s.Tags)]
		if !ok {
			continue
		}
		points := make([]opentsdb.Point, 0, len(s.Points))
		for i, j := 0, 0; i < len(s.Points) && j < len(by.Points); {
			switch n, d := s.Points[i], by.Points[j]; {
			case n.TimeMs < d.TimeMs:
				i++
			case n.TimeMs > d.TimeMs:
				j++
			default:
				if !n.IsGap() && !d.IsGap() && d.Value != 0 {
					points = append(points, opentsdb.Point{TimeMs: n.TimeMs, Value: n.Value / d.Value})
				}
				i, j = i+1, j+1
			}
		}
		s.Points = points
		quotients = append(quotients, s)
	}
	return quotients, nil
}

// compute runs the query over the answer's raw points.
func compute(plan query.Plan, answer []opentsdb.Series, dialect *dialects.Dialect) []opentsdb.Series {
	q := plan.Query
	results := []opentsdb.Series{}
	for _, members := range grouped(answer, q) {
		lines := make([]line, len(members))
		for i, s := range members {
			l := lineOf(s)
			if q.Downsample != nil {
				l = downsample(l, q.Downsample, plan.Fetched, dialect.BucketTimestamp)
			}
			if q.Rate {
				l = rate(l, q.RateOptions, reach(q))
			}
			if len(members) == 1 || fillsBetween(q) {
				l = l.unheld()
			}
			lines[i] = l
		}
		result := common(members)
		from := plan.Buckets.From.UnixMilli()
		if q.Downsample != nil && dialect.BucketTimestamp == dialects.AtEnd {
			from++ // a stamp at the range's start is that of the bucket before it
		}
		result.Points = aggregate(lines, q).within(from, plan.Buckets.To.UnixMilli()).points()
		if len(result.Points) > 0 {
			results = append(results, result)
		}
	}
	return results
}

// reach is how far apart two points may lie to have a rate between them, in ms: those of one bucket and the next where a
// gap is to be one in the aggregate, else any.
func reach(q query.Query) int64 {
	d := q.Downsample
	if d == nil || d.FillPolicy == query.FillNone || d.Interval.All || q.Aggregator == "none" {
		return math.MaxInt64
	}
	return d.Interval.Duration().Milliseconds()
}

// grouped gathers the series that become one, in an order that doesn't depend on the server's.
func grouped(answer []opentsdb.Series, q query.Query) [][]opentsdb.Series {
	groups := map[string][]opentsdb.Series{}
	for _, s := range answer {
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

// common is a series with the metric, the tags that all members share, and the keys that they share with other values.
func common(members []opentsdb.Series) opentsdb.Series {
	result := opentsdb.Series{Metric: members[0].Metric, Tags: maps.Clone(members[0].Tags), Index: members[0].Index}
	shared := map[string]bool{}
	for key := range result.Tags {
		shared[key] = true
	}
	for _, s := range members[1:] {
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

// point is a value at a time in ms since 1970; held: it repeats an earlier one.
type point struct {
	ms    int64
	value float64
	held  bool
}

// line is a series' points in order of time; none is NaN.
type line []point

func lineOf(s opentsdb.Series) line {
	l := make(line, 0, len(s.Points))
	for _, p := range s.Points {
		if !p.IsGap() {
			l = append(l, point{ms: p.TimeMs, value: p.Value})
		}
	}
	return l
}

// within is the part of a line between two times in ms, both included.
func (l line) within(from, to int64) line {
	start, _ := slices.BinarySearchFunc(l, from, func(p point, ms int64) int { return cmp.Compare(p.ms, ms) })
	end, _ := slices.BinarySearchFunc(l, to+1, func(p point, ms int64) int { return cmp.Compare(p.ms, ms) })
	return l[start:end]
}

// points are the line's, for a result.
func (l line) points() []opentsdb.Point {
	points := make([]opentsdb.Point, len(l))
	for i, p := range l {
		points[i] = opentsdb.Point{TimeMs: p.ms, Value: p.value}
	}
	return points
}
