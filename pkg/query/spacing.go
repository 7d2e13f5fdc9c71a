package query

import (
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

// NeedsSpacing says whether a plan's auto interval could be shorter than the distance of the stored points, and its result
// wrong for it: an aggregate that leaves gaps counts in each bucket only the series that have a point there.
func (p Plan) NeedsSpacing() bool {
	d := p.Query.Downsample
	return d != nil && d.Auto && d.FillPolicy == FillGaps && p.Query.Aggregator != "none"
}

// SpacingRequest asks how many points the fullest of a plan's series has in a window at the end of its range: one number.
func (p Plan) SpacingRequest(window time.Duration, dialect *dialects.Dialect) opentsdb.QueryRequest {
	to := ceilTo(p.Buckets.To, time.Second)
	from := to.Add(-window)
	sub := p.Request.Queries[0]
	sub.Aggregator, sub.Downsample = "mimmax", "0all-count-none"
	sub.Rate, sub.RateOptions, sub.Percentiles = false, nil, nil
	sub.Filters = make([]opentsdb.Filter, len(p.Request.Queries[0].Filters))
	for i, f := range p.Request.Queries[0].Filters {
		f.GroupBy = false
		sub.Filters[i] = f
	}
	return opentsdb.QueryRequest{
		Start: from.UnixMilli(), End: to.UnixMilli(), Queries: []opentsdb.SubQuery{sub},
		MSResolution: p.Request.MSResolution, NoAnnotations: dialect.Annotations,
	}
}

// LeastFor is the shortest interval in which every living series has a point, by the distance of its points. Collectors
// are late now and then: where a series that is missed would be missing from a sum or a count, or leave two rates out,
// room is left for that.
func LeastFor(q Query, distance time.Duration) time.Duration {
	switch q.Aggregator {
	case "sum", "zimsum", "count":
		return 2 * distance
	}
	if q.Rate {
		return 2 * distance
	}
	return distance
}
