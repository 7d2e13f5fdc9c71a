package executor

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/client"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/decode"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// Result is what a time series query gives. Its series and their points are shared: never written again.
type Result struct {
	Series []opentsdb.Series
	// Cached is the part that came from the response cache; nil: none did.
	Cached *CachedPart
	// Slices is how many slices of time the server was asked for, each in a request of its own; 0 where it was not asked.
	Slices int
	// AsOf is when the newest part of the range was fetched: whether its last bucket was over by then shows in its value.
	AsOf time.Time
}

// CachedPart is the part of a range that came from the response cache, in ms since 1970.
type CachedPart struct {
	From, To int64
	// FetchedAt is when the server was asked for it.
	FetchedAt time.Time
}

// Series gives the series that a plan asks for, whose points are as dense as known says, as far as that is known. Equal plans
// at the same time share one request; a panel's may be served from the response cache. Its errors are *problems.Error, or
// faults of the plugin.
func (e *Executor) Series(ctx context.Context, caller Caller, plan query.Plan, known query.Density) (Result, error) {
	q, err := rangeOf(plan)
	if err != nil {
		return Result{}, err
	}
	q.key, q.maxAge = caller.scope()+q.key, caller.MaxAge
	useCache := e.responses != nil && caller.mayUseCache()
	var asked fetched
	fetch := func(ctx context.Context, start int64) (_ []opentsdb.Series, err error) {
		asked, err = e.fetch(ctx, plan, known, start)
		return asked.series, err
	}
	key := fmt.Sprint(useCache, q.maxAge, q.start, q.end, q.computed, q.key)
	result, err := e.queries.do(ctx, key, func(ctx context.Context) (Result, error) {
		if !useCache {
			series, err := fetch(ctx, q.start)
			return Result{Series: series, Slices: asked.slices, AsOf: caller.Now}, err
		}
		ctx, span := e.config.Tracer.Start(ctx, "response cache")
		defer span.End()
		result, err := e.responses.query(ctx, caller.Now, q, fetch)
		result.Slices = asked.slices
		return result, err
	})
	return result, e.explain("query", err)
}

// maxFetched is how many series a response may hold whose result may hold the most that the settings allow: all of them
// where the result is computed here.
func (e *Executor) maxFetched(plan query.Plan) int {
	if plan.Method == query.Computed {
		return max(e.config.MaxSeries, decode.DefaultMaxSeries)
	}
	return e.config.MaxSeries * len(plan.Request.Queries)
}

// request sends a query once there is a slot for it.
func (e *Executor) request(ctx context.Context, request opentsdb.QueryRequest, bounds client.Bounds) (series []opentsdb.Series, err error) {
	err = e.limiter.run(ctx, queryLane, func(ctx context.Context) error {
		series, err = e.client.Query(ctx, request, bounds)
		return err
	})
	for _, s := range series {
		decodedPoints.Add(float64(len(s.Points)))
	}
	return series, err
}

// rangeOf is a plan's query as the response cache knows it.
func rangeOf(plan query.Plan) (rangeQuery, error) {
	key, err := planKey(plan)
	q := rangeQuery{
		key: key, start: plan.Request.Start, end: plan.Request.End, computed: plan.BucketsToCompute(), at: plan.BucketTimestamp,
	}
	if !plan.Joinable {
		return q, err
	}
	q.step = plan.Query.Downsample.Interval.Duration().Milliseconds()
	q.groupBy = groupedBy(plan)
	return q, err
}

// groupedBy are the tag keys that tell the groups of a result apart; nil where nothing is aggregated.
func groupedBy(plan query.Plan) []string {
	if plan.Query.Aggregator == "none" {
		return nil
	}
	by := []string{}
	for _, f := range plan.Query.Filters {
		if f.GroupBy {
			by = append(by, f.TagKey)
		}
	}
	return by
}

// planKey tells apart the plans whose results differ over one range.
func planKey(plan query.Plan) (string, error) {
	request := plan.Request
	request.Start, request.End = 0, 0
	zone := "" // JSON has no text for it, and a request only where the server counts by the calendar
	if d := plan.Query.Downsample; d != nil && d.Timezone != nil {
		zone = d.Timezone.String()
	}
	key, err := json.Marshal(struct {
		Request opentsdb.QueryRequest
		Method  query.Method
		Query   query.Query
		Zone    string
		// Widening keeps a query and its shifted copy beside each other.
		Widening string
	}{request, plan.Method, plan.Computation(), zone, plan.Needs.Key})
	if err != nil {
		return "", fmt.Errorf("tell queries apart: %w", err)
	}
	return string(key), nil
}
