package opentsdb

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// TokenTransport says how the token reaches the server.
type TokenTransport string

// The transports: as the password of HTTP basic authentication with any user, or in a header of its own.
const (
	TokenBasic  TokenTransport = "basic"
	TokenHeader TokenTransport = "header"
)

// TokenHeaderName is the header that carries the token with TokenHeader.
const TokenHeaderName = "X-Warp10-Token"

// mostErrorBytes bounds what is read of a failed answer: sentences come first.
const mostErrorBytes = 64 << 10

// Doer sends requests; *http.Client is one.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// Client speaks OpenTSDB's HTTP API to one server. It is safe for concurrent use.
type Client struct {
	doer     Doer
	endpoint *url.URL
	server   string
	dialect  *Dialect
	limits   Limits
	secrets  []string
	observe  Observer
}

// Exchange is what an Observer learns of one call to a server.
type Exchange struct {
	Call string
	// Outcome is "ok", or the kind of the error.
	Outcome string
	Took    time.Duration
	// Bytes were read of the answer, after decompression.
	Bytes int64
}

// Observer is told of each exchange when it is over.
type Observer func(Exchange)

// NewClient makes a client of the server at endpoint, called server in sentences. The doer authenticates; secrets are
// what it sends for that, and are cut out of every error.
// The observer may be nil.
func NewClient(doer Doer, endpoint *url.URL, server string, dialect *Dialect, limits Limits, observe Observer, secrets ...string) *Client {
	if observe == nil {
		observe = func(Exchange) {}
	}
	return &Client{doer: doer, endpoint: endpoint, server: server, dialect: dialect, limits: limits, observe: observe, secrets: secrets}
}

// Dialect is the server's.
func (c *Client) Dialect() *Dialect { return c.dialect }

// Server is the server's name in sentences.
func (c *Client) Server() string { return c.server }

// URL is the address of an API path such as "/api/query".
func (c *Client) URL(path string) string { return c.endpoint.String() + path }

// NoRedirects is a CheckRedirect for the HTTP client: a redirect would carry the token elsewhere, or turn a POST into a
// GET. The answer is handed back as it is, and read as an error.
func NoRedirects(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Query sends a request to /api/query and decodes its series as they arrive.
func (c *Client) Query(ctx context.Context, request QueryRequest) (series []Series, err error) {
	err = c.post(ctx, "query", "/api/query", request, func(body io.Reader) error {
		series, err = DecodeQuery(body, c.limits)
		return err
	})
	return series, err
}

// LastQuery is a request to /api/query/last
// (http://opentsdb.net/docs/build/html/api_http/query/last.html).
type LastQuery struct {
	Queries      []LastSubQuery `json:"queries"`
	ResolveNames bool           `json:"resolveNames"`
	// BackScan is how many hours back the server looks for a point.
	BackScan int `json:"backScan"`
}

// LastSubQuery names series by a metric and exact tags.
type LastSubQuery struct {
	Metric string            `json:"metric"`
	Tags   map[string]string `json:"tags,omitempty"`
}

// Last asks for the last point of each series.
func (c *Client) Last(ctx context.Context, request LastQuery) (points []LastPoint, err error) {
	err = c.post(ctx, "last", "/api/query/last", request, func(body io.Reader) error {
		points, err = DecodeLast(body, c.dialect.LastUnit, c.limits)
		return err
	})
	return points, err
}

// Suggest kinds.
const (
	SuggestMetrics   = "metrics"
	SuggestTagKeys   = "tagk"
	SuggestTagValues = "tagv"
)

// Suggest asks for at most limit names of a kind that match text, as the server matches.
func (c *Client) Suggest(ctx context.Context, kind, text string, limit int) (names []string, err error) {
	request := struct {
		Type string `json:"type"`
		Q    string `json:"q"`
		Max  int    `json:"max"`
	}{kind, text, limit}
	err = c.post(ctx, "suggest", "/api/suggest", request, func(body io.Reader) error {
		return decodeJSON(body, &names)
	})
	return names, err
}

// SeriesID names one series.
type SeriesID struct {
	Metric string
	Tags   map[string]string
}

// Lookup lists the series of a metric, at most limit of those that pass keep; complete is false when there may be more.
func (c *Client) Lookup(ctx context.Context, metric string, limit int, keep func(tags map[string]string) bool) (series []SeriesID, complete bool, err error) {
	request := struct {
		Metric  string `json:"metric"`
		Limit   int    `json:"limit"`
		UseMeta bool   `json:"useMeta"`
	}{metric, 0, true}
	complete = true
	err = c.post(ctx, "lookup", "/api/search/lookup", request, func(body io.Reader) error {
		return DecodeLookup(body, 0, c.limits, func(metric string, tags map[string]string) bool {
			if !keep(tags) {
				return true
			}
			if len(series) == limit {
				complete = false
				return false
			}
			series = append(series, SeriesID{Metric: metric, Tags: tags})
			return true
		})
	})
	return series, complete, err
}

// Aggregators lists what the server says it has, in its own order.
func (c *Client) Aggregators(ctx context.Context) (names []string, err error) {
	err = c.get(ctx, "aggregators", "/api/aggregators", func(body io.Reader) error { return decodeJSON(body, &names) })
	return names, err
}

// Filters lists the filter types that the server says it has.
func (c *Client) Filters(ctx context.Context) (map[string]json.RawMessage, error) {
	var types map[string]json.RawMessage
	err := c.get(ctx, "filters", "/api/config/filters", func(body io.Reader) error { return decodeJSON(body, &types) })
	return types, err
}

// Version answers the server's version, as it writes it.
func (c *Client) Version(ctx context.Context) (string, error) {
	var v struct {
		Version string `json:"version"`
	}
	err := c.get(ctx, "version", "/api/version", func(body io.Reader) error { return decodeJSON(body, &v) })
	return v.Version, err
}

func (c *Client) get(ctx context.Context, call, path string, read func(io.Reader) error) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL(path), http.NoBody)
	if err != nil {
		return c.fail(call, nil, nil, err)
	}
	return c.do(request, call, read)
}

