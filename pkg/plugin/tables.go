package plugin

import (
	"context"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/frames"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/metadata"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// last returns each series' last point, if it lies in the range: the server gives no point but the newest. The series are looked
// up first, as /api/query/last takes exact tags only.
func (i *Instance) last(ctx context.Context, each []query.Query, r request) backend.DataResponse {
	q := each[0]
	meta := frames.Meta{RefID: r.query.RefID, Alias: q.Alias, Legend: frames.Legend(q.Legend), Format: frames.Format(q.Format), Aggregator: "last"}
	list, err := i.selected(ctx, each, r)
	if err != nil {
		return failed(err, meta)
	}
	if !list.Complete {
		meta.Notices = append(meta.Notices, frames.MoreSeries)
	}
	if len(list.Series) == 0 {
		meta.Notices = append(meta.Notices, i.emptyListNotices(ctx, each, r)...)
	}
	asked := r.timeRange()
	hours, all := query.BackScanHours(asked.From, r.caller.Now)
	if !all {
		meta.Notices = append(meta.Notices, notice(data.NoticeSeverityInfo, messages.LastLooksBack.Text(hours)))
	}
	request := opentsdb.LastQuery{ResolveNames: true, BackScan: hours}
	for _, s := range list.Series {
		request.Queries = append(request.Queries, opentsdb.LastSubQuery{Metric: s.Metric, Tags: s.Tags})
	}
	points, err := i.executor.Last(ctx, r.caller, request)
	if err != nil {
		return failed(err, meta)
	}
	within, later := inRange(points, asked, r.caller.Now)
	if later > 0 {
		meta.Notices = append(meta.Notices, notice(data.NoticeSeverityWarning, messages.LastIsNewer.Text(later, len(points))))
	}
	return framesResponse(frames.Last(within, meta))
}

// upToNow bounds the time from the "now" of a page to its query, on a slow page or a busy Grafana.
const upToNow = time.Minute

// inRange returns the points of a range, and counts those after it. A range that ends now includes points that arrived since.
func inRange(points []opentsdb.LastPoint, r query.Range, now time.Time) (within []opentsdb.LastPoint, later int) {
	end := r.To
	if now.After(end) && now.Sub(end) <= upToNow {
		end = now
	}
	// A collector's clock may be ahead, and a server's timestamps may be whole seconds.
	end = end.Add(time.Second)
	for _, p := range points {
		switch {
		case p.Time.After(end):
			later++
		case !p.Time.Before(r.From):
			within = append(within, p)
		}
	}
	return within, later
}

// seriesTable returns the metrics' series as a table, with a column for each tag key.
func (i *Instance) seriesTable(ctx context.Context, each []query.Query, r request) backend.DataResponse {
	meta := frames.Meta{RefID: r.query.RefID}
	list, err := i.selected(ctx, each, r)
	if err != nil {
		return failed(err, meta)
	}
	if len(list.Series) == 0 {
		meta.Notices = i.emptyListNotices(ctx, each, r)
	}
	rows := make([]frames.Row, len(list.Series))
	for n, s := range list.Series {
		rows[n] = frames.Row{Metric: s.Metric, Tags: s.Tags}
	}
	return framesResponse(frames.SeriesTable(rows, list.Complete, meta))
}

// framesResponse is the response of frames, or of why their format can't hold the result.
func framesResponse(all data.Frames, err error) backend.DataResponse {
	if err != nil {
		return refused(err)
	}
	return backend.DataResponse{Status: backend.StatusOK, Frames: all}
}

// selected lists the series of all metrics that pass their filters, up to the settings' limit.
func (i *Instance) selected(ctx context.Context, each []query.Query, r request) (metadata.SeriesList, error) {
	all := metadata.SeriesList{Complete: true}
	for _, q := range each {
		if err := query.CheckSelection(q, r.dialect); err != nil {
			return all, err
		}
		limit := i.settings.MaxSeries - len(all.Series)
		if limit == 0 {
			all.Complete = false
			break
		}
		list, err := i.metadata.Series(ctx, r.caller, metadata.Scope{Metric: q.Metric, Filters: q.Filters, Limit: limit})
		if err != nil {
			return all, err
		}
		all.Series = append(all.Series, list.Series...)
		all.Complete = all.Complete && list.Complete
	}
	return all, nil
}

// annotations returns the annotations that the server stores.
func (i *Instance) annotations(ctx context.Context, each []query.Query, r request) backend.DataResponse {
	responses := make([]backend.DataResponse, len(each))
	for n, q := range each {
		responses[n] = i.metricAnnotations(ctx, q, r)
	}
	return joinResponses(responses)
}

func (i *Instance) metricAnnotations(ctx context.Context, q query.Query, r request) backend.DataResponse {
	meta := frames.Meta{RefID: r.query.RefID}
	request, err := query.AnnotationsRequest(q, r.timeRange(), r.dialect)
	if err != nil {
		return refused(err)
	}
	meta.Executed = i.executor.Curl(request, i.settings.TokenTransport, i.authenticated)
	series, err := i.executor.Query(ctx, r.caller, request)
	if err != nil {
		return failed(err, meta)
	}
	return backend.DataResponse{Status: backend.StatusOK, Frames: frames.Annotations(series, q.Global, meta)}
}
