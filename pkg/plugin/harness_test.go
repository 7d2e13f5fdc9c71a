package plugin_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/plugin"
)

const token = "a-read-token"

// dataSource is a configured data source, as Grafana's server holds it.
type dataSource struct {
	t        *testing.T
	instance any
	// clock is the time now: that of the end of the range asked last, unless a test sets another.
	clock *clock
}

type clock struct {
	mu    sync.Mutex
	now   time.Time
	fixed bool
}

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) follow(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.fixed {
		c.now = t
	}
}

// set stops the clock at a time.
func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now, c.fixed = t, true
}

// connect configures a data source for a custom URL; jsonData overrules the dialect and adds settings.
func connect(t *testing.T, url, dialect string, jsonData map[string]any) dataSource {
	t.Helper()
	all := map[string]any{"dialect": dialect}
	for k, v := range jsonData {
		all[k] = v
	}
	encoded, err := json.Marshal(all)
	require.NoError(t, err)
	return configure(t, backend.DataSourceInstanceSettings{
		Type: plugin.ID, Name: "test", URL: url, JSONData: encoded,
		DecryptedSecureJSONData: map[string]string{"token": token},
	})
}

func configure(t *testing.T, stored backend.DataSourceInstanceSettings) dataSource {
	t.Helper()
	clock := &clock{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	instance, err := plugin.NewAt(context.Background(), stored, clock.time)
	require.NoError(t, err)
	if d, ok := instance.(interface{ Dispose() }); ok {
		t.Cleanup(d.Dispose)
	}
	return dataSource{t, instance, clock}
}

// asked is a query as Grafana sends it; the zero range is the last hour of 1 January 2026.
type asked struct {
	from, to  time.Time
	interval  time.Duration
	maxPoints int64
	headers   map[string]string
}

func (d dataSource) query(ctx context.Context, a asked, saved ...string) backend.Responses {
	d.t.Helper()
	if a.to.IsZero() {
		a.to = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		a.from = a.to.Add(-time.Hour)
	}
	if a.interval == 0 {
		a.interval = 15 * time.Second
	}
	d.clock.follow(a.to)
	request := &backend.QueryDataRequest{Headers: a.headers}
	for i, q := range saved {
		request.Queries = append(request.Queries, backend.DataQuery{
			RefID: string(rune('A' + i)), JSON: []byte(q), Interval: a.interval, MaxDataPoints: a.maxPoints,
			TimeRange: backend.TimeRange{From: a.from, To: a.to},
		})
	}
	response, err := d.instance.(backend.QueryDataHandler).QueryData(ctx, request)
	require.NoError(d.t, err)
	return response.Responses
}

func (d dataSource) health() *backend.CheckHealthResult {
	d.t.Helper()
	result, err := d.instance.(backend.CheckHealthHandler).CheckHealth(context.Background(), &backend.CheckHealthRequest{})
	require.NoError(d.t, err)
	return result
}

func (d dataSource) resource(path string) (status int, body string) {
	d.t.Helper()
	path, _, _ = strings.Cut(path, "#")
	err := d.instance.(backend.CallResourceHandler).CallResource(context.Background(),
		&backend.CallResourceRequest{Method: http.MethodGet, Path: strings.SplitN(path, "?", 2)[0], URL: path},
		backend.CallResourceResponseSenderFunc(func(r *backend.CallResourceResponse) error {
			if r.Status != 0 {
				status = r.Status
			}
			body += string(r.Body)
			return nil
		}))
	require.NoError(d.t, err)
	return status, body
}

// aggregators24 is what OpenTSDB 2.4.1 lists, by which its version is known (exchange agg-list).
const aggregators24 = `["mult","p90","zimsum","mimmax","sum","p50","none","p95","ep99r7","p75","p99","ep99r3","ep95r7","min","avg","ep75r7","dev","ep95r3","ep75r3","ep50r7","ep90r7","mimmin","p999","ep50r3","ep90r3","ep999r7","last","max","count","ep999r3","first","pfsum","median","diff","squareSum"]`

// serve runs a server on loopback that serves each path of the API by its handler. It is an OpenTSDB 2.4 unless it says
// what else it is.
func serve(t *testing.T, handlers map[string]http.HandlerFunc) string {
	t.Helper()
	handlers = maps.Clone(handlers)
	if handlers == nil {
		handlers = map[string]http.HandlerFunc{}
	}
	if handlers["/api/aggregators"] == nil {
		handlers["/api/aggregators"] = respond(aggregators24)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h, ok := handlers[r.URL.Path]; ok {
			h(w, r)
			return
		}
		http.Error(w, `{"message":"Not Found"}`, http.StatusNotFound)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func respond(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}
}

// recorder keeps the bodies of the requests that it passes on.
type recorder struct {
	mu     sync.Mutex
	bodies []string
	heads  []http.Header
}

func (r *recorder) then(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		r.mu.Lock()
		r.bodies = append(r.bodies, string(body))
		r.heads = append(r.heads, req.Header.Clone())
		r.mu.Unlock()
		req.Body = io.NopCloser(bytes.NewReader(body))
		next(w, req)
	}
}

// all are the bodies so far.
func (r *recorder) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.bodies)
}

func (r *recorder) last(t *testing.T) string {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	require.NotEmpty(t, r.bodies, "nothing was sent")
	return r.bodies[len(r.bodies)-1]
}

// exchange is one captured request with its response.
type exchange struct {
	Name   string
	Stored []struct {
		Tags   map[string]string
		Points [][2]float64
	}
	Request  struct{ Method, Path, Body string }
	Response struct {
		Status  int
		Headers map[string]string
		Body    string
	}
}

func exchanges(t *testing.T, file string) []exchange {
	t.Helper()
	f, err := os.Open("../../testdata/exchanges/" + file)
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	var all []exchange
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e exchange
		require.NoError(t, json.Unmarshal(lines.Bytes(), &e))
		all = append(all, e)
	}
	require.NoError(t, lines.Err())
	require.NotEmpty(t, all)
	return all
}

// points reads a frame's numbers by seconds since 1970; a gap is left out.
func points(t *testing.T, frame *data.Frame) map[int64]float64 {
	t.Helper()
	require.Len(t, frame.Fields, 2)
	out := map[int64]float64{}
	for i := range frame.Rows() {
		if v, err := frame.Fields[1].NullableFloatAt(i); err == nil && v != nil {
			out[frame.Fields[0].At(i).(time.Time).Unix()] = *v
		}
	}
	return out
}

// marshal writes a frame as the browser gets it.
func marshal(t *testing.T, frame *data.Frame) string {
	t.Helper()
	body, err := json.Marshal(frame)
	require.NoError(t, err)
	return string(body)
}
