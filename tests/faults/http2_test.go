package faults

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestHTTP2: a server with HTTP/2 gets all requests over one connection, and its broken streams have errors of their own.
func TestHTTP2(t *testing.T) {
	var mu sync.Mutex
	protocols, connections := map[string]int{}, map[string]bool{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		protocols[r.Proto]++
		connections[r.RemoteAddr] = true
		mu.Unlock()
		body, _ := io.ReadAll(r.Body)
		text := fine
		if string(metricName.FindSubmatch(body)[1]) == "cut" {
			_, _ = io.WriteString(w, fine[:60])
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler) // resets the stream
		}
		_, _ = io.WriteString(w, text)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)

	process := start(t)
	from := source("http2", server.URL, "ovh", map[string]any{"tlsSkipVerify": true, "responseCacheMB": 0})
	isFine(t, query(t, process, from, saved("first"))[0])
	responses := query(t, process, from, saved("cut"), saved("a"), saved("b"), saved("c"))
	isFailure(t, failure{502, cutShort}, responses[0])
	for _, response := range responses[1:] {
		isFine(t, response)
	}
	mu.Lock()
	defer mu.Unlock()
	assert.Equal(t, map[string]int{"HTTP/2.0": 5}, protocols)
	assert.Len(t, connections, 1)

	t.Run("an unknown authority is not trusted", func(t *testing.T) {
		isFailure(t, failure{502, "No trusted connection"}, query(t, process, source("strict", server.URL, "ovh", nil), saved("fine"))[0])
	})
}
