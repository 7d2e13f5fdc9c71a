package opentsdb

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// exchange is a captured request and its response.
type exchange struct {
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

const exchangesDir = "../../testdata/exchanges"

// captures are the files of exchanges, and what a session with their server calls it.
var captures = []struct{ file, server, dialect string }{
	{"ovh-gateway", "gra1", "ovh"},
	{"ovh-gateway-gaps", "gra1", "ovh"},
	{"opentsdb", "tsdb.example.net", "opentsdb"},
}

// readExchanges reads one file of captured exchanges; those without a response only say what was stored.
func readExchanges(t testing.TB, file string) []exchange {
	t.Helper()
	f, err := os.Open(filepath.Join(exchangesDir, file+".ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []exchange
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e exchange
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		if e.Response != nil {
			// A capture that was cut for its size is as good as a cut answer.
			e.Response.Body, _, e.Cut = strings.Cut(e.Response.Body, "\n...")
			all = append(all, e)
		}
	}
	if err := lines.Err(); err != nil || len(all) == 0 {
		t.Fatalf("%s holds %d exchanges: %v", file, len(all), err)
	}
	return all
}

// call is what Where names the exchange.
func (e exchange) call() string {
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

// response is the response as a client gets it, but for its body.
func (e exchange) response() *http.Response {
	header := http.Header{}
	for k, v := range e.Response.Headers {
		header.Set(k, v)
	}
	return &http.Response{StatusCode: e.Response.Status, Header: header}
}
