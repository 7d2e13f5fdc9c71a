package executor

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/decode"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

const (
	// probeTimeout bounds the time that a query waits for its sample interval, longProbeTimeout the same over a long range, which
	// takes longer itself.
	probeTimeout     = time.Second
	longProbeTimeout = 3 * time.Second
	// rememberedInterval is how long a sample interval is given again for the same windows of time, rememberedFailure how
	// long it isn't asked for after a failure.
	rememberedInterval = 10 * time.Minute
	rememberedFailure  = 30 * time.Second
)

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
	timeout := probeTimeout
	if plan.IsLong() {
		timeout = longProbeTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	known, err := remembered(ctx, e, caller, &e.densities, caller.scope()+"density\x00"+string(key),
		func(ctx context.Context) (density, memory, error) {
			ctx, span := e.config.Tracer.Start(ctx, "sample interval")
			defer span.End()
			ctx, cancel := context.WithTimeout(ctx, timeout)
			defer cancel()
			found, err := e.probe(ctx, caller, probes)
			if err != nil {
				sampleIntervalFailures.Inc()
				return density{err: e.explain("query", err)}, memory{life: rememberedFailure}, nil
			}
			return density{Density: found}, memory{life: rememberedInterval}, nil
		})
	if err == nil {
		err = known.err
	}
	return known.Density, e.explain("query", err)
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
