package plugin

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/executor"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/client"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/problems"
)

// CheckHealth proves the address, the token and the dialect: it counts the metrics that the token reads, and asks for
// the version, which only OpenTSDB answers.
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
		message = fmt.Sprintf("%s answers and takes the token, but the token reads no metrics. Is it a token of the application that your metrics are pushed to?", server)
	case len(names) == 0:
		message = fmt.Sprintf("%s answers, but holds no metrics.", server)
	case len(names) >= i.settings.LookupLimit:
		message = fmt.Sprintf("%s answers and the token reads %d metrics or more.", server, len(names))
	default:
		message = fmt.Sprintf("%s answers and the token reads %d metrics.", server, len(names))
	}
	if !i.authenticated && len(names) > 0 {
		message = fmt.Sprintf("%s answers and shows %d metrics.", server, len(names))
	}
	return &backend.CheckHealthResult{Status: backend.HealthStatusOk, Message: message}, nil
}

// dialectProblem says when the server answers like the other dialect; empty: it doesn't.
func (i *Instance) dialectProblem(ctx context.Context, caller executor.Caller) string {
	_, err := i.executor.Version(ctx, caller)
	hasVersion := err == nil
	e, isAnswer := errors.AsType[*problems.Error](err)
	lacksVersion := isAnswer && e.Status == http.StatusNotFound
	server := i.executor.Server()
	switch dialect := i.settings.Dialect; {
	case dialect.Version && lacksVersion:
		return fmt.Sprintf("%s answers, but not like OpenTSDB: it has no version call. Is it OVH Metrics? Then choose OVH Metrics as the kind of server.", server)
	case !dialect.Version && hasVersion:
		return fmt.Sprintf("%s answers like an OpenTSDB, not like OVH Metrics. Choose OpenTSDB as the kind of server.", server)
	default:
		return ""
	}
}

func unhealthy(message string) *backend.CheckHealthResult {
	return &backend.CheckHealthResult{Status: backend.HealthStatusError, Message: message}
}
