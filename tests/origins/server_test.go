package origins

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// server is the demo server behind a proxy that keeps the queries it passes on.
type server struct {
	url     string
	mu      sync.Mutex
	queries []wireQuery
}

// wireQuery is the range of a query as it was sent; milliseconds.
type wireQuery struct{ Start, End int64 }

func startDemo(t *testing.T) string {
	t.Helper()
	return rig.StartDemo(t, "--dialect", "opentsdb", "--live")
}

func startServer(t *testing.T, demo string) *server {
	t.Helper()
	target, err := url.Parse(demo)
	require.NoError(t, err)
	s := &server{}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/query" {
			s.keep(t, r)
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	s.url = front.URL
	return s
}

func (s *server) keep(t *testing.T, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Errorf("reading a query: %v", err)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	var q wireQuery
	if err := json.Unmarshal(body, &q); err != nil {
		t.Errorf("reading a query: %v", err)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queries = append(s.queries, q)
}

// asked are the queries so far, in order.
func (s *server) asked() []wireQuery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.queries)
}

// source is the data source of this server, under a name of its own for each test.
func (s *server) source(t *testing.T) rig.Source {
	t.Helper()
	return rig.Source{Name: t.Name() + s.url, URL: s.url, JSONData: map[string]any{"dialect": "opentsdb"}}
}
