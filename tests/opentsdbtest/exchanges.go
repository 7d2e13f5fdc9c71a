// Package opentsdbtest reads the recorded exchanges of real servers, for tests.
package opentsdbtest

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Exchange is a captured request and its response.
type Exchange struct {
	Name    string `json:"name"`
	Request struct {
		Method string `json:"method"`
		Path   string `json:"path"`
		Body   string `json:"body"`
	} `json:"request"`
	Response *struct {
		Status  int               `json:"status"`
		Headers map[string]string `json:"headers"`
		Body    string            `json:"body"`
	} `json:"response"`
	// Cut says that the capture holds only the beginning of the body.
	Cut bool `json:"-"`
}

// Dir is where the exchanges lie.
var Dir = func() string {
	_, here, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(here), "../../testdata/exchanges")
}()

// Captures are the files of exchanges, and what a session with their server calls it.
var Captures = []struct{ File, Server, Dialect string }{
	{"ovh-gateway", "gra1", "ovh"},
	{"ovh-gateway-gaps", "gra1", "ovh"},
	{"opentsdb", "tsdb.example.net", "opentsdb"},
}

// Read reads one file of captured exchanges; those without a response only say what was stored.
func Read(t testing.TB, file string) []Exchange {
	t.Helper()
	f, err := os.Open(filepath.Join(Dir, file+".ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []Exchange
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e Exchange
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		if e.Response != nil {
			// A capture that was cut for its size is as good as a cut response.
			e.Response.Body, _, e.Cut = strings.Cut(e.Response.Body, "\n...")
			all = append(all, e)
		}
	}
	if err := lines.Err(); err != nil || len(all) == 0 {
		t.Fatalf("%s holds %d exchanges: %v", file, len(all), err)
	}
	return all
}

// Call is what Where names the exchange.
func (e Exchange) Call() string {
	path, _, _ := strings.Cut(e.Request.Path, "?")
	switch path = strings.TrimPrefix(path, "/opentsdb"); path {
	case "/api/query":
		return "query"
	case "/api/query/last":
		return "last"
	case "/api/search/lookup":
		return "lookup"
	case "/api/suggest":
		return "suggest"
	}
	return strings.TrimPrefix(path, "/api/")
}

// HTTPResponse is the response as a client gets it, but for its body.
func (e Exchange) HTTPResponse() *http.Response {
	header := http.Header{}
	for k, v := range e.Response.Headers {
		header.Set(k, v)
	}
	return &http.Response{StatusCode: e.Response.Status, Header: header}
}
