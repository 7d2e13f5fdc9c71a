package plugin

import (
	"context"
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/frames"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/metadata"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// last answers with each series' last point. /api/query/last takes exact tags only, so the series are looked up first.
func (i *Instance) last(ctx context.Context, q query.Query, asked backend.DataQuery) backend.DataResponse {
	meta := frames.Meta{RefID: asked.RefID, Alias: q.Alias, Aggregator: "last"}
	if err := query.CheckSelection(q, i.settings.Dialect); err != nil {
		return refused(err)
	}
	list, err := i.metadata.Series(ctx, metadata.Scope{Metric: q.Metric, Filters: q.Filters, Limit: i.settings.MaxSeries})
	if err != nil {
		return failed(err, meta)
	}
	hours, whole := query.BackScanHours(query.Range{From: asked.TimeRange.From, To: asked.TimeRange.To})
	if !whole {
		meta.Notices = append(meta.Notices, data.Notice{
			Severity: data.NoticeSeverityInfo,
			Text:     fmt.Sprintf("Last values are looked for in the last %d hours only: a series that ended before them is missing.", hours),
		})
	}
	if !list.Complete {
		meta.Notices = append(meta.Notices, frames.MoreSeries)
	}
	request := opentsdb.LastQuery{ResolveNames: true, BackScan: hours}
	for _, s := range list.Series {
		request.Queries = append(request.Queries, opentsdb.LastSubQuery{Metric: s.Metric, Tags: s.Tags})
	}
	var points []opentsdb.LastPoint
	if len(request.Queries) > 0 {
		if points, err = i.client.Last(ctx, request); err != nil {
			return failed(err, meta)
		}
	}
	return backend.DataResponse{Status: backend.StatusOK, Frames: frames.Last(points, meta)}
}

// seriesTable answers with the metric's series as a table, a column a tag key.
func (i *Instance) seriesTable(ctx context.Context, q query.Query, asked backend.DataQuery) backend.DataResponse {
	meta := frames.Meta{RefID: asked.RefID}
	if err := query.CheckSelection(q, i.settings.Dialect); err != nil {
		return refused(err)
	}
	list, err := i.metadata.Series(ctx, metadata.Scope{Metric: q.Metric, Filters: q.Filters, Limit: i.settings.MaxSeries})
	if err != nil {
		return failed(err, meta)
	}
	rows := make([]frames.Row, len(list.Series))
	for n, s := range list.Series {
		rows[n] = frames.Row{Metric: s.Metric, Tags: s.Tags}
	}
	return backend.DataResponse{Status: backend.StatusOK, Frames: frames.SeriesTable(rows, list.Complete, meta)}
}
