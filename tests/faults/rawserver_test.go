package faults

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"regexp"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// fine is a response of two points, in the form of both dialects.
const fine = `[{"metric":"fine","tags":{"host":"web01"},"aggregateTags":[],"dps":{"1767222000":1,"1767222060":2}}]`

// conversation is one request that a rawServer got, with the connection to respond on.
type conversation struct {
	net.Conn
	request *http.Request
	body    []byte
}

// write sends bytes as they are; a closed connection doesn't fail the test.
func (c conversation) write(text string) { _, _ = io.WriteString(c.Conn, text) }

// respond sends a well-formed response.
func (c conversation) respond(body string) {
	response := http.Response{
		StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(bytes.NewBufferString(body)), ContentLength: int64(len(body)),
	}
	_ = response.Write(c.Conn)
}

// untilGone waits until the other side closes the connection.
func (c conversation) untilGone() { _, _ = io.Copy(io.Discard, c.Conn) }

// rawServer is an HTTP server that is free to break the protocol. It counts what it serves.
type rawServer struct {
	url string

	mu       sync.Mutex
	open     map[net.Conn]bool
	accepted int
	requests []conversation
}

// behaviour responds to a request; the connection stays open where it returns true, and is closed otherwise.
type behaviour func(conversation) bool

// serveAny responds to each request by one behaviour.
func serveAny(t *testing.T, act behaviour) *rawServer {
	t.Helper()
	return serveRaw(t, map[string]behaviour{anyMetric: act})
}

// anyMetric is the name of the behaviour for requests that no other is named after.
const anyMetric = "*"

var metricName = regexp.MustCompile(`"metric":"([^"]*)"`)

// serveRaw responds to each request by the behaviour of its metric's name; others get a correct response.
func serveRaw(t *testing.T, behaviours map[string]behaviour) *rawServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &rawServer{url: "http://" + listener.Addr().String(), open: map[net.Conn]bool{}}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.opened(conn)
			running.Go(func() {
				defer s.closed(conn)
				s.serve(conn, behaviours)
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		s.mu.Lock()
		for conn := range s.open {
			_ = conn.Close()
		}
		s.mu.Unlock()
		running.Wait()
	})
	return s
}

func (s *rawServer) serve(conn net.Conn, behaviours map[string]behaviour) {
	reader := bufio.NewReader(conn)
	for {
		request, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return
		}
		c := conversation{conn, request, body}
		s.mu.Lock()
		s.requests = append(s.requests, c)
		s.mu.Unlock()
		act, ok := behaviours[anyMetric]
		if !ok {
			act = func(c conversation) bool { c.respond(fine); return true }
		}
		if name := metricName.FindSubmatch(body); name != nil && behaviours[string(name[1])] != nil {
			act = behaviours[string(name[1])]
		}
		if !act(c) {
			return
		}
	}
}

func (s *rawServer) opened(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[conn] = true
	s.accepted++
}

func (s *rawServer) closed(conn net.Conn) {
	_ = conn.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, conn)
}

// openNow is the number of connections that the other side holds.
func (s *rawServer) openNow() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

// received are the requests that came so far.
func (s *rawServer) received() []conversation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]conversation(nil), s.requests...)
}
