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

// Result is the result of a time series query. Its series and their points are shared: don't modify them.
type Result struct {
	Series []opentsdb.Series
	// Cached is the part of the range that came from the response cache; nil: none did.
	Cached *CachedPart
	// Slices is how many slices of the range were fetched, each by its own request; 0: everything came from the cache.
	Slices int
	// AsOf is when the newest part of the range was fetched. A bucket that wasn't over by then is unfinished.
	AsOf time.Time
}

// CachedPart is a part of a range, in ms since 1970, that came from the response cache.
type CachedPart struct {
	From, To int64
	// FetchedAt is when it was fetched from the server.
	FetchedAt time.Time
}

// Series returns a plan's series. known is the density of their points, by which long ranges are fetched in slices; zero: not
// known. Equal concurrent plans share one request; a panel's may be served from the response cache. Errors are *problems.Error,
// or bugs of the plugin.
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

// maxFetched returns how many series a response may hold, so that the result stays within MaxSeries: more where the plugin
// aggregates or divides them.
func (e *Executor) maxFetched(plan query.Plan) int {
	if plan.Method == query.Computed {
		return max(e.config.MaxSeries, decode.DefaultMaxSeries)
	}
	return e.config.MaxSeries * len(plan.Request.Queries)
}

// request sends a query once the limiter has a slot for it.
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

// rangeOf returns a plan's query in the form of the response cache.
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

// groupedBy returns the tag keys that identify a group of the result; nil where nothing is aggregated.
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

// planKey returns a text that differs between plans whose results differ over the same range.
func planKey(plan query.Plan) (string, error) {
	request := plan.Request
	request.Start, request.End = 0, 0
	zone := "" // a *time.Location has no JSON, and the request names the zone only for calendar buckets of the server
	if d := plan.Query.Downsample; d != nil && d.Timezone != nil {
		zone = d.Timezone.String()
	}
	key, err := json.Marshal(struct {
		Request opentsdb.QueryRequest
		Method  query.Method
		Query   query.Query
		Zone    string
		// Widening separates a query from its time-shifted copy, so that both stay cached.
		Widening string
	}{request, plan.Method, plan.Computation(), zone, plan.Needs.Key})
	if err != nil {
		return "", fmt.Errorf("write the key of a query: %w", err)
	}
	return string(key), nil
}
