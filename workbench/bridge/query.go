package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/gtime"
	"github.com/grafana/grafana-plugin-sdk-go/experimental/apis/datasource/v0alpha1"
)

// ofAlertRule are the headers by which Grafana marks an alert rule's queries (recorded in testdata/grafana).
var ofAlertRule = map[string]string{"FromAlert": "true", "X-Cache-Skip": "true"}

// alertMaxDataPoints is what Grafana gives a query of an alert rule that doesn't say
// (pkg/services/ngalert/models/alert_query.go).
const alertMaxDataPoints = 43200

// query serves POST /api/ds/query: what panels, Explore and variables ask.
func (s *server) query(w http.ResponseWriter, r *http.Request) {
	var body v0alpha1.QueryDataRequest
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		fail(w, http.StatusBadRequest, "bad request data: %v", err)
		return
	}
	if err := checkRange(body); err != nil {
		fail(w, http.StatusBadRequest, "bad time range %q to %q: %v", body.From, body.To, err)
		return
	}
	s.run(w, r, body, map[string]string{})
}

// eval serves POST /api/v1/eval, by which Grafana previews an alert rule: its queries run as the rule's do.
func (s *server) eval(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Now  time.Time
		Data []struct {
			RefID, DatasourceUID string
			// RelativeTimeRange is in seconds before now.
			RelativeTimeRange struct{ From, To int64 }
			Model             v0alpha1.DataQuery
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		fail(w, http.StatusBadRequest, "bad request data: %v", err)
		return
	}
	ago := func(seconds int64) string { return strconv.FormatInt(body.Now.UnixMilli()-1000*seconds, 10) }
	var asked v0alpha1.QueryDataRequest
	for _, one := range body.Data {
		query := one.Model
		query.RefID = one.RefID
		query.Datasource = &v0alpha1.DataSourceRef{UID: one.DatasourceUID}
		query.TimeRange = &v0alpha1.TimeRange{From: ago(one.RelativeTimeRange.From), To: ago(one.RelativeTimeRange.To)}
		query.MaxDataPoints = cmp.Or(query.MaxDataPoints, alertMaxDataPoints)
		asked.Queries = append(asked.Queries, query)
	}
	s.run(w, r, asked, maps.Clone(ofAlertRule))
}

// run sends queries of one data source to the backend. If one fails, the status is 400, and the body still has the others'
// data (grafana pkg/api/metrics.go, toJsonStreamingResponse).
func (s *server) run(w http.ResponseWriter, r *http.Request, asked v0alpha1.QueryDataRequest, headers map[string]string) {
	queries, of, err := v0alpha1.ToDataSourceQueries(asked)
	if err != nil || of == nil {
		fail(w, http.StatusBadRequest, "no queries of one data source: %v", err)
		return
	}
	source, found := s.dataSources.get(of.UID)
	if !found {
		fail(w, http.StatusNotFound, "no data source has the uid %q", of.UID)
		return
	}
	request := &sdk.QueryDataRequest{PluginContext: pluginContext(source), Queries: queries, Headers: headers}
	for name := range r.Header {
		if strings.HasPrefix(name, "X-") {
			request.SetHTTPHeader(name, r.Header.Get(name))
		}
	}
	response, err := s.backend.QueryData(r.Context(), request)
	if err != nil {
		backendFailed(w, err)
		return
	}
	status := http.StatusOK
	for _, one := range response.Responses {
		if one.Error != nil {
			status = http.StatusBadRequest
		}
	}
	writeJSON(w, status, response)
}

// checkRange refuses times that the SDK would panic at; the page sends none for a single query.
func checkRange(body v0alpha1.QueryDataRequest) error {
	for _, query := range body.Queries {
		if query.TimeRange != nil {
			return errors.New("a query has one of its own")
		}
	}
	times := gtime.NewTimeRange(body.From, body.To)
	_, from := times.ParseFrom()
	_, to := times.ParseTo()
	return errors.Join(from, to)
}
