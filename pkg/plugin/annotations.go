package plugin

import (
	"context"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/frames"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// annotations answers with the notes that the server stores.
func (i *Instance) annotations(ctx context.Context, q query.Query, asked backend.DataQuery) backend.DataResponse {
	request, err := query.AnnotationsRequest(q, query.Range{From: asked.TimeRange.From, To: asked.TimeRange.To}, i.settings.Dialect)
	if err != nil {
		return refused(err)
	}
	meta := frames.Meta{RefID: asked.RefID, Executed: i.client.Curl(request, i.settings.TokenTransport, i.authenticated)}
	series, err := i.client.Query(ctx, request)
	if err != nil {
		return failed(err, meta)
	}
	return backend.DataResponse{Status: backend.StatusOK, Frames: frames.Annotations(series, q.Global, meta)}
}
