package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/gtime"
	"github.com/grafana/grafana-plugin-sdk-go/experimental/apis/datasource/v0alpha1"
)

// alertMaxDataPoints is what Grafana gives a query of an alert rule that doesn't say
// (pkg/services/ngalert/models/alert_query.go).
const alertMaxDataPoints = 43200

// evalRequest is the body of POST /api/v1/eval, by which Grafana previews an alert rule.
type evalRequest struct {
	Data []struct {
		RefID             string `json:"refId"`
		DatasourceUID     string `json:"datasourceUid"`
		RelativeTimeRange struct {
			// From and To are seconds before now.
			From int64 `json:"from"`
			To   int64 `json:"to"`
		} `json:"relativeTimeRange"`
		Model v0alpha1.DataQuery `json:"model"`
	} `json:"data"`
	Now time.Time `json:"now"`
}

// forwardedHeaders are the browser's headers that Grafana passes on to a backend.
var forwardedHeaders = []string{
	"X-Plugin-Id", "X-Datasource-Uid", "X-Dashboard-Uid", "X-Dashboard-Title", "X-Panel-Id", "X-Panel-Plugin-Id",
	"X-Panel-Title", "X-Query-Group-Id", "X-Grafana-From-Expr",
}

// query answers POST /api/ds/query: what a panel, Explore and a variable ask. As soon as one query failed, the status is
// 400, though the others' data is in the body all the same (grafana pkg/api/metrics.go, toJsonStreamingResponse).
func (s *server) query(w http.ResponseWriter, r *http.Request) error {
	var body v0alpha1.QueryDataRequest
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	response, err := s.run(r.Context(), body, func(request *sdk.QueryDataRequest) {
		for _, name := range forwardedHeaders {
			if value := r.Header.Get(name); value != "" {
				request.SetHTTPHeader(name, value)
			}
		}
	})
	if err != nil {
		return err
	}
	for _, one := range response.Responses {
		if one.Error != nil {
			return writeJSON(w, http.StatusBadRequest, response)
		}
	}
	return writeJSON(w, http.StatusOK, response)
}

// eval answers POST /api/v1/eval: the query runs as an alert rule's does, with no user and no browser behind it.
func (s *server) eval(w http.ResponseWriter, r *http.Request) error {
	body := evalRequest{Now: time.Now()}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	ago := func(seconds int64) string {
		return strconv.FormatInt(body.Now.Add(-time.Duration(seconds)*time.Second).UnixMilli(), 10)
	}
	var asked v0alpha1.QueryDataRequest
	for _, one := range body.Data {
		query := one.Model
		query.RefID = cmp.Or(one.RefID, query.RefID)
		query.Datasource = &v0alpha1.DataSourceRef{Type: pluginID, UID: one.DatasourceUID}
		query.TimeRange = &v0alpha1.TimeRange{From: ago(one.RelativeTimeRange.From), To: ago(one.RelativeTimeRange.To)}
		if query.MaxDataPoints == 0 {
			query.MaxDataPoints = alertMaxDataPoints
		}
		asked.Queries = append(asked.Queries, query)
	}
	response, err := s.run(r.Context(), asked, func(request *sdk.QueryDataRequest) {
		request.PluginContext.User = nil
		request.Headers["FromAlert"] = "true"
		request.Headers["X-Cache-Skip"] = "true"
	})
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, response)
}

// run calls the backend once for each data source, as Grafana does, and joins the responses. prepare completes each call.
func (s *server) run(ctx context.Context, asked v0alpha1.QueryDataRequest, prepare func(*sdk.QueryDataRequest)) (*sdk.QueryDataResponse, error) {
	if len(asked.Queries) == 0 {
		return nil, badRequest("no queries found")
	}
	bySource := map[string][]v0alpha1.DataQuery{}
	for _, query := range asked.Queries {
		times := asked.TimeRange
		if query.TimeRange != nil {
			times = *query.TimeRange
		}
		if err := checkRange(times); err != nil {
			return nil, err
		}
		uid := ""
		if query.Datasource != nil {
			uid = query.Datasource.UID
		}
		if query.RefID == "" {
			query.RefID = "A"
		}
		bySource[uid] = append(bySource[uid], query)
	}
	joined := sdk.NewQueryDataResponse()
	for uid, queries := range bySource {
		source, err := s.dataSources.get(uid)
		if err != nil {
			return nil, err
		}
		request := &sdk.QueryDataRequest{PluginContext: s.pluginContext(source), Headers: map[string]string{}}
		request.Queries, _, err = v0alpha1.ToDataSourceQueries(v0alpha1.QueryDataRequest{TimeRange: asked.TimeRange, Queries: queries})
		if err != nil {
			return nil, badRequest("%w", err)
		}
		prepare(request)
		response, err := s.backend.QueryData(ctx, request)
		if err != nil {
			return nil, fmt.Errorf("query data error: %w", err)
		}
		for refID, one := range response.Responses {
			joined.Responses[refID] = one
		}
	}
	return joined, nil
}

// checkRange refuses a range that the SDK would panic at.
func checkRange(times v0alpha1.TimeRange) error {
	parsed := gtime.NewTimeRange(times.From, times.To)
	if _, err := parsed.ParseFrom(); err != nil {
		return badRequest("from is not a time: %q", times.From)
	}
	if _, err := parsed.ParseTo(); err != nil {
		return badRequest("to is not a time: %q", times.To)
	}
	return nil
}
