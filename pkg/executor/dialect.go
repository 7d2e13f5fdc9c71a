package executor

import (
	"context"
	"errors"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/problems"
)

// rememberedGuess is how long a version that could not be read isn't asked for again.
const rememberedGuess = time.Minute

// Dialect is the server's: as the settings say, and of OpenTSDB the version that it is, found out once. Where a server
// answers but doesn't say, the oldest is assumed, which sends nothing that a newer one would read differently. The error is
// of a server that can't be asked at all.
func (e *Executor) Dialect(ctx context.Context, caller Caller) (*dialects.Dialect, error) {
	if e.config.Dialect.ID != dialects.OpenTSDB.ID {
		return e.config.Dialect, nil
	}
	if known := e.version.Load(); known != nil {
		return known, nil
	}
	anyone := Caller{Origin: Panel, Identity: caller.Identity} // the version is the same for alert rules
	found, err := remembered(ctx, e, anyone, &e.versions, caller.scope()+"version", func(ctx context.Context) (*dialects.Dialect, memory, error) {
		var names []string
		err := e.limiter.run(ctx, nameLane, func(ctx context.Context) (err error) {
			names, err = e.client.Aggregators(ctx)
			return err
		})
		switch {
		case unreachable(err):
			return nil, memory{}, err
		case err != nil || len(names) == 0:
			return dialects.OpenTSDBUnknown, memory{life: rememberedGuess}, nil
		}
		version := dialects.OpenTSDBVersion(names)
		e.version.Store(version)
		return version, memory{life: rememberedGuess}, nil
	})
	return found, e.explain("aggregators", err)
}

// unreachable says whether a call failed in a way in which every other call would fail, too.
func unreachable(err error) bool {
	if err == nil {
		return false
	}
	p, ok := errors.AsType[*problems.Error](err)
	if !ok {
		return true // whoever asked has left
	}
	switch p.Kind {
	case problems.KindAuth, problems.KindRate, problems.KindUnavailable, problems.KindTLS, problems.KindTimeout, problems.KindCanceled, problems.KindRequest, problems.KindRedirect:
		return true
	}
	return false
}
