// Package evaluate computes results that a server can't: it divides two aggregates, aggregates buckets, or runs the whole
// query over raw points, in the order that OpenTSDB documents: downsample, rate, interpolate, aggregate
// (http://opentsdb.net/docs/build/html/user_guide/query/index.html#order-of-operations; as in its code, the rate is that of each
// series). It takes time about linear in the points, whatever their timestamps, and stops soon after its context ends.
package evaluate

import (
	"context"
	"slices"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// Result computes the series of a plan's query from the response to its request, without modifying the response's points. It
// fails if ctx ends, or if the response doesn't fit the request.
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

// compact leaves out empty buckets, so that gaps are the same whether a server sends them or not. In a count of OpenTSDB's they
// are 0, and nothing else is.
func compact(m *meter, response []opentsdb.Series, count bool) ([]opentsdb.Series, error) {
	empty := func(p opentsdb.Point) bool { return p.IsGap() || (count && p.Value == 0) }
	compacted := make([]opentsdb.Series, 0, len(response))
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
			compacted = append(compacted, s)
		}
	}
	return compacted, nil
}

// divide divides each series of the first sub-query by the one of the second with the same tags, at the timestamps that both
// have.
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

// meter counts the steps of a computation, about one for each point, and stops it when its context has ended.
type meter struct {
	ctx   context.Context
	steps int
	since int // steps since the context was checked
}

// stepsBetweenChecks of the context take a few milliseconds.
const stepsBetweenChecks = 1 << 12

func (m *meter) step(n int) error {
	m.steps += n
	if m.since += n; m.since < stepsBetweenChecks {
		return nil
	}
	m.since = 0
	return m.ctx.Err()
}
