package plugin

import (
	"context"
	"errors"
	"net/http"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental/concurrent"
	"golang.org/x/sync/errgroup"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/frames"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/filters"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/problems"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// concurrentQueries is how many queries of one panel run at once.
const concurrentQueries = 10

// fromAlertHeader is what Grafana's alerting sends along with its queries.
const fromAlertHeader = "FromAlert"

// QueryData answers each query with its own request and its own error.
func (i *Instance) QueryData(ctx context.Context, req *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	return concurrent.QueryData(ctx, req, i.query, concurrentQueries)
}

func (i *Instance) query(ctx context.Context, q concurrent.Query) backend.DataResponse {
	parsed, err := query.Parse(q.DataQuery.JSON)
	if err != nil {
		return refused(err)
	}
	each, err := parsed.EachMetric()
	if err != nil {
		return refused(err)
	}
	if len(each) == 1 {
		return i.answer(ctx, each[0], q)
	}
	answers := make([]backend.DataResponse, len(each))
	var running errgroup.Group
	running.SetLimit(concurrentQueries)
	for n, one := range each {
		running.Go(func() error {
			answers[n] = i.answer(ctx, one, q)
			return nil
		})
	}
	if err := running.Wait(); err != nil { // each answer holds its own
		return refused(err)
	}
	return joined(answers)
}

// answer answers a query of one metric.
func (i *Instance) answer(ctx context.Context, q query.Query, asked concurrent.Query) backend.DataResponse {
	switch q.Type {
	case query.Last:
		return i.last(ctx, q, asked.DataQuery)
	case query.SeriesList:
		return i.seriesTable(ctx, q, asked.DataQuery)
	case query.Annotations:
		return i.annotations(ctx, q, asked.DataQuery)
	default:
		return i.timeSeries(ctx, q, asked.DataQuery, asked.Headers.Get(fromAlertHeader) == "true")
	}
}

// joined makes one answer of those to several metrics: the first error, and all data. An answer without data is left out
// beside one that has some.
func joined(answers []backend.DataResponse) backend.DataResponse {
	whole := backend.DataResponse{Status: backend.StatusOK}
	var empty data.Frames
	for _, a := range answers {
		if a.Error != nil && whole.Error == nil {
			whole.Error, whole.Status, whole.ErrorSource = a.Error, a.Status, a.ErrorSource
		}
		for _, frame := range a.Frames {
			if len(frame.Fields) == 0 {
				empty = append(empty, frame)
			} else {
				whole.Frames = append(whole.Frames, frame)
			}
		}
	}
	if len(whole.Frames) == 0 {
		whole.Frames = empty
	}
	return whole
}

func (i *Instance) timeSeries(ctx context.Context, q query.Query, asked backend.DataQuery, alert bool) backend.DataResponse {
	grafana := query.Grafana{
		Range:         query.Range{From: asked.TimeRange.From, To: asked.TimeRange.To},
		Interval:      asked.Interval,
		MaxDataPoints: asked.MaxDataPoints,
		LeastInterval: i.settings.TimeInterval,
	}
	plan, err := query.NewPlan(q, grafana, i.settings.Dialect)
	if err != nil {
		return refused(err)
	}
	if least, ok := i.leastInterval(ctx, plan); ok {
		grafana.LeastInterval = max(grafana.LeastInterval, least)
		if plan, err = query.NewPlan(q, grafana, i.settings.Dialect); err != nil {
			return refused(err)
		}
	}
	meta := frames.Meta{
		RefID:      asked.RefID,
		Alias:      q.Alias,
		Aggregator: q.Aggregator,
		Executed:   i.client.Curl(plan.Request, i.settings.TokenTransport, i.authenticated),
	}
	if plan.Why != "" {
		meta.Executed = "# " + plan.Why + ".\n" + meta.Executed
	}
	if d := plan.Query.Downsample; d != nil {
		meta.Downsample = d.Interval.String() + "-" + d.Aggregator
		meta.Interval = d.Interval.String()
		if d.FillPolicy != query.FillNone {
			meta.Step = plan.LongestBucket()
		}
	}
	series, err := i.series(ctx, plan, alert)
	if err != nil {
		return failed(err, meta)
	}
	return backend.DataResponse{Status: backend.StatusOK, Frames: frames.TimeSeries(series, meta)}
}

// refused answers a query that can't be sent: what its author has to mend.
func refused(err error) backend.DataResponse {
	return backend.DataResponse{Error: err, Status: backend.StatusBadRequest, ErrorSource: backend.ErrorSourceDownstream}
}

// failed answers a query that was sent in vain, with the request for the inspector.
func failed(err error, meta frames.Meta) backend.DataResponse {
	if _, ok := errors.AsType[*filters.Error](err); ok {
		return refused(err)
	}
	response := backend.DataResponse{Error: err, Status: backend.StatusInternal, ErrorSource: backend.ErrorSourcePlugin}
	if e, ok := errors.AsType[*problems.Error](err); ok {
		response.Status, response.ErrorSource = backend.Status(e.Status), backend.ErrorSource(e.Source)
	}
	if response.Status < http.StatusBadRequest {
		response.Status = backend.StatusBadGateway
	}
	frame := data.NewFrame("")
	frame.RefID = meta.RefID
	frame.Meta = &data.FrameMeta{ExecutedQueryString: meta.Executed}
	response.Frames = data.Frames{frame}
	return response
}
