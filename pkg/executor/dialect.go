package executor

import (
	"context"
	"errors"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/problems"
)

// guessTTL is for how long a version is assumed that the server doesn't say.
const guessTTL = time.Minute

// Dialect returns the server's dialect: that of the settings and, for OpenTSDB, that of its version, which is asked for once. If
// the server responds but doesn't say its version, the oldest is assumed: its requests mean the same to newer ones. It fails if
// the server can't be reached.
func (e *Executor) Dialect(ctx context.Context, caller Caller) (*dialects.Dialect, error) {
	if e.config.Dialect.ID != dialects.OpenTSDB.ID {
		return e.config.Dialect, nil
	}
	if known := e.version.Load(); known != nil {
		return known, nil
	}
	anyone := Caller{Origin: Panel, Identity: caller.Identity} // the version is the same for alert rules
	found, err := cached(ctx, e, anyone, &e.versions, caller.scope()+"version", func(ctx context.Context) (*dialects.Dialect, cost, error) {
		var names []string
		err := e.limiter.run(ctx, nameLane, func(ctx context.Context) (err error) {
			names, err = e.client.Aggregators(ctx)
			return err
		})
		switch {
		case unreachable(err):
			return nil, cost{}, err
		case err != nil || len(names) == 0:
			return dialects.OpenTSDBUnknown, cost{ttl: guessTTL}, nil
		}
		version := dialects.OpenTSDBVersion(names)
		e.version.Store(version)
		return version, cost{ttl: guessTTL}, nil
	})
	return found, e.explain("aggregators", err)
}

// unreachable says whether a call failed in a way in which all other calls would fail, too.
func unreachable(err error) bool {
	if err == nil {
		return false
	}
	p, ok := errors.AsType[*problems.Error](err)
	if !ok {
		return true // the caller has left
	}
	switch p.Kind {
	case problems.KindAuth, problems.KindRate, problems.KindUnavailable, problems.KindTLS, problems.KindTimeout, problems.KindCanceled, problems.KindRequest, problems.KindRedirect:
		return true
	}
	return false
}
