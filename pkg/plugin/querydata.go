package plugin

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental/concurrent"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/executor"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/frames"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/problems"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// concurrentQueries is how many queries of one panel run at the same time.
const concurrentQueries = 10

// QueryData runs each query by its own requests, with its own error.
func (i *Instance) QueryData(ctx context.Context, req *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	caller := i.callerOf(req.Headers)
	return concurrent.QueryData(ctx, req, func(ctx context.Context, q concurrent.Query) (response backend.DataResponse) {
		defer func() {
			if r := recover(); r != nil {
				response = failed(&executor.Panic{Value: r, Stack: debug.Stack()}, frames.Meta{RefID: q.DataQuery.RefID})
			}
			logPanic(ctx, response.Error)
		}()
		return i.query(ctx, caller, q.DataQuery)
	}, concurrentQueries)
}

// logPanic logs the stack of a query that panicked.
func logPanic(ctx context.Context, err error) {
	if p, ok := errors.AsType[*executor.Panic](err); ok {
		backend.Logger.FromContext(ctx).Error("A query failed inside the plugin", "panic", p.Value, "stack", string(p.Stack))
	}
}

// request is one query of Grafana's, and the context that it runs in.
type request struct {
	caller  executor.Caller
	query   backend.DataQuery
	dialect *dialects.Dialect
	// minInterval bounds auto intervals from below, so that all metrics of the query have the same interval; zero: no bound.
	minInterval time.Duration
}

func (r request) timeRange() query.Range {
	return query.Range{From: r.query.TimeRange.From, To: r.query.TimeRange.To}
}

func (i *Instance) query(ctx context.Context, caller executor.Caller, asked backend.DataQuery) backend.DataResponse {
	parsed, err := query.Parse(asked.JSON)
	if err != nil {
		return refused(err)
	}
	if caller.Origin != executor.Panel {
		// A rule's Reduce would count the nulls that other formats hold where the server sent nothing.
		parsed.Format = string(frames.FormatTimeSeries)
	}
	dialect, err := i.executor.Dialect(ctx, caller)
	if err != nil {
		return failed(err, frames.Meta{RefID: asked.RefID})
	}
	if err := i.checkVariables(ctx, caller, parsed); err != nil {
		return refused(err)
	}
	each, err := parsed.EachMetric()
	if err != nil {
		return refused(err)
	}
	caller.MaxAge = parsed.MaxAge
	r := request{caller: caller, query: asked, dialect: dialect}
	switch parsed.Type {
	case query.Last:
		return i.last(ctx, each, r)
	case query.SeriesList:
		return i.seriesTable(ctx, each, r)
	case query.Annotations:
		return i.annotations(ctx, each, r)
	default:
		return i.timeSeries(ctx, each, r)
	}
}

// refused is the response to a query that isn't sent until its author corrects it.
func refused(err error) backend.DataResponse {
	return backend.DataResponse{Error: err, Status: backend.StatusBadRequest, ErrorSource: backend.ErrorSourceDownstream}
}

// failed is the response to a query that failed, with its request for the inspector.
func failed(err error, meta frames.Meta) backend.DataResponse {
	response := backend.DataResponse{Frames: frames.TimeSeries(nil, frames.Meta{RefID: meta.RefID, Executed: meta.Executed})}
	response.Error, response.Status, response.ErrorSource = err, statusOf(err), sourceOf(err)
	return response
}

func statusOf(err error) backend.Status {
	if p, ok := errors.AsType[*problems.Error](err); ok && p.Status >= http.StatusBadRequest {
		return backend.Status(p.Status)
	} else if ok {
		return backend.StatusBadGateway
	}
	switch {
	case query.IsRefusal(err):
		return backend.StatusBadRequest
	case errors.Is(err, context.Canceled):
		return problems.StatusClientClosedRequest
	case errors.Is(err, context.DeadlineExceeded):
		return backend.StatusTimeout
	}
	return backend.StatusInternal
}

func sourceOf(err error) backend.ErrorSource {
	if p, ok := errors.AsType[*problems.Error](err); ok {
		return backend.ErrorSource(p.Source)
	}
	if query.IsRefusal(err) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return backend.ErrorSourceDownstream
	}
	return backend.ErrorSourcePlugin
}

// joinResponses joins the responses of several metrics: the first error, and all frames. Frames without fields stay only if there
// are no others.
func joinResponses(each []backend.DataResponse) backend.DataResponse {
	all := backend.DataResponse{Status: backend.StatusOK}
	var empty data.Frames
	for _, one := range each {
		if one.Error != nil && all.Error == nil {
			all.Error, all.Status, all.ErrorSource = one.Error, one.Status, one.ErrorSource
		}
		for _, frame := range one.Frames {
			if len(frame.Fields) == 0 {
				empty = append(empty, frame)
			} else {
				all.Frames = append(all.Frames, frame)
			}
		}
	}
	if len(all.Frames) == 0 {
		all.Frames = empty
	}
	return all
}
