package main

import (
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
)

// replay is a server that responds from memory and counts the bytes that it sends.
type replay struct {
	url      string
	requests atomic.Int64
	bytes    atomic.Int64
	server   *http.Server
}

// startReplay serves on loopback until close; respond returns the body for a request.
func startReplay(respond func(*http.Request) ([]byte, error)) (*replay, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &replay{url: "http://" + listener.Addr().String()}
	r.server = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := respond(request)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.requests.Add(1)
		r.bytes.Add(int64(len(body)))
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body) // the client sees the error
	})}
	go func() { _ = r.server.Serve(listener) }()
	return r, nil
}

// replayBody responds to every request with one body.
func replayBody(body []byte) (*replay, error) {
	return startReplay(func(*http.Request) ([]byte, error) { return body, nil })
}

func (r *replay) close() { _ = r.server.Close() }
