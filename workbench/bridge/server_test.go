package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/workbench/backend"
	"github.com/ovh/ovh-opentsdb-datasource/workbench/backend/backendtest"
)

const presets = `[
	{"uid": "one", "name": "One", "url": "http://127.0.0.1:1", "jsonData": {"dialect": "ovh"}, "secureJsonData": {"token": "good"}},
	{"uid": "two", "name": "Two", "url": "http://127.0.0.1:2"}
]`

// newBridge serves a bridge over the echo backend, which is a real process, and over folders with one file each.
func newBridge(t *testing.T) string {
	t.Helper()
	process, err := backend.StartWithLog(t.Context(), backendtest.Echo, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(process.Stop)
	sources, err := newDataSources([]byte(presets))
	if err != nil {
		t.Fatal(err)
	}
	files := fileRoots{page: t.TempDir(), plugin: t.TempDir()}
	write(t, filepath.Join(files.page, "index.html"), "<title>Workbench</title>")
	write(t, filepath.Join(files.page, "img", "icon.svg"), "<svg/>")
	write(t, filepath.Join(files.plugin, "module.js"), "define([], {})")
	s := &server{backend: process, dataSources: sources}
	web := httptest.NewServer(s.handler(files))
	t.Cleanup(web.Close)
	return web.URL
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// call makes one request and returns the status and the body.
func call(t *testing.T, method, url, body string, headers ...string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			request.Host = headers[i+1]
			continue
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// answered is what the echo backend was told about one query, as it stands in the response.
type answered struct {
	Results map[string]struct {
		Status int    `json:"status"`
		Error  string `json:"error"`
		Frames []struct {
			Schema struct {
				Name string `json:"name"`
				Meta struct {
					Custom struct {
						QueriesInCall int               `json:"queriesInCall"`
						Headers       map[string]string `json:"headers"`
						Secrets       map[string]string `json:"secrets"`
						URL           string            `json:"url"`
						User          *struct{ Role string }
						Query         struct {
							MaxDataPoints int64
							Interval      time.Duration
							TimeRange     struct{ From, To time.Time }
							JSON          json.RawMessage
						} `json:"query"`
					} `json:"custom"`
				} `json:"meta"`
			} `json:"schema"`
		} `json:"frames"`
	} `json:"results"`
}

func parse(t *testing.T, body string) answered {
	t.Helper()
	var a answered
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return a
}

func TestQueryReachesTheBackendAsGrafanaSendsIt(t *testing.T) {
	url := newBridge(t)
	status, body := call(t, "POST", url+"/api/ds/query?ds_type=x", `{
		"from": "1700000000000", "to": "1700003600000",
		"queries": [
			{"refId": "A", "datasource": {"uid": "one"}, "intervalMs": 15000, "maxDataPoints": 800, "metric": "cpu"},
			{"refId": "B", "datasource": {"uid": "one"}}
		]}`, "X-Panel-Id", "7")
	if status != http.StatusOK {
		t.Fatalf("status %d: %s", status, body)
	}
	results := parse(t, body).Results
	told := results["A"].Frames[0].Schema.Meta.Custom
	if told.QueriesInCall != 2 {
		t.Errorf("queries of one data source came in %d-query calls, want one call of 2", told.QueriesInCall)
	}
	if told.Query.Interval != 15*time.Second || told.Query.MaxDataPoints != 800 {
		t.Errorf("interval %s, max data points %d", told.Query.Interval, told.Query.MaxDataPoints)
	}
	if told.Query.TimeRange.From.UnixMilli() != 1700000000000 || told.Query.TimeRange.To.UnixMilli() != 1700003600000 {
		t.Errorf("time range %v", told.Query.TimeRange)
	}
	if !strings.Contains(string(told.Query.JSON), `"metric"`) {
		t.Errorf("the saved query is not handed on whole: %s", told.Query.JSON)
	}
	if told.Secrets["token"] != "good" || told.URL != "http://127.0.0.1:1" {
		t.Errorf("settings: %v %s", told.Secrets, told.URL)
	}
	if told.Headers["http_X-Panel-Id"] != "7" || told.Headers["FromAlert"] != "" || told.User == nil {
		t.Errorf("headers %v, user %v", told.Headers, told.User)
	}
	defaults := results["B"].Frames[0].Schema.Meta.Custom.Query
	if defaults.Interval != time.Second || defaults.MaxDataPoints != 100 {
		t.Errorf("defaults: interval %s, max data points %d", defaults.Interval, defaults.MaxDataPoints)
	}
}

func TestOneFailedQueryMakesTheStatus400AndKeepsTheOthersData(t *testing.T) {
	url := newBridge(t)
	status, body := call(t, "POST", url+"/api/ds/query", `{"from": "0", "to": "1", "queries": [
		{"refId": "A", "datasource": {"uid": "two"}},
		{"refId": "B", "datasource": {"uid": "two"}, "queryType": "fail"}]}`)
	if status != http.StatusBadRequest {
		t.Errorf("status %d", status)
	}
	results := parse(t, body).Results
	if len(results["A"].Frames) != 1 || results["A"].Frames[0].Schema.Name != "Two" {
		t.Errorf("A: %+v", results["A"])
	}
	if results["B"].Error != "asked to fail" || results["B"].Status != http.StatusBadRequest {
		t.Errorf("B: %+v", results["B"])
	}
}

func TestAlertRuleIsPreviewedAsGrafanaDoes(t *testing.T) {
	url := newBridge(t)
	status, body := call(t, "POST", url+"/api/v1/eval", `{"condition": "C", "now": "2026-01-01T00:10:00Z", "data": [
		{"refId": "A", "datasourceUid": "one", "relativeTimeRange": {"from": 600, "to": 60}, "model": {"metric": "cpu"}},
		{"refId": "B", "datasourceUid": "one", "relativeTimeRange": {"from": 60}, "model": {"maxDataPoints": 10}}]}`)
	if status != http.StatusOK {
		t.Fatalf("status %d: %s", status, body)
	}
	results := parse(t, body).Results
	told := results["A"].Frames[0].Schema.Meta.Custom
	if told.Headers["FromAlert"] != "true" || told.Headers["X-Cache-Skip"] != "true" {
		t.Errorf("headers %v", told.Headers)
	}
	if told.Query.MaxDataPoints != 43200 || told.Query.Interval != time.Second {
		t.Errorf("interval %s, max data points %d", told.Query.Interval, told.Query.MaxDataPoints)
	}
	from, to := told.Query.TimeRange.From, told.Query.TimeRange.To
	if !from.Equal(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) || !to.Equal(from.Add(9*time.Minute)) {
		t.Errorf("from %s to %s", from, to)
	}
	if got := results["B"].Frames[0].Schema.Meta.Custom.Query.MaxDataPoints; got != 10 {
		t.Errorf("the query's own max data points are %d", got)
	}
	if status, body := call(t, "POST", url+"/api/v1/eval", `{"data": [{}]}`); status != http.StatusNotFound {
		t.Errorf("no data source: %d %s", status, body)
	}
}

func TestBadQueries(t *testing.T) {
	url := newBridge(t)
	for body, want := range map[string]struct {
		status int
		text   string
	}{
		`{`: {400, "bad request data"},
		`{"from": "0", "to": "1", "queries": []}`:                                                                      {400, "no queries of one data source"},
		`{"from": "0", "to": "1", "queries": [{}]}`:                                                                    {400, "no queries of one data source"},
		`{"from": "0", "to": "1", "queries": [{"datasource": {"uid": "one"}}, {"datasource": {"uid": "two"}}]}`:        {400, "no queries of one data source"},
		`{"from": "yesterday", "to": "1", "queries": [{"datasource": {"uid": "one"}}]}`:                                {400, `bad time range \"yesterday\" to \"1\"`},
		`{"from": "0", "queries": [{"datasource": {"uid": "one"}}]}`:                                                   {400, "bad time range"},
		`{"from": "0", "to": "1", "queries": [{"datasource": {"uid": "one"}, "timeRange": {"from": "x", "to": "y"}}]}`: {400, "bad time range"},
		`{"from": "0", "to": "1", "queries": [{"datasource": {"uid": "none"}}]}`:                                       {404, `no data source has the uid \"none\"`},
		`{"from": "0", "to": "1", "queries": ["cpu"]}`:                                                                 {400, "bad request data"},
	} {
		status, text := call(t, "POST", url+"/api/ds/query", body)
		if status != want.status || !strings.Contains(text, want.text) {
			t.Errorf("%s: %d %s", body, status, text)
		}
	}
}

func TestSecretsAreWriteOnly(t *testing.T) {
	url := newBridge(t)
	one := url + "/api/datasources/uid/one"

	for _, path := range []string{"/api/datasources", "/api/datasources/uid/one"} {
		_, body := call(t, "GET", url+path, "")
		if strings.Contains(body, "good") || !strings.Contains(body, `"secureJsonFields":{"token":true}`) {
			t.Errorf("%s: %s", path, body)
		}
	}

	_, page := call(t, "GET", url+"/api/frontend/settings", "")
	if strings.Contains(page, "good") || strings.Contains(page, "127.0.0.1") || !strings.Contains(page, `"uid":"one"`) {
		t.Errorf("what every page is told: %s", page)
	}

	health := func() string {
		status, body := call(t, "GET", one+"/health", "")
		return fmt.Sprint(status, " ", body)
	}
	if got := health(); got != `200 {"message":"well","status":"OK"}` {
		t.Errorf("at first: %s", got)
	}
	_, body := call(t, "PUT", one, `{"name": "One", "url": "http://127.0.0.1:1", "secureJsonData": {"token": "wrong"}}`)
	if strings.Contains(body, "wrong") {
		t.Errorf("the response to a save holds the secret: %s", body)
	}
	if got := health(); got != `400 {"message":"the token is not good","status":"ERROR"}` {
		t.Errorf("after a wrong token: %s", got)
	}
	call(t, "PUT", one, `{"name": "One", "secureJsonData": {"token": "good"}}`)
	call(t, "PUT", one, `{"name": "Renamed", "url": "http://127.0.0.1:9"}`)
	if got := health(); !strings.HasPrefix(got, "200") {
		t.Errorf("a save without the secret lost it: %s", got)
	}
	_, body = call(t, "PUT", one, `{"secureJsonData": {"token": ""}}`)
	if !strings.Contains(body, `"secureJsonFields":{}`) || !strings.Contains(body, `"name":"Renamed"`) {
		t.Errorf("after a reset: %s", body)
	}
	if status, _ := call(t, "PUT", url+"/api/datasources/uid/none", `{}`); status != http.StatusNotFound {
		t.Errorf("unknown data source: %d", status)
	}
}

func TestResourceCallsPassThrough(t *testing.T) {
	url := newBridge(t)
	status, body := call(t, "POST", url+"/api/datasources/uid/one/resources/tag-values?metric=a%20b&q=%26", `{"x": 1}`)
	if status != http.StatusTeapot {
		t.Errorf("status %d", status)
	}
	if want := `{"method":"POST","path":"/tag-values","query":"metric=a%20b\u0026q=%26"}`; strings.TrimSpace(body) != want {
		t.Errorf("got %s, want %s", body, want)
	}
}

func TestABackendThatEndedIsNamed(t *testing.T) {
	url := newBridge(t)
	const query = `{"from": "0", "to": "1", "queries": [{"refId": "A", "datasource": {"uid": "one"}}]}`
	for _, path := range []string{"/api/datasources/uid/one/resources/crash", "/api/ds/query"} {
		status, text := call(t, "POST", url+path, query)
		if status != http.StatusInternalServerError || !strings.Contains(text, "the plugin's backend failed") {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
}

func TestOtherSitesAreRefused(t *testing.T) {
	url := newBridge(t)
	if status, _ := call(t, "GET", url+"/api/datasources", "", "Host", "attacker.example"); status != http.StatusForbidden {
		t.Errorf("another host name: %d", status)
	}
	if status, _ := call(t, "PUT", url+"/api/datasources/uid/one", `{}`, "Origin", "http://attacker.example"); status != http.StatusForbidden {
		t.Errorf("another origin: %d", status)
	}
	if status, _ := call(t, "GET", url+"/api/datasources", "", "Origin", url); status != http.StatusOK {
		t.Errorf("its own origin: %d", status)
	}
}

func TestFiles(t *testing.T) {
	url := newBridge(t)
	for path, want := range map[string]struct {
		status int
		text   string
	}{
		"/":                                  {200, "Workbench"},
		"/explore?ds=one&from=now-1h&to=now": {200, "Workbench"},
		"/public/plugins/ovh-opentsdb-datasource/module.js": {200, "define"},
		"/public/plugins/ovh-opentsdb-datasource/":          {404, ""},
		"/public/plugins/ovh-opentsdb-datasource":           {404, ""},
		"/public/img/icon.svg":                              {200, "<svg/>"},
		"/public/img":                                       {404, ""},
		"/public/..%2f..%2fetc/passwd":                      {404, ""},
		"/api/unknown":                                      {404, "the workbench has no GET /api/unknown"},
		"/unknown":                                          {404, ""},
	} {
		status, text := call(t, "GET", url+path, "")
		if status != want.status || !strings.Contains(text, want.text) {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
}

func TestMain(m *testing.M) { backendtest.Main(m) }
