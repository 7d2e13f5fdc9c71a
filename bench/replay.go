package main

import (
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
)

// replay is a server that answers from memory and counts what it sends.
type replay struct {
	url      string
	requests atomic.Int64
	bytes    atomic.Int64
	server   *http.Server
}

// startReplay serves on loopback until close; answer gives the body for a request.
func startReplay(answer func(*http.Request) ([]byte, error)) (*replay, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &replay{url: "http://" + listener.Addr().String()}
	r.server = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := answer(request)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.requests.Add(1)
		r.bytes.Add(int64(len(body)))
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body) // that the asker left is seen on its side
	})}
	go func() { _ = r.server.Serve(listener) }()
	return r, nil
}

// replayBody answers every request with one body.
func replayBody(body []byte) (*replay, error) {
	return startReplay(func(*http.Request) ([]byte, error) { return body, nil })
}

func (r *replay) close() { _ = r.server.Close() }
