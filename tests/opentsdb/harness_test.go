// Package opentsdb_test runs the same queries on a real OpenTSDB through the built plugin backend and through plain HTTP, and
// compares the results with each other and with the stored points. run.sh starts the server and runs the tests.
package opentsdb_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/ovh/ovh-opentsdb-datasource/workbench/backend"
)

const pluginID = "ovh-opentsdb-datasource"

// process is the plugin backend that all tests share.
var process *backend.Process

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	if os.Getenv("OPENTSDB_URL") == "" {
		return m.Run() // every test skips
	}
	binary := filepath.Join("..", "..", "dist", fmt.Sprintf("gpx_opentsdb_%s_%s", runtime.GOOS, runtime.GOARCH))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var log lines
	var err error
	if process, err = backend.StartWithLog(ctx, binary, &log); err != nil {
		fmt.Fprintf(os.Stderr, "%v (npm run build:backend makes it)\n%s", err, log.last())
		return 1
	}
	code := m.Run()
	process.Stop()
	if code != 0 {
		fmt.Fprintf(os.Stderr, "the end of the backend's log:\n%s", log.last())
	}
	return code
}

// lines keeps the end of a log.
type lines struct {
	mu   sync.Mutex
	text []byte
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, p...)
	if over := len(l.text) - 8<<10; over > 0 {
		l.text = slices.Delete(l.text, 0, over)
	}
	return len(p), nil
}

func (l *lines) last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
}

// server is the OpenTSDB under test, and the data source that points at it.
type server struct {
	t        testing.TB
	url      string
	settings sdk.DataSourceInstanceSettings
	prefix   string
}

// connect skips the test when there is no server.
func connect(t testing.TB) *server {
	t.Helper()
	url := os.Getenv("OPENTSDB_URL")
	if url == "" {
		t.Skip("OPENTSDB_URL names no server: tests/opentsdb/run.sh starts a real OpenTSDB and runs these tests")
	}
	s := &server{t: t, url: url, prefix: "t" + strconv.FormatInt(time.Now().UnixNano(), 36) + "."}
	s.configure(map[string]any{"dialect": "opentsdb", "responseCacheMB": 0})
	return s
}

// configure sets the data source's settings.
func (s *server) configure(jsonData map[string]any) {
	encoded, err := json.Marshal(jsonData)
	if err != nil {
		s.t.Fatal(err)
	}
	s.settings = sdk.DataSourceInstanceSettings{
		ID: 1, UID: "real", Type: pluginID, Name: "real", URL: s.url, JSONData: encoded, Updated: time.Now(),
	}
}

// metric is a metric's name that no other test, and no earlier run, uses.
func (s *server) metric(name string) string { return s.prefix + name }

// point is a value at a time in ms; a nil value is a gap.
type point struct {
	ms    int64
	value *float64
}

func at(ms int64, value float64) point { return point{ms, &value} }

// series are points under tags, in order of time.
type series struct {
	tags   map[string]string
	points []point
}

// store writes series of a metric over HTTP, and returns when they are stored.
func (s *server) store(metric string, all ...series) {
	s.t.Helper()
	type written struct {
		Metric    string            `json:"metric"`
		Timestamp int64             `json:"timestamp"`
		Value     float64           `json:"value"`
		Tags      map[string]string `json:"tags"`
	}
	var points []written
	for _, one := range all {
		for _, p := range one.points {
			timestamp := p.ms
			if timestamp%1000 == 0 {
				timestamp /= 1000 // stored in seconds, as most collectors do
			}
			points = append(points, written{metric, timestamp, *p.value, one.tags})
		}
	}
	for chunk := range slices.Chunk(points, 500) {
		body, err := json.Marshal(chunk)
		if err != nil {
			s.t.Fatal(err)
		}
		if status, received := s.post("/api/put?sync&details", body); status >= 300 {
			s.t.Fatalf("put: %d %s", status, received)
		}
	}
}

