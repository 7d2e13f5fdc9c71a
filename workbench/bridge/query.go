package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
)

// What Grafana gives a query that doesn't say (pkg/services/query/query.go, parseMetricRequest).
const (
	defaultRefID         = "A"
	defaultMaxDataPoints = 100
	defaultInterval      = time.Second
)

// What Grafana gives a query of an alert rule that doesn't say (pkg/services/ngalert/models/alert_query.go).
const (
	alertMaxDataPoints = 43200
	alertInterval      = time.Second
)

// queryRequest is the body of POST /api/ds/query.
type queryRequest struct {
	Queries []json.RawMessage `json:"queries"`
	// From and To are ms since the epoch, as text.
	From string `json:"from"`
	To   string `json:"to"`
}

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
		Model json.RawMessage `json:"model"`
	} `json:"data"`
	Now time.Time `json:"now"`
}

// queryModel is the part of a saved query that Grafana itself reads.
type queryModel struct {
	RefID         string   `json:"refId"`
	QueryType     string   `json:"queryType"`
	MaxDataPoints *float64 `json:"maxDataPoints"`
	IntervalMs    *float64 `json:"intervalMs"`
	Datasource    *struct {
		UID string `json:"uid"`
	} `json:"datasource"`
}

// badRequest is a mistake of the caller: it is answered with 400 and its text.
type badRequest struct{ error }

// dataQuery reads one saved query for the backend and says which data source it is for.
func dataQuery(raw json.RawMessage, timeRange sdk.TimeRange, maxDataPoints int64, interval time.Duration) (sdk.DataQuery, string, error) {
	var model queryModel
	if err := json.Unmarshal(raw, &model); err != nil {
		return sdk.DataQuery{}, "", badRequest{fmt.Errorf("a query is no JSON object as Grafana sends it: %w", err)}
	}
	query := sdk.DataQuery{
		RefID:         model.RefID,
		QueryType:     model.QueryType,
		MaxDataPoints: maxDataPoints,
		Interval:      interval,
		TimeRange:     timeRange,
		JSON:          raw,
	}
	if query.RefID == "" {
		query.RefID = defaultRefID
	}
	if model.MaxDataPoints != nil && *model.MaxDataPoints > 0 {
		query.MaxDataPoints = int64(*model.MaxDataPoints)
	}
	if model.IntervalMs != nil && *model.IntervalMs > 0 {
		query.Interval = time.Duration(*model.IntervalMs * float64(time.Millisecond))
	}
	uid := ""
	if model.Datasource != nil {
		uid = model.Datasource.UID
	}
	return query, uid, nil
}

// query answers POST /api/ds/query: what a panel, Explore and a variable ask.
func (s *server) query(w http.ResponseWriter, r *http.Request) {
	var body queryRequest
	if err := readJSON(w, r, &body); err != nil {
		writeError(w, err)
		return
	}
	if len(body.Queries) == 0 {
		writeError(w, badRequest{errors.New("no queries found")})
		return
	}
	timeRange, err := absoluteRange(body.From, body.To)
	if err != nil {
		writeError(w, badRequest{err})
		return
	}
	groups := newQueryGroups()
	for _, raw := range body.Queries {
		query, uid, err := dataQuery(raw, timeRange, defaultMaxDataPoints, defaultInterval)
		if err != nil {
			writeError(w, err)
			return
		}
		groups.add(uid, query)
	}
	response, err := s.runQueries(r.Context(), groups, func(request *sdk.QueryDataRequest) {
		forwardHeaders(r, request)
	})
	if err != nil {
		writeError(w, err)
		return
	}
	writeJSON(w, queryStatus(response), response)
}

