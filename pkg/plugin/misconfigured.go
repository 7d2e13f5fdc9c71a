package plugin

import (
	"context"
	"net/http"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// misconfigured is a data source whose settings are invalid: each call fails with what to correct.
type misconfigured struct{ err error }

var (
	_ backend.QueryDataHandler    = (*misconfigured)(nil)
	_ backend.CheckHealthHandler  = (*misconfigured)(nil)
	_ backend.CallResourceHandler = (*misconfigured)(nil)
)

func (m *misconfigured) QueryData(_ context.Context, req *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	response := backend.NewQueryDataResponse()
	for _, q := range req.Queries {
		response.Responses[q.RefID] = backend.DataResponse{
			Error:       m.err,
			Status:      backend.StatusBadRequest,
			ErrorSource: backend.ErrorSourceDownstream,
		}
	}
	return response, nil
}

func (m *misconfigured) CheckHealth(context.Context, *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	return &backend.CheckHealthResult{Status: backend.HealthStatusError, Message: m.err.Error()}, nil
}

func (m *misconfigured) CallResource(_ context.Context, _ *backend.CallResourceRequest, sender backend.CallResourceResponseSender) error {
	return sender.Send(&backend.CallResourceResponse{
		Status:  http.StatusBadRequest,
		Headers: map[string][]string{"Content-Type": {"application/json"}},
		Body:    encodeMessage(m.err.Error()),
	})
}
