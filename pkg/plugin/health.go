package plugin

import (
	"context"
	"errors"
	"net/http"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/executor"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/client"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/problems"
)

// CheckHealth checks the address, the token and the server type: it counts the metrics that the token can read, and asks for the
// version, which only OpenTSDB has.
func (i *Instance) CheckHealth(ctx context.Context, req *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	caller := i.callerOf(req.Headers)
	caller.SkipCache = true
	names, err := i.executor.Suggest(ctx, caller, client.SuggestMetrics, "", i.settings.LookupLimit)
	if err != nil {
		return unhealthy(err.Error()), nil
	}
	if problem := i.dialectProblem(ctx, caller); problem != "" {
		return unhealthy(problem), nil
	}
	server := i.executor.Server()
	var message string
	switch {
	case len(names) == 0 && i.authenticated:
		message = messages.TokenReadsNothing.Text(server)
	case len(names) == 0:
		message = messages.ServerEmpty.Text(server)
	case len(names) >= i.settings.LookupLimit:
		message = messages.Healthy.Text(server, len(names), "or more")
	default:
		message = messages.Healthy.Text(server, len(names), "")
	}
	if !i.authenticated && len(names) > 0 {
		message = messages.HealthyOpen.Text(server, len(names))
	}
	return &backend.CheckHealthResult{Status: backend.HealthStatusOk, Message: message}, nil
}

// dialectProblem returns the message for a server that responds like the other server type; empty: it doesn't.
func (i *Instance) dialectProblem(ctx context.Context, caller executor.Caller) string {
	_, err := i.executor.Version(ctx, caller)
	hasVersion := err == nil
	e, isProblem := errors.AsType[*problems.Error](err)
	lacksVersion := isProblem && e.Status == http.StatusNotFound
	server := i.executor.Server()
	switch dialect := i.settings.Dialect; {
	case dialect.Version && lacksVersion:
		return messages.NotLikeOpenTSDB.Text(server)
	case !dialect.Version && hasVersion:
		return messages.NotLikeOVH.Text(server)
	default:
		return ""
	}
}

func unhealthy(message string) *backend.CheckHealthResult {
	return &backend.CheckHealthResult{Status: backend.HealthStatusError, Message: message}
}
