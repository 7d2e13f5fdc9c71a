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
	// probeTimeout bounds the time that a panel waits for its sample interval, longProbeTimeout the same over a long range, which
	// takes longer itself.
	probeTimeout     = time.Second
	longProbeTimeout = 3 * time.Second
	// decidingProbeTimeout is the same where nobody waits, and something is decided by the number.
	decidingProbeTimeout = 10 * time.Second
	// rememberedInterval is how long a sample interval is given again for the same windows of time, rememberedFailure how
	// long it isn't asked for after a failure.
	rememberedInterval = 10 * time.Minute
	rememberedFailure  = 30 * time.Second
)

// worthAList is how many points cost a server more than a list of the metric's series, a request of its own for each metric.
const worthAList = 100_000

// density is what is remembered of probes.
type density struct {
	query.Density
	err error
}

// SampleInterval tells how densely the series of a plan have points in its range. What it tells depends on the plan's
// selection and range and on what the server holds; an error says that it isn't known.
func (e *Executor) SampleInterval(ctx context.Context, caller Caller, plan query.Plan, dialect *dialects.Dialect) (query.Density, error) {
	probes := plan.Probes(caller.Now, dialect)
	if len(probes) == 0 {
		return query.Density{Sure: true}, nil
	}
	key, err := json.Marshal([]any{probes[0].Request, probes[len(probes)-1].Request.Start})
	if err != nil {
		return query.Density{}, fmt.Errorf("tell probes apart: %w", err)
	}
	known, err := e.look(ctx, caller, plan, "density\x00"+string(key), func(ctx context.Context) (query.Density, error) { return e.probe(ctx, caller, probes) })
	if err == nil {
		err = known.err
	}
	return known.Density, e.explain("query", err)
}

// AllSeries tells the same of all series of a plan's result: of those, too, that no probe of SampleInterval saw, since their
// points are far apart or they ended. result is what the server gave, where it identifies series; elsewhere nothing of it is
// needed. What could not be told makes the density Lone.
func (e *Executor) AllSeries(ctx context.Context, caller Caller, plan query.Plan, dialect *dialects.Dialect, known query.Density, result []opentsdb.Series) query.Density {
	if !known.Sure || known.Empty() {
		return known
	}
	var key any
	var look func(context.Context) (query.Density, error)
	if plan.Request.ShowTSUIDs {
		unseen := known.Unseen(result)
		switch {
		case len(unseen) == 0:
			return known
		case len(unseen) > query.MaxUnseen:
			known.Lone = true
			return known
		}
		probes := plan.ProbesOf(unseen, dialect)
		key = probes
		look = func(ctx context.Context) (query.Density, error) { return e.unseen(ctx, probes) }
	} else {
		probe := plan.NumberProbe(known, caller.Now, dialect)
		if probe.Request.End <= probe.Request.Start {
			return known
		}
		key = probe.Request
		look = func(ctx context.Context) (query.Density, error) {
			if probe.Points > worthAList && e.sawEverySeries(ctx, caller, plan, dialect, known) {
				return query.Density{Sure: true}, nil
			}
			response, err := e.probes.ask(ctx, caller.scope(), probe.Request, 1)
			if found := probe.Read(response); err != nil || !found.Lone {
				return found, err
			}
			found, err := e.probe(ctx, caller, plan.Probes(caller.Now, dialect)[1:])
			return query.Density{SampleInterval: found.SampleInterval, Lone: !found.Sure, Newest: probe.Newest}, err
		}
	}
	text, err := json.Marshal(key)
	if err == nil {
		var found density
		found, err = e.look(ctx, caller, plan, "sparse\x00"+string(text), look)
		if err == nil && found.err == nil {
			return known.With(found.Density)
		}
	}
	known.Lone = true
	return known
}

// sawEverySeries says whether a measurement that was sure saw as many series as the server lists at all: then none is elsewhere
// in the range alone. A list costs a server no points. Where there is none, or not in half the time, points have to be counted.
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
		if passes, err := matcher.Match(s.Tags); err != nil || ctx.Err() != nil { // a pattern may take its time
			return false
		} else if passes {
			passing++
		}
	}
	return passing <= known.Series
}

// unseen looks at series by their identifiers.
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

// look looks at the points of a plan's series in the time that is left for it, and remembers what was found, or that it failed.
func (e *Executor) look(ctx context.Context, caller Caller, plan query.Plan, key string, look func(context.Context) (query.Density, error)) (density, error) {
	timeout := probeTimeout
	switch {
	case caller.Origin != Panel:
		timeout = decidingProbeTimeout
		key += "\x00" + string(caller.Origin) // it doesn't share the failure of a panel that waited less
	case plan.IsLong():
		timeout = longProbeTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return remembered(ctx, e, caller, &e.densities, caller.scope()+key,
		func(ctx context.Context) (density, memory, error) {
			ctx, span := e.config.Tracer.Start(ctx, "sample interval")
			defer span.End()
			ctx, cancel := context.WithTimeout(ctx, timeout)
			defer cancel()
			found, err := look(ctx)
			if err != nil {
				sampleIntervalFailures.Inc()
				return density{err: e.explain("query", err)}, memory{life: rememberedFailure}, nil
			}
			return density{Density: found}, memory{seenBytes(found), rememberedInterval}, nil
		})
}

func seenBytes(d query.Density) (bytes int64) {
	for id := range d.Seen {
		bytes += bytesPerTag + int64(len(id))
	}
	return bytes
}

// probe makes probes until one is sure. Where none is, the first that found points stands, whose windows are the shortest.
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