func (s *server) post(path string, body []byte) (int, []byte) {
	s.t.Helper()
	response, err := http.Post(s.url+path, "application/json", bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	received, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return response.StatusCode, received
}

// direct asks one sub-query of /api/query as any HTTP client would, with ms timestamps.
func (s *server) direct(from, to time.Time, sub map[string]any) []series {
	s.t.Helper()
	body, err := json.Marshal(map[string]any{
		"start": from.UnixMilli(), "end": to.UnixMilli(), "msResolution": true, "queries": []any{sub},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	status, received := s.post("/api/query", body)
	return readSeries(s.t, status, body, received)
}

// readSeries reads the response to a query.
func readSeries(t testing.TB, status int, body, received []byte) []series {
	t.Helper()
	if status != http.StatusOK {
		t.Fatalf("%s: %d %s", body, status, received)
	}
	var decoded []struct {
		Tags map[string]string `json:"tags"`
		DPS  map[string]any    `json:"dps"`
	}
	if err := json.Unmarshal(received, &decoded); err != nil {
		t.Fatalf("%s: %v", received, err)
	}
	var all []series
	for _, d := range decoded {
		one := series{tags: d.Tags}
		for key, value := range d.DPS {
			ms, err := strconv.ParseInt(key, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			p := point{ms: ms}
			if v, ok := value.(float64); ok {
				p.value = &v
			}
			one.points = append(one.points, p)
		}
		slices.SortFunc(one.points, func(a, b point) int { return int(a.ms - b.ms) })
		all = append(all, one)
	}
	return all
}

// asked is a time range as Grafana sends it.
type asked struct {
	from, to time.Time
	interval time.Duration
}

// respond sends one saved query through the backend.
func (s *server) respond(a asked, saved map[string]any) sdk.DataResponse {
	s.t.Helper()
	body, err := json.Marshal(saved)
	if err != nil {
		s.t.Fatal(err)
	}
	if a.interval == 0 {
		a.interval = 10 * time.Second
	}
	settings := s.settings
	response, err := process.QueryData(context.Background(), &sdk.QueryDataRequest{
		PluginContext: sdk.PluginContext{OrgID: 1, PluginID: pluginID, DataSourceInstanceSettings: &settings},
		Queries: []sdk.DataQuery{{
			RefID: "A", JSON: body, Interval: a.interval, MaxDataPoints: 1000,
			TimeRange: sdk.TimeRange{From: a.from, To: a.to},
		}},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return response.Responses["A"]
}

// query sends one saved query through the backend and returns its series.
func (s *server) query(a asked, saved map[string]any) []series {
	s.t.Helper()
	response := s.respond(a, saved)
	if response.Error != nil {
		s.t.Fatalf("%v: %v", saved, response.Error)
	}
	return fromFrames(s.t, response.Frames)
}

func fromFrames(t testing.TB, frames data.Frames) []series {
	t.Helper()
	var all []series
	for _, frame := range frames {
		if len(frame.Fields) == 0 {
			continue
		}
		if len(frame.Fields) != 2 {
			t.Fatalf("a frame of %d fields", len(frame.Fields))
		}
		times, values := frame.Fields[0], frame.Fields[1]
		one := series{tags: values.Labels}
		for i := range times.Len() {
			timestamp, ok := times.At(i).(time.Time)
			value, err := values.NullableFloatAt(i)
			if !ok || err != nil {
				t.Fatalf("fields of %s and %s", times.Type(), values.Type())
			}
			one.points = append(one.points, point{timestamp.UnixMilli(), value})
		}
		all = append(all, one)
	}
	return all
}

// refusal sends a query that must fail, and returns what the user reads.
func (s *server) refusal(a asked, saved map[string]any) string {
	s.t.Helper()
	response := s.respond(a, saved)
	if response.Error == nil {
		s.t.Fatalf("%v gets a response", saved)
	}
	if response.ErrorSource != sdk.ErrorSourceDownstream {
		s.t.Errorf("%v: the error's source is %q", saved, response.ErrorSource)
	}
	return response.Error.Error()
}

// resource calls one of the backend's resources.
func (s *server) resource(url string) (int, string) {
	s.t.Helper()
	path, _, _ := strings.Cut(url, "?")
	settings := s.settings
	var mu sync.Mutex
	status, body := 0, ""
	err := process.CallResource(context.Background(), &sdk.CallResourceRequest{
		PluginContext: sdk.PluginContext{OrgID: 1, PluginID: pluginID, DataSourceInstanceSettings: &settings},
		Method:        http.MethodGet, Path: path, URL: url,
	}, sdk.CallResourceResponseSenderFunc(func(r *sdk.CallResourceResponse) error {
		mu.Lock()
		defer mu.Unlock()
		if r.Status != 0 {
			status = r.Status
		}
		body += string(r.Body)
		return nil
	}))
	if err != nil {
		s.t.Fatal(err)
	}
	return status, body
}

// same fails the test when two responses differ: in series, labels, timestamps, or values beyond what summing in another order
// changes.
func same(t testing.TB, what string, got, want []series) bool {
	t.Helper()
	g, w := byTags(t, got), byTags(t, want)
	for _, key := range slices.Sorted(maps.Keys(w)) {
		if _, ok := g[key]; !ok {
			t.Errorf("%s: no series %s among %v", what, key, slices.Sorted(maps.Keys(g)))
			return false
		}
	}
	for _, key := range slices.Sorted(maps.Keys(g)) {
		want, ok := w[key]
		if !ok {
			t.Errorf("%s: series %s, not among %v", what, key, slices.Sorted(maps.Keys(w)))
			return false
		}
		got := g[key]
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) || got[i].ms != want[i].ms || !close(got[i].value, want[i].value) {
				t.Errorf("%s: series %s, point %d:\n got %s\nwant %s", what, key, i, around(got, i), around(want, i))
				return false
			}
		}
	}
	return true
}

func close(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b || math.Abs(*a-*b) <= 1e-9*max(math.Abs(*a), math.Abs(*b), 1)
}

func byTags(t testing.TB, all []series) map[string][]point {
	t.Helper()
	out := map[string][]point{}
	for _, s := range all {
		key := tagsText(s.tags)
		if _, twice := out[key]; twice {
			t.Errorf("two series %s", key)
		}
		out[key] = s.points
	}
	return out
}

func tagsText(tags map[string]string) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, k+"="+tags[k])
	}
	return "{" + strings.Join(out, ",") + "}"
}

// around is the points near one, as text.
func around(points []point, i int) string {
	out := fmt.Sprintf("%d points, from %d:", len(points), max(0, i-2))
	for _, p := range points[min(len(points), max(0, i-2)):min(len(points), i+4)] {
		value := "gap"
		if p.value != nil {
			value = strconv.FormatFloat(*p.value, 'g', -1, 64)
		}
		out += fmt.Sprintf(" %s=%s", time.UnixMilli(p.ms).UTC().Format("15:04:05.000"), value)
	}
	return out
}
