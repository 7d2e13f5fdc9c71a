package executor

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/client"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/decode"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/filters"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

const (
	// probeTimeout bounds how long a panel waits for its sample interval; longProbeTimeout does so over a long range, whose query
	// takes longer, too.
	probeTimeout     = time.Second
	longProbeTimeout = 3 * time.Second
	// decidingProbeTimeout is for alert rules and expressions: nobody waits, and the number decides something.
	decidingProbeTimeout = 10 * time.Second
	// intervalTTL is how long a sample interval is cached, by the windows of time of its probes; failureTTL is how long a failure
	// to measure it is.
	intervalTTL = 10 * time.Minute
	failureTTL  = 30 * time.Second
)

// costlyPoints is from how many points on a server takes longer to count them than to list the metric's series.
const costlyPoints = 100_000

// density is the cached result of probes: what they measured, or why they failed.
type density struct {
	query.Density
	err error
}

// SampleInterval measures how densely the series of a plan have points in its range. The result depends only on the plan's
// selection and range, and on what the server holds. An error says why it isn't known.
func (e *Executor) SampleInterval(ctx context.Context, caller Caller, plan query.Plan, dialect *dialects.Dialect) (query.Density, error) {
	probes := plan.Probes(caller.Now, dialect)
	if len(probes) == 0 {
		return query.Density{Sure: true}, nil
	}
	key, err := json.Marshal([]any{probes[0].Request, probes[len(probes)-1].Request.Start})
	if err != nil {
		return query.Density{}, fmt.Errorf("write the key of probes: %w", err)
	}
	known, err := e.measureOnce(ctx, caller, plan, "density\x00"+string(key), func(ctx context.Context) (query.Density, error) { return e.probe(ctx, caller, probes) })
	if err == nil {
		err = known.err
	}
	return known.Density, e.explain("query", err)
}

// AllSeries completes known, the result of SampleInterval, by the series of a plan's result that no probe saw, since they are
// sparse or ended. result is the server's response, which is only needed where it has TSUIDs. What can't be measured makes the
// density TooSparse.
func (e *Executor) AllSeries(ctx context.Context, caller Caller, plan query.Plan, dialect *dialects.Dialect, known query.Density, result []opentsdb.Series) query.Density {
	if !known.Sure || known.Empty() {
		return known
	}
	var key any
	var measure func(context.Context) (query.Density, error)
	if plan.Request.ShowTSUIDs {
		unseen := known.Unseen(result)
		switch {
		case len(unseen) == 0:
			return known
		case len(unseen) > query.MaxUnseen:
			known.TooSparse = true
			return known
		}
		probes := plan.ProbesOf(unseen, dialect)
		key = probes
		measure = func(ctx context.Context) (query.Density, error) { return e.unseen(ctx, probes) }
	} else {
		probe := plan.NumberProbe(known, caller.Now, dialect)
		if probe.Request.End <= probe.Request.Start {
			return known
		}
		key = probe.Request
		measure = func(ctx context.Context) (query.Density, error) {
			if probe.Points > costlyPoints && e.sawEverySeries(ctx, caller, plan, dialect, known) {
				return query.Density{Sure: true}, nil
			}
			response, err := e.probes.ask(ctx, caller.scope(), probe.Request, 1)
			if found := probe.Read(response); err != nil || !found.TooSparse {
				return found, err
			}
			found, err := e.probe(ctx, caller, plan.Probes(caller.Now, dialect)[1:])
			return query.Density{SampleInterval: found.SampleInterval, TooSparse: !found.Sure, Newest: probe.Newest}, err
		}
	}
	text, err := json.Marshal(key)
	if err == nil {
		var found density
		found, err = e.measureOnce(ctx, caller, plan, "sparse\x00"+string(text), measure)
		if err == nil && found.err == nil {
			return known.With(found.Density)
		}
	}
	known.TooSparse = true
	return known
}

// sawEverySeries says whether a measurement that was sure saw as many series as the server lists: then no series has points
// only in the rest of the range. For a list the server reads no points. It is false where there is no list within half of the
// time left.
func (e *Executor) sawEverySeries(ctx context.Context, caller Caller, plan query.Plan, dialect *dialects.Dialect, known query.Density) bool {
	metric := plan.Query.Metric
	if dialect.LookupTakes != nil && !dialect.LookupTakes(metric) {
		return false
	}
	matcher, err := filters.NewMatcher(plan.Query.Filters)
	if err != nil {
		return false
	}
	if end, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(end)/2)
		defer cancel()
	}
	list, err := e.Lookup(ctx, caller, metric, filters.Exact(plan.Query.Filters), MaxListedSeries)
	if err != nil || !list.Complete {
		return false
	}
	var passing int64
	for _, s := range list.Series {
		if passes, err := matcher.Match(s.Tags); err != nil || ctx.Err() != nil { // matching a pattern may take long
			return false
		} else if passes {
			passing++
		}
	}
	return passing <= known.Series
}

// unseen measures the series of probes by TSUIDs.
func (e *Executor) unseen(ctx context.Context, probes []query.SeriesProbe) (query.Density, error) {
	var found query.Density
	for _, probe := range probes {
		response, err := e.request(ctx, probe.Request, client.Bounds{MaxSeries: query.MaxUnseen})
		if err != nil {
			return query.Density{}, err
		}
		found = found.With(probe.Read(response))
	}
	return found, nil
}

// measureOnce measures a plan's series within the caller's timeout, and caches the result, also that it failed.
func (e *Executor) measureOnce(ctx context.Context, caller Caller, plan query.Plan, key string, measure func(context.Context) (query.Density, error)) (density, error) {
	timeout := probeTimeout
	switch {
	case caller.Origin != Panel:
		timeout = decidingProbeTimeout
		key += "\x00" + string(caller.Origin) // so as not to share the failure of a panel, which waits less
	case plan.IsLong():
		timeout = longProbeTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return cached(ctx, e, caller, &e.densities, caller.scope()+key,
		func(ctx context.Context) (density, cost, error) {
			ctx, span := e.config.Tracer.Start(ctx, "sample interval")
			defer span.End()
			ctx, cancel := context.WithTimeout(ctx, timeout)
			defer cancel()
			found, err := measure(ctx)
			if err != nil {
				sampleIntervalFailures.Inc()
				return density{err: e.explain("query", err)}, cost{ttl: failureTTL}, nil
			}
			return density{Density: found}, cost{seenBytes(found), intervalTTL}, nil
		})
}

func seenBytes(d query.Density) (bytes int64) {
	for id := range d.Seen {
		bytes += bytesPerTag + int64(len(id))
	}
	return bytes
}

// probe makes probes until one is sure. If none is, the result is that of the first that found points: its windows are the
// shortest.
func (e *Executor) probe(ctx context.Context, caller Caller, probes []query.Probe) (found query.Density, err error) {
	for _, probe := range probes {
		response, err := e.probes.ask(ctx, caller.scope(), probe.Request, cmp.Or(probe.MaxSeries, decode.DefaultMaxSeries))
		if err != nil {
			return query.Density{}, err
		}
		density := probe.Read(response)
		if density.Sure {
			return density, nil
		}
		if found.Empty() {
			found = density
		}
	}
	return found, nil
}
