// Package origins replays the requests that a real Grafana sent (testdata/grafana) through the real backend, and checks
// what reaches the server: panels may be served from the response cache, rules and expressions never are.
package origins

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

var binary string

func TestMain(m *testing.M) { os.Exit(rig.Main(m, &binary)) }

// cached says of every recorded request whether its second half may come from the response cache.
var cached = map[string]bool{
	"panel": true, "panel-refresh": true, "annotation": true, "explore": true, "public-dashboard": true,
	"expression": false, "alert-rule": false, "alert-rule-preview": false, "recording-rule": false, "recording-rule-preview": false,
}

func TestEveryRecordedRequestIsReplayed(t *testing.T) {
	files, err := filepath.Glob("../../testdata/grafana/*.json")
	require.NoError(t, err)
	require.Len(t, files, len(cached)+1, "resource.json has a test of its own")
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		if _, known := cached[name]; !known {
			assert.Equal(t, "resource", name)
		}
	}
}

// span is longer than the recorded ranges: within ten minutes all buckets may still change, so nothing is cached.
const span = 3 * time.Hour

// between is the time between two equal requests.
const between = time.Minute

func TestRulesAndExpressionsAskForEverything(t *testing.T) {
	demo := startDemo(t)
	for name, mayBeCached := range cached {
		t.Run(name, func(t *testing.T) {
			for _, skip := range []string{"", "X-Cache-Skip", "http_X-Cache-Skip"} {
				server, process := startServer(t, demo), startBackend(t)
				source := server.source(t)
				recorded := read(t, name)
				if skip != "" {
					recorded.Headers[skip] = "true"
				}
				now := time.Now().Truncate(time.Minute)
				first := recorded.ask(t, process, source, now.Add(-between), nil)
				second := recorded.ask(t, process, source, now, nil)

				asked := server.asked()
				require.Len(t, asked, 2, "each of the two is one query")
				if mayBeCached && skip == "" && recorded.downsampled() {
					assert.Greater(t, asked[1].Start-asked[0].Start, (span / 2).Milliseconds(), "only the newest points are asked for")
				} else {
					assert.Equal(t, between.Milliseconds(), asked[1].Start-asked[0].Start, "everything is asked for again")
				}
				require.NotEmpty(t, first.Frames)
				fresh := recorded.ask(t, startBackend(t), source, now, nil)
				assert.Equal(t, points(t, fresh.Frames), points(t, second.Frames), "the cache gives what the server would give")
			}
		})
	}
}

// TestRulesAndExpressionsGetTimeSeries: whatever a panel's format is, what evaluates its query gets a frame per series.
func TestRulesAndExpressionsGetTimeSeries(t *testing.T) {
	server, process := startServer(t, startDemo(t)), startBackend(t)
	source := server.source(t)
	for name, mayBeCached := range cached {
		for format, shape := range map[string]data.FrameType{"wide": data.FrameTypeTimeSeriesWide, "table": data.FrameTypeTimeSeriesLong} {
			t.Run(name+" "+format, func(t *testing.T) {
				if !mayBeCached {
					shape = data.FrameTypeTimeSeriesMulti
				}
				response := read(t, name).ask(t, process, source, time.Now().Truncate(time.Minute), map[string]any{
					"format": format, "disableDownsampling": false, "downsampleInterval": "1m", "downsampleAggregator": "avg",
				})
				require.NotEmpty(t, response.Frames)
				require.NotNil(t, response.Frames[0].Meta)
				assert.Equal(t, shape, response.Frames[0].Meta.Type)
			})
		}
	}
}

func TestARecordedResourceCallSucceeds(t *testing.T) {
	server, process := startServer(t, startDemo(t)), startBackend(t)
	raw, err := os.ReadFile("../../testdata/grafana/resource.json")
	require.NoError(t, err)
	var recorded struct {
		Headers           map[string][]string
		Method, Path, URL string
	}
	require.NoError(t, json.Unmarshal(raw, &recorded))
	pluginContext, err := server.source(t).Context()
	require.NoError(t, err)
	var status int
	var body strings.Builder
	require.NoError(t, process.CallResource(t.Context(), &sdk.CallResourceRequest{
		PluginContext: pluginContext, Headers: recorded.Headers, Method: recorded.Method, Path: recorded.Path, URL: recorded.URL,
	}, sdk.CallResourceResponseSenderFunc(func(part *sdk.CallResourceResponse) error {
		if part.Status != 0 {
			status = part.Status
		}
		body.Write(part.Body)
		return nil
	})))
	assert.Equal(t, 200, status)
	assert.Contains(t, body.String(), `"dialect":"opentsdb"`)
}

func startBackend(t *testing.T) *rig.Process {
	t.Helper()
	process, err := rig.Start(t.Context(), binary)
	require.NoError(t, err)
	t.Cleanup(process.Stop)
	return process
}

// points are the timestamps and values of each frame, by its name.
func points(t *testing.T, frames data.Frames) map[string][][2]any {
	t.Helper()
	all := map[string][][2]any{}
	for _, frame := range frames {
		require.Len(t, frame.Fields, 2)
		name := frame.Fields[1].Labels.String()
		for row := range frame.Rows() {
			at, _ := frame.ConcreteAt(0, row)
			value, _ := frame.ConcreteAt(1, row)
			all[name] = append(all[name], [2]any{at, value})
		}
	}
	return all
}
