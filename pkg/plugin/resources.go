package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/executor"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/metadata"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/filters"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/problems"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// routes serves the resources of docs/resources.md. None of them passes a path or query string on to the server: each parameter
// is parsed, checked and encoded anew.
func (i *Instance) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", resource(i, func(ctx context.Context, p params) (any, error) {
		return i.metadata.Metrics(ctx, p.caller, p.scope)
	}))
	mux.Handle("GET /tag-keys", resource(i, func(ctx context.Context, p params) (any, error) {
		return i.metadata.TagKeys(ctx, p.caller, p.scope)
	}))
	mux.Handle("GET /tag-values", resource(i, func(ctx context.Context, p params) (any, error) {
		key, err := p.required("key")
		if err != nil {
			return nil, err
		}
		return i.metadata.TagValues(ctx, p.caller, key, p.scope)
	}))
	mux.Handle("GET /series", resource(i, func(ctx context.Context, p params) (any, error) {
		if _, err := p.required("metric"); err != nil {
			return nil, err
		}
		return i.metadata.Series(ctx, p.caller, p.scope)
	}))
	mux.Handle("GET /aggregators", resource(i, func(_ context.Context, p params) (any, error) {
		return metadata.Names{Values: p.dialect.Aggregators, Complete: p.dialect.ListsComplete}, nil
	}))
	mux.Handle("GET /filter-types", resource(i, func(_ context.Context, p params) (any, error) {
		return filterTypes(p.dialect), nil
	}))
	mux.Handle("GET /server", resource(i, func(_ context.Context, p params) (any, error) {
		return metadata.Describe(p.dialect, i.settings.Server), nil
	}))
	return mux
}

func filterTypes(d *dialects.Dialect) metadata.Names {
	names := metadata.Names{Values: []string{}, Complete: true}
	for _, t := range d.FilterTypes {
		if t.Support != dialects.Refused {
			names.Values = append(names.Values, t.Name)
		}
	}
	return names
}

// params are the checked parameters of a resource call.
type params struct {
	caller  executor.Caller
	dialect *dialects.Dialect
	values  url.Values
	scope   metadata.Scope
}

// badParameter is the error for an invalid parameter.
type badParameter struct{ text string }

func (e *badParameter) Error() string { return e.text }

func invalidParameter(message messages.Message, values ...any) *badParameter {
	return &badParameter{message.Text(values...)}
}

// maxParameterBytes bounds each parameter: no name in OpenTSDB is nearly as long.
const maxParameterBytes = 16 << 10

func readParams(values url.Values, dialect *dialects.Dialect, lookupLimit int) (params, error) {
	for name, all := range values {
		for _, value := range all {
			if len(value) > maxParameterBytes {
				return params{}, invalidParameter(messages.ParameterTooLong, name)
			}
		}
	}
	p := params{dialect: dialect, values: values, scope: metadata.Scope{Text: values.Get("q"), Metric: strings.TrimSpace(values.Get("metric"))}}
	if err := dialect.CheckText(p.scope.Metric); err != nil {
		return params{}, invalidParameter(messages.ParameterInvalid, "metric", err)
	}
	if text := values.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return params{}, invalidParameter(messages.ParameterNotPositive, "limit")
		}
		p.scope.Limit = min(n, lookupLimit)
	}
	selected, err := query.ParseFilters([]byte(values.Get("filters")))
	if err != nil {
		return params{}, invalidParameter(messages.ParameterInvalid, "filters", err)
	}
	p.scope.Filters = selected
	p.scope.Within, err = readRange(values)
	return p, err
}

// readRange reads the parameters from and to, in ms since 1970: both or none.
func readRange(values url.Values) (*metadata.Range, error) {
	from, to := values.Get("from"), values.Get("to")
	if from == "" && to == "" {
		return nil, nil
	}
	start, err := strconv.ParseInt(from, 10, 64)
	if err != nil {
		return nil, invalidParameter(messages.ParameterNotTime, "from")
	}
	end, err := strconv.ParseInt(to, 10, 64)
	if err != nil || end <= start {
		return nil, invalidParameter(messages.ParameterNotAfterFrom, "to")
	}
	return &metadata.Range{From: start, To: end}, nil
}

func (p params) required(name string) (string, error) {
	if value := p.values.Get(name); value != "" {
		return value, nil
	}
	return "", invalidParameter(messages.ParameterMissing, name)
}

// resource serves a call with the JSON of what handle returns, or with its error's message and status.
func resource(i *Instance, handle func(context.Context, params) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := i.respond(r, handle)
		status := http.StatusOK
		if err != nil {
			status, body = resourceStatus(err), encodeMessage(err.Error())
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if _, err := w.Write(body); err != nil {
			backend.Logger.FromContext(r.Context()).Debug("A resource's response couldn't be sent", "error", err)
		}
	})
}

func (i *Instance) respond(r *http.Request, handle func(context.Context, params) (any, error)) ([]byte, error) {
	caller := callerFrom(r)
	dialect, err := i.executor.Dialect(r.Context(), caller)
	if err != nil {
		return nil, err
	}
	p, err := readParams(r.URL.Query(), dialect, i.settings.LookupLimit)
	if err != nil {
		return nil, err
	}
	p.caller = caller
	result, err := handle(r.Context(), p)
	if err != nil {
		return nil, err
	}
	return json.Marshal(result)
}

func resourceStatus(err error) int {
	if _, ok := errors.AsType[*badParameter](err); ok {
		return http.StatusBadRequest
	}
	if _, ok := errors.AsType[*filters.Error](err); ok {
		return http.StatusBadRequest
	}
	if e, ok := errors.AsType[*problems.Error](err); ok && e.Status == http.StatusTooManyRequests {
		return http.StatusTooManyRequests
	}
	return http.StatusBadGateway
}

func encodeMessage(message string) []byte {
	body, err := json.Marshal(struct {
		Message string `json:"message"`
	}{message})
	if err != nil { // a string always encodes
		return []byte(`{"message":"unreadable"}`)
	}
	return body
}
