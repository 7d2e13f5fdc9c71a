package faults

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// hangs never responds, and tells when a request came and when its client left.
func hangs(came, left chan struct{}, first string) behaviour {
	return func(c conversation) bool {
		c.write(first)
		came <- struct{}{}
		c.untilGone()
		left <- struct{}{}
		return false
	}
}

// TestCancellationStopsTheServersWork: when a panel is left, its requests are cancelled, in whatever state they are.
func TestCancellationStopsTheServersWork(t *testing.T) {
	process := start(t)
	for name, first := range map[string]string{
		"before the response": "",
		"in the head":         "HTTP/1.1 200 OK\r\n",
		"in the body":         chunkedHead + chunk(fine[:60]),
	} {
		t.Run(name, func(t *testing.T) {
			came, left := make(chan struct{}, 10), make(chan struct{}, 10)
			server := serveRaw(t, map[string]behaviour{"hanging": hangs(came, left, first)})
			from := source(name, server.url, "ovh", nil)
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() {
				_, err := process.Query(ctx, from, rig.LastHour, saved("hanging"), saved("fine"))
				ended <- err
			}()
			receive(t, "the request", came)
			cancel()
			receive(t, "the end of the request", left)
			assert.ErrorIs(t, <-ended, context.Canceled)
			isFine(t, query(t, process, from, saved("fine"))[0])
		})
	}
}

// TestCancellationDoesNotAffectOthers: two panels that wait for one request; the first to ask leaves.
func TestCancellationDoesNotAffectOthers(t *testing.T) {
	came, release := make(chan struct{}, 10), make(chan struct{})
	server := serveRaw(t, map[string]behaviour{"shared": func(c conversation) bool {
		came <- struct{}{}
		<-release
		c.respond(fine)
		return true
	}})
	process := start(t)
	from := source("shared", server.url, "ovh", map[string]any{"responseCacheMB": 0})
	leaving, leave := context.WithCancel(t.Context())
	left := make(chan error, 1)
	go func() {
		_, err := process.Query(leaving, from, rig.LastHour, saved("shared"))
		left <- err
	}()
	receive(t, "the request", came)
	stays := make(chan sdk.Responses, 1)
	go func() {
		responses, _ := process.Query(t.Context(), from, rig.LastHour, saved("shared"))
		stays <- responses
	}()
	time.Sleep(200 * time.Millisecond) // for the second to have asked
	leave()
	require.ErrorIs(t, receive(t, "the end of the first", left), context.Canceled)
	close(release)
	isFine(t, receive(t, "the response of the second", stays)[rig.RefID(0)])
	assert.Len(t, server.received(), 1)
}

// TestTimeoutIsNoCancellation: a response that is late is the server's fault and says so; it stops the server's work too.
func TestTimeoutIsNoCancellation(t *testing.T) {
	process := start(t)
	came, left := make(chan struct{}, 10), make(chan struct{}, 10)
	server := serveRaw(t, map[string]behaviour{"hanging": hangs(came, left, chunkedHead)})
	from := source("late", server.url, "ovh", map[string]any{"timeout": timeout})
	results := query(t, process, from, saved("hanging"), saved("fine"))
	isFailure(t, failure{http.StatusGatewayTimeout, notInTime}, results[0])
	assert.Contains(t, results[0].Error.Error(), "raise the timeout")
	isFine(t, results[1])
	receive(t, "the end of the request", left)

	t.Run("Grafana's own deadline is one too", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, err := process.Query(ctx, source("patient", server.url, "ovh", nil), rig.LastHour, saved("hanging"))
		assert.True(t, errors.Is(err, context.DeadlineExceeded), "%v", err)
		receive(t, "the end of the request", left)
	})
}

// TestCancelledPickers: the requests of cancelled resources and health checks are cancelled, too.
func TestCancelledPickers(t *testing.T) {
	process := start(t)
	came, left := make(chan struct{}, 10), make(chan struct{}, 10)
	listening := serveAny(t, hangs(came, left, ""))
	from := source("pickers", listening.url, "ovh", nil)
	for _, address := range []string{"metrics?q=cpu", "tag-values?metric=cpu&key=host", "series?metric=cpu"} {
		t.Run(address, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			go func() { _, _, _ = process.Resource(ctx, from, address) }()
			receive(t, "the request", came)
			cancel()
			receive(t, "the end of the request", left)
		})
	}
	t.Run("health", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		go func() { _, _ = process.Health(ctx, from) }()
		receive(t, "the request", came)
		cancel()
		receive(t, "the end of the request", left)
	})
}

func receive[T any](t *testing.T, what string, from <-chan T) T {
	t.Helper()
	select {
	case value := <-from:
		return value
	case <-time.After(10 * time.Second):
		t.Fatalf("%s: not within 10 s", what)
		panic("unreachable")
	}
}
