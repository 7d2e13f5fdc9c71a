// Package evaluate computes results that a server can't: it divides two aggregates, aggregates buckets, or runs the whole
// query over raw points, in the order of OpenTSDB's documentation: downsample, rate, interpolate, aggregate
// (http://opentsdb.net/docs/build/html/user_guide/query/index.html#order-of-operations; as in its code, the rate is each
// series' own). Its cost grows with the points, whatever their timestamps, and it ends soon after its context.
package evaluate

import (
	"context"
	"slices"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// Result gives the series that a plan's query asks for, out of the response to its request. The response's points are only
// read. It fails when ctx ends, or when the response doesn't fit the request.
func Result(ctx context.Context, plan query.Plan, response []opentsdb.Series, dialect *dialects.Dialect) ([]opentsdb.Series, error) {
	return result(&meter{ctx: ctx}, plan, response, dialect)
}

func result(m *meter, plan query.Plan, response []opentsdb.Series, dialect *dialects.Dialect) ([]opentsdb.Series, error) {
	switch {
	case plan.Method == query.Divided:
		return divide(m, response)
	case plan.Method == query.Computed:
		return compute(m, plan, response, dialect)
	case aggregatesBuckets(plan):
		return aggregateBuckets(m, plan, response)
	default:
		if d := plan.Query.Downsample; d != nil && d.FillPolicy == query.FillGaps {
			return compact(m, response, plan.Query.Aggregator == "count")
		}
		return response, nil
	}
}

// compact leaves empty buckets out, so that gaps look alike whether a server sends them or not. OpenTSDB counts 0 series
// in one; a count has no other zeros.
func compact(m *meter, response []opentsdb.Series, count bool) ([]opentsdb.Series, error) {
	empty := func(p opentsdb.Point) bool { return p.IsGap() || (count && p.Value == 0) }
	kept := make([]opentsdb.Series, 0, len(response))
	for _, s := range response {
		if err := m.step(len(s.Points)); err != nil {
			return nil, err
		}
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
	return kept, nil
}

// divide puts each series of the first sub-query over the one of the second that has the same tags. A timestamp that only
// one of them has is left out.
func divide(m *meter, response []opentsdb.Series) ([]opentsdb.Series, error) {
	divisors := map[string]opentsdb.Series{}
	for _, s := range response {
		switch s.Index {
		case 0:
		case 1:
			divisors[opentsdb.TagsKey(s.Tags)] = s
		default:
			return nil, messages.AverageUnlinked.Error(s.Index)
		}
	}
	quotients := []opentsdb.Series{}
	for _, s := range response {
		if s.Index != 0 {
			continue
		}
		by, ok := divisors[opentsdb.TagsKey(s.Tags)]
		if !ok {
			continue
		}
		if err := m.step(len(s.Points) + len(by.Points)); err != nil {
			return nil, err
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

// meter counts the steps of a computation, about one for each point that is touched, and ends it when its context has ended.
type meter struct {
	ctx   context.Context
	steps int
	since int // the context was looked at
}

// stepsBetweenLooks at a context take a few milliseconds at most.
const stepsBetweenLooks = 1 << 12

func (m *meter) step(n int) error {
	m.steps += n
	if m.since += n; m.since < stepsBetweenLooks {
		return nil
	}
	m.since = 0
	return m.ctx.Err()
}