// eval answers POST /api/v1/eval: the query runs as an alert rule's does, with no user and no browser behind it.
func (s *server) eval(w http.ResponseWriter, r *http.Request) {
	var body evalRequest
	if err := readJSON(w, r, &body); err != nil {
		writeError(w, err)
		return
	}
	now := body.Now
	if now.IsZero() {
		now = s.now()
	}
	groups := newQueryGroups()
	for _, data := range body.Data {
		timeRange := sdk.TimeRange{
			From: now.Add(-time.Duration(data.RelativeTimeRange.From) * time.Second),
			To:   now.Add(-time.Duration(data.RelativeTimeRange.To) * time.Second),
		}
		query, _, err := dataQuery(data.Model, timeRange, alertMaxDataPoints, alertInterval)
		if err != nil {
			writeError(w, err)
			return
		}
		if data.RefID != "" {
			query.RefID = data.RefID
		}
		groups.add(data.DatasourceUID, query)
	}
	if len(groups.order) == 0 {
		writeError(w, badRequest{errors.New("no queries found")})
		return
	}
	response, err := s.runQueries(r.Context(), groups, func(request *sdk.QueryDataRequest) {
		request.PluginContext.User = nil
		request.Headers["FromAlert"] = "true"
		request.Headers["X-Cache-Skip"] = "true"
	})
	if err != nil {
		writeError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, response)
}

// queryGroups are queries by data source: Grafana calls a backend once for each.
type queryGroups struct {
	order []string
	byUID map[string][]sdk.DataQuery
}

func newQueryGroups() *queryGroups {
	return &queryGroups{byUID: map[string][]sdk.DataQuery{}}
}

func (g *queryGroups) add(uid string, query sdk.DataQuery) {
	if _, seen := g.byUID[uid]; !seen {
		g.order = append(g.order, uid)
	}
	g.byUID[uid] = append(g.byUID[uid], query)
}

// runQueries calls the backend once for each data source and joins the responses. prepare completes each call.
func (s *server) runQueries(ctx context.Context, groups *queryGroups, prepare func(*sdk.QueryDataRequest)) (*sdk.QueryDataResponse, error) {
	requests := make([]*sdk.QueryDataRequest, 0, len(groups.order))
	for _, uid := range groups.order {
		d, err := s.dataSources.get(uid)
		if err != nil {
			return nil, err
		}
		requests = append(requests, &sdk.QueryDataRequest{
			PluginContext: s.pluginContext(d),
			Headers:       map[string]string{},
			Queries:       groups.byUID[uid],
		})
	}
	joined := sdk.NewQueryDataResponse()
	for _, request := range requests {
		prepare(request)
		response, err := s.backend.QueryData(ctx, request)
		if err != nil {
			return nil, fmt.Errorf("query data error: %w", err)
		}
		for refID, answer := range response.Responses {
			joined.Responses[refID] = answer
		}
	}
	return joined, nil
}

// queryStatus is the HTTP status of a response: 400 as soon as one query failed, though the others' data is in the body
// all the same (grafana pkg/api/metrics.go, toJsonStreamingResponse).
func queryStatus(response *sdk.QueryDataResponse) int {
	for _, answer := range response.Responses {
		if answer.Error != nil {
			return http.StatusBadRequest
		}
	}
	return http.StatusOK
}

// absoluteRange reads the ends of a time range as Grafana's browser half sends them: ms since the epoch, as text.
func absoluteRange(from, to string) (sdk.TimeRange, error) {
	start, err := strconv.ParseInt(from, 10, 64)
	if err != nil {
		return sdk.TimeRange{}, fmt.Errorf("from is not a time in ms: %q", from)
	}
	end, err := strconv.ParseInt(to, 10, 64)
	if err != nil {
		return sdk.TimeRange{}, fmt.Errorf("to is not a time in ms: %q", to)
	}
	return sdk.TimeRange{From: time.UnixMilli(start).UTC(), To: time.UnixMilli(end).UTC()}, nil
}

// forwardedHeaders are the browser's headers that Grafana passes on to a backend.
var forwardedHeaders = []string{
	"X-Plugin-Id", "X-Datasource-Uid", "X-Dashboard-Uid", "X-Dashboard-Title", "X-Panel-Id", "X-Panel-Plugin-Id",
	"X-Panel-Title", "X-Query-Group-Id", "X-Grafana-From-Expr",
}

func forwardHeaders(r *http.Request, to sdk.ForwardHTTPHeaders) {
	for _, name := range forwardedHeaders {
		if value := r.Header.Get(name); value != "" {
			to.SetHTTPHeader(name, value)
		}
	}
}
