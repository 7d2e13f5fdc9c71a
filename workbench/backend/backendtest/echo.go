// Package backendtest has a plugin process for tests of the host side.
package backendtest

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
	"github.com/grafana/grafana-plugin-sdk-go/backend/resource/httpadapter"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// served names the environment variable that makes the test's own binary the echo backend.
const served = "ECHO_BACKEND"

// Echo is the path of the echo backend, which responds to every call with the request.
var Echo, _ = os.Executable()

// Main runs a package's tests, or the echo backend: call it as the package's TestMain.
func Main(m *testing.M) {
	if os.Getenv(served) != "" {
		if err := datasource.Manage("ovh-opentsdb-datasource", newEcho, datasource.ManageOpts{}); err != nil {
			panic(err)
		}
		return
	}
	_ = os.Setenv(served, "yes")
	os.Exit(m.Run())
}

type echo struct {
	settings backend.DataSourceInstanceSettings
}

func newEcho(_ context.Context, settings backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
	return &echo{settings: settings}, nil
}

// QueryData returns a frame for each query, with the request as custom meta; the query type "fail" fails.
func (e *echo) QueryData(_ context.Context, req *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	response := backend.NewQueryDataResponse()
	for _, query := range req.Queries {
		if query.QueryType == "fail" {
			response.Responses[query.RefID] = backend.ErrDataResponse(backend.StatusBadRequest, "asked to fail")
			continue
		}
		frame := data.NewFrame(e.settings.Name, data.NewField("value", nil, []float64{1, 2}))
		frame.SetMeta(&data.FrameMeta{Custom: map[string]any{
			"queriesInCall": len(req.Queries),
			"headers":       req.Headers,
			"query":         query,
			"user":          req.PluginContext.User,
			"secrets":       e.settings.DecryptedSecureJSONData,
			"url":           e.settings.URL,
		}})
		response.Responses[query.RefID] = backend.DataResponse{Frames: data.Frames{frame}}
	}
	return response, nil
}

// CheckHealth succeeds if the token is "good".
func (e *echo) CheckHealth(_ context.Context, _ *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	if e.settings.DecryptedSecureJSONData["token"] != "good" {
		return &backend.CheckHealthResult{Status: backend.HealthStatusError, Message: "the token is not good"}, nil
	}
	return &backend.CheckHealthResult{Status: backend.HealthStatusOk, Message: "well"}, nil
}

// CallResource responds with the request; "crash" ends the process.
func (e *echo) CallResource(ctx context.Context, req *backend.CallResourceRequest, sender backend.CallResourceResponseSender) error {
	return httpadapter.New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/crash" {
			os.Exit(3)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusTeapot)
		_ = json.NewEncoder(w).Encode(map[string]any{"method": r.Method, "path": r.URL.Path, "query": r.URL.RawQuery})
	})).CallResource(ctx, req, sender)
}