func (c *Client) post(ctx context.Context, call, path string, body any, read func(io.Reader) error) error {
	encoded, err := encode(body)
	if err != nil {
		return fmt.Errorf("write the %s request: %w", call, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL(path), bytes.NewReader(encoded))
	if err != nil {
		return c.fail(call, nil, nil, err)
	}
	request.Header.Set("Content-Type", "application/json")
	// Every request only reads: the empty key, which isn't sent, lets net/http send it anew where a server closed the idle
	// connection that it was sent on.
	request.Header["Idempotency-Key"] = []string{}
	return c.do(request, call, read)
}

func (c *Client) do(request *http.Request, call string, read func(io.Reader) error) (err error) {
	started, body := time.Now(), &countingReader{}
	defer func() {
		exchange := Exchange{Call: call, Outcome: "ok", Took: time.Since(started), Bytes: body.n}
		if e, ok := errors.AsType[*Error](err); ok {
			exchange.Outcome = string(e.Kind)
		}
		c.observe(exchange)
	}()
	response, err := c.doer.Do(request)
	if err != nil {
		return c.fail(call, nil, nil, err)
	}
	defer func() {
		// An answer that was given up leaves its connection unusable; one that was read leaves it for the next request.
		_ = response.Body.Close()
	}()
	if response.StatusCode < 200 || response.StatusCode > 299 {
		body, err := io.ReadAll(io.LimitReader(response.Body, mostErrorBytes))
		if err != nil && len(body) > 0 {
			err = nil
		}
		return c.fail(call, response, body, err)
	}
	body.from = response.Body
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
	return ReadError(Where{Server: c.server, Call: call, Dialect: c.dialect.ID, Redact: c.secrets}, response, body, err)
}

// Explain reads an end of waiting for a call (cancelled, out of time) as an error of that call; other errors are left.
func (c *Client) Explain(call string, err error) error {
	if _, read := errors.AsType[*Error](err); !read && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
		return c.fail(call, nil, nil, err)
	}
	return err
}

// encode writes a request body without HTML escapes, as a person would.
func encode(body any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buffer.Bytes(), "\n"), nil
}

// mostListBytes bounds a list of names.
const mostListBytes = 64 << 20

func decodeJSON(body io.Reader, into any) error {
	limited := &io.LimitedReader{R: body, N: mostListBytes}
	err := json.NewDecoder(limited).Decode(into)
	if limited.N <= 0 {
		return fmt.Errorf("the list is longer than %d MB", mostListBytes>>20)
	}
	return err
}

// Curl writes a query request as a shell command that a person can run; the token is a variable for them to set.
func (c *Client) Curl(request QueryRequest, transport TokenTransport, authenticated bool) string {
	body, err := encode(request)
	if err != nil {
		return ""
	}
	var command strings.Builder
	command.WriteString("curl -sS ")
	switch {
	case !authenticated:
	case transport == TokenHeader:
		command.WriteString(`-H "` + TokenHeaderName + `: $TOKEN" `)
	default:
		command.WriteString(`-u "metrics:$TOKEN" `)
	}
	command.WriteString("-H 'Content-Type: application/json' --data-binary " + shellQuote(string(body)) + " " + shellQuote(c.URL("/api/query")))
	return command.String()
}

func shellQuote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
