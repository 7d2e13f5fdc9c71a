package backend_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/ovh/ovh-opentsdb-datasource/workbench/backend"
	"github.com/ovh/ovh-opentsdb-datasource/workbench/backend/backendtest"
)

var pluginContext = sdk.PluginContext{
	OrgID:    1,
	PluginID: "ovh-opentsdb-datasource",
	DataSourceInstanceSettings: &sdk.DataSourceInstanceSettings{
		UID: "u", Name: "under test", JSONData: json.RawMessage(`{}`),
		DecryptedSecureJSONData: map[string]string{"token": "good"},
	},
}

func TestProcessAnswersEveryCall(t *testing.T) {
	process, err := backend.StartWithLog(t.Context(), backendtest.Echo, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer process.Stop()

	response, err := process.QueryData(t.Context(), &sdk.QueryDataRequest{
		PluginContext: pluginContext,
		Queries:       []sdk.DataQuery{{RefID: "A", JSON: json.RawMessage(`{}`)}, {RefID: "B", QueryType: "fail", JSON: json.RawMessage(`{}`)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if frames := response.Responses["A"].Frames; len(frames) != 1 || frames[0].Name != "under test" {
		t.Errorf("A: %+v", response.Responses["A"])
	}
	if failure := response.Responses["B"].Error; failure == nil || failure.Error() != "asked to fail" {
		t.Errorf("B: error %v", failure)
	}

	health, err := process.CheckHealth(t.Context(), &sdk.CheckHealthRequest{PluginContext: pluginContext})
	if err != nil {
		t.Fatal(err)
	}
	if health.Status != sdk.HealthStatusOk || health.Message != "well" {
		t.Errorf("health: %+v", health)
	}

	var answers []*sdk.CallResourceResponse
	err = process.CallResource(t.Context(), &sdk.CallResourceRequest{
		PluginContext: pluginContext, Method: "GET", Path: "metrics", URL: "metrics?q=cpu",
	}, sdk.CallResourceResponseSenderFunc(func(part *sdk.CallResourceResponse) error {
		answers = append(answers, part)
		return nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	if len(answers) == 0 || answers[0].Status != 418 || !strings.Contains(string(answers[0].Body), `"query":"q=cpu"`) {
		t.Errorf("resource: %+v", answers)
	}
}

func TestProcessEnds(t *testing.T) {
	binary := backendtest.Echo

	t.Run("by Stop", func(t *testing.T) {
		process, err := backend.StartWithLog(t.Context(), binary, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if process.Exited() {
			t.Error("ended before it was stopped")
		}
		process.Stop()
		if !process.Exited() {
			t.Error("still runs after Stop")
		}
		if _, err := process.CheckHealth(t.Context(), &sdk.CheckHealthRequest{PluginContext: pluginContext}); err == nil {
			t.Error("a stopped backend answered")
		}
	})

	t.Run("with its context", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		process, err := backend.StartWithLog(ctx, binary, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		defer process.Stop()
		cancel()
		waitUntilExited(t, process)
	})

	t.Run("by itself, which the host can see", func(t *testing.T) {
		process, err := backend.StartWithLog(t.Context(), binary, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		defer process.Stop()
		err = process.CallResource(t.Context(), &sdk.CallResourceRequest{
			PluginContext: pluginContext, Method: "GET", Path: "crash", URL: "crash",
		}, sdk.CallResourceResponseSenderFunc(func(*sdk.CallResourceResponse) error { return nil }))
		if err == nil {
			t.Error("the call that ended the backend gave no error")
		}
		waitUntilExited(t, process)
	})
}

func waitUntilExited(t *testing.T, process *backend.Process) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); !process.Exited(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the backend still runs")
		}
	}
}

func TestCancelledCallIsRecognizable(t *testing.T) {
	process, err := backend.StartWithLog(t.Context(), backendtest.Echo, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer process.Stop()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := process.QueryData(ctx, &sdk.QueryDataRequest{PluginContext: pluginContext}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestStartSaysWhatIsMissing(t *testing.T) {
	_, err := backend.StartWithLog(t.Context(), filepath.Join(t.TempDir(), "gpx_missing"), io.Discard)
	if err == nil || !strings.Contains(err.Error(), "is not built") || !strings.Contains(err.Error(), "gpx_missing") {
		t.Errorf("got %v", err)
	}
}

func TestMain(m *testing.M) { backendtest.Main(m) }
