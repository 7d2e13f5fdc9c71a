// Package executor is the one way to a server: every call of the plugin passes it. It limits how many run at the same time,
// coalesces equal ones, caches responses and names, and traces and counts calls. A result depends on the request, the range, the
// settings and what the server holds. It depends on earlier requests only as far as the rules of the response cache and the TTLs
// of names allow; for alert rules, never.
package executor

import (
	"context"
	"errors"
	"net/url"
	"sync/atomic"

	"go.opentelemetry.io/otel/trace"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/client"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/decode"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/problems"
)

// Config says which server an executor calls, and within which bounds.
type Config struct {
	// Doer sends the requests, and authenticates them.
	Doer client.Doer
	// Endpoint is the API's root, without "/api".
	Endpoint *url.URL
	// Server is the server's display name in errors: a region, or a host.
	Server string
	// Dialect is the server type of the settings; the version of an OpenTSDB is asked for later.
	Dialect *dialects.Dialect
	// MaxResponseBytes and MaxSeries bound the response to one query.
	MaxResponseBytes int64
	MaxSeries        int
	// ResponseCacheBytes bounds the response cache; 0: there is none.
	ResponseCacheBytes int64
	// Secrets are what the doer sends to authenticate; they are redacted from every error.
	Secrets []string
	// TooLarge is the error of reading a response that exceeds Grafana's own limit.
	TooLarge error
	Tracer   trace.Tracer
}

// Executor calls one server. It is safe for concurrent use.
type Executor struct {
	config  Config
	client  *client.Client
	limiter *limiter
	// responses is nil where the settings turn the response cache off.
	responses *responseCache
	// names caches suggestions, lists of series, and sample intervals.
	names *store

	// version is the dialect of an OpenTSDB's version, once it is known.
	version atomic.Pointer[dialects.Dialect]

	queries     coalescer[Result]
	suggestions coalescer[[]string]
	lookups     coalescer[SeriesList]
	active      coalescer[[]map[string]string]
	densities   coalescer[density]
	versions    coalescer[*dialects.Dialect]

	// probes sends the probes of concurrent queries together.
	probes batcher
}

// maxNameBytes bounds the cache of names of one data source.
const maxNameBytes = 32 << 20

// New makes an executor.
func New(config Config) *Executor {
	e := &Executor{
		config: config,
		client: client.New(client.Config{
			Doer: config.Doer, Endpoint: config.Endpoint, Server: config.Server, Dialect: config.Dialect,
			Limits:  decode.Limits{Bytes: config.MaxResponseBytes, Series: config.MaxSeries},
			Observe: observe, Secrets: config.Secrets, TooLarge: config.TooLarge, Tracer: config.Tracer,
		}),
		limiter:     newLimiter(config.Tracer),
		names:       newStore(maxNameBytes),
		queries:     coalescer[Result]{call: "query"},
		suggestions: coalescer[[]string]{call: "suggest"},
		lookups:     coalescer[SeriesList]{call: "lookup"},
		active:      coalescer[[]map[string]string]{call: "query"},
		densities:   coalescer[density]{call: "sample interval"},
		versions:    coalescer[*dialects.Dialect]{call: "version"},
	}
	e.probes.send, e.probes.wait = e.request, maxBatchWait
	if config.ResponseCacheBytes > 0 {
		e.responses = newResponseCache(config.ResponseCacheBytes)
	}
	return e
}

// Close empties the caches.
func (e *Executor) Close() {
	e.names.close()
	if e.responses != nil {
		e.responses.store.close()
	}
}

// Server returns the server's display name in errors.
func (e *Executor) Server() string { return e.config.Server }

// InfixSuggest says whether the server suggests metrics that contain a text, and not only those that begin with it.
func (e *Executor) InfixSuggest() bool { return e.config.Dialect.InfixSuggest }

// Curl writes a query request as a shell command that a person can run; the token is a variable for them to set.
func (e *Executor) Curl(request opentsdb.QueryRequest, transport opentsdb.TokenTransport, authenticated bool) string {
	return e.client.Curl(request, transport, authenticated)
}

// explain turns the end of ctx, cancelled or out of time, into an error of the call that was waited for.
func (e *Executor) explain(call string, err error) error {
	if _, told := errors.AsType[*problems.Error](err); !told && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
		return e.client.Fail(call, err)
	}
	return err
}
