// Package client speaks OpenTSDB's HTTP API to one server.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/decode"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/problems"
)

// maxErrorBytes bounds what is read of a failed response: what is wrong stands at its beginning.
const maxErrorBytes = 64 << 10

// Doer sends requests; *http.Client is one.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// Client speaks OpenTSDB's HTTP API to one server. It is safe for concurrent use.
type Client struct{ config Config }

// Exchange describes one finished call to a server.
type Exchange struct {
	Call string
	// Outcome is "ok", or the kind of the error.
	Outcome string
	Took    time.Duration
	// Bytes is how many bytes of the response were read, after decompression.
	Bytes int64
}

// Observer is called with each exchange when it is over.
type Observer func(Exchange)

// Config says which server a client speaks to, and how.
type Config struct {
	// Doer sends the requests, and authenticates them.
	Doer Doer
	// Endpoint is the API's root, without "/api".
	Endpoint *url.URL
	// Server is the server's display name in errors: a region, or a host.
	Server  string
	Dialect *dialects.Dialect
	Limits  decode.Limits
	// Observe may be nil.
	Observe Observer
	// Secrets are what the doer sends to authenticate; they are redacted from every error.
	Secrets []string
	// Tracer makes a span of each part of an exchange; nil: there are no spans.
	Tracer trace.Tracer
	// TooLarge is the error of reading a response that exceeds Grafana's own limit; nil: there is none.
	TooLarge error
}

// New makes a client.
func New(config Config) *Client {
	if config.Observe == nil {
		config.Observe = func(Exchange) {}
	}
	if config.Tracer == nil {
		config.Tracer = noop.NewTracerProvider().Tracer("")
	}
	return &Client{config}
}

// URL returns the address of an API path such as "/api/query".
func (c *Client) URL(path string) string { return c.config.Endpoint.String() + path }

// NoRedirects is a CheckRedirect for the HTTP client: following a redirect would send the token elsewhere, or turn a POST into a
// GET. The redirect itself is returned, and becomes an error.
func NoRedirects(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func (c *Client) get(ctx context.Context, call, path string, read func(io.Reader) error) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL(path), http.NoBody)
	if err != nil {
		return c.fail(call, nil, nil, err)
	}
	return c.do(request, call, read)
}

// post sends a body whose texts were checked and escaped by w.
func (c *Client) post(ctx context.Context, call, path string, w *wire, body any, read func(io.Reader) error) error {
	if w.fault != nil {
		return w.fault
	}
	encoded, err := encode(body)
	if err != nil {
		return fmt.Errorf("write the %s request: %w", call, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL(path), bytes.NewReader(encoded))
	if err != nil {
		return c.fail(call, nil, nil, err)
	}
	request.Header.Set("Content-Type", "application/json")
	// Requests only read, so they may be repeated: the empty key, which isn't sent, lets net/http retry one whose idle connection
	// the server had closed.
	request.Header["Idempotency-Key"] = []string{}
	return c.do(request, call, read)
}

func (c *Client) do(request *http.Request, call string, read func(io.Reader) error) (err error) {
	started, body := time.Now(), &countingReader{}
	defer func() {
		exchange := Exchange{Call: call, Outcome: "ok", Took: time.Since(started), Bytes: body.n}
		if e, ok := errors.AsType[*problems.Error](err); ok {
			exchange.Outcome = string(e.Kind)
		}
		c.config.Observe(exchange)
	}()
	_, span := c.config.Tracer.Start(request.Context(), "fetch")
	response, err := c.config.Doer.Do(request)
	span.End()
	if err != nil {
		return c.fail(call, nil, nil, err)
	}
	defer func() {
		// Only a response that was read to its end leaves the connection for the next request.
		_ = response.Body.Close()
	}()
	if response.StatusCode < 200 || response.StatusCode > 299 {
		body, err := io.ReadAll(io.LimitReader(response.Body, maxErrorBytes))
		if err != nil && len(body) > 0 {
			err = nil
		}
		return c.fail(call, response, body, err)
	}
	body.from = response.Body
	_, span = c.config.Tracer.Start(request.Context(), "decode")
	defer span.End()
	if err := read(body); err != nil {
		if ctxErr := request.Context().Err(); ctxErr != nil {
			err = errors.Join(ctxErr, err)
		}
		return c.fail(call, response, nil, err)
	}
	return nil
}

// countingReader counts what is read through it.
type countingReader struct {
	from io.Reader
	n    int64
}

func (r *countingReader) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	r.n += int64(n)
	return n, err
}

func (c *Client) fail(call string, response *http.Response, body []byte, err error) error {
	return problems.ReadError(problems.Where{Server: c.config.Server, Call: call, Dialect: c.config.Dialect.ID, TooLarge: c.config.TooLarge, Redact: c.config.Secrets}, response, body, err)
}

// Fail turns an error outside of an exchange into an error of a call.
func (c *Client) Fail(call string, err error) error { return c.fail(call, nil, nil, err) }

// encode writes a request body without HTML escapes, which would make the inspector's request hard to read.
func encode(body any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buffer.Bytes(), "\n"), nil
}
