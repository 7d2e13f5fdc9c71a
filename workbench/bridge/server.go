package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/useragent"
	"github.com/grafana/grafana-plugin-sdk-go/config"
)

// maxBodyBytes is the most that a request to the bridge may bring.
const maxBodyBytes = 4 << 20

// pluginBackend is what the bridge needs of the backend process.
type pluginBackend interface {
	sdk.QueryDataHandler
	sdk.CheckHealthHandler
	sdk.CallResourceHandler
}

// server speaks the part of Grafana's HTTP API that a data source's browser half uses.
type server struct {
	backend        pluginBackend
	dataSources    *dataSources
	grafanaVersion string
	now            func() time.Time
}

// handler returns the API and the files of the page behind the guard.
func (s *server) handler(files fileRoots) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/ds/query", s.query)
	mux.HandleFunc("POST /api/v1/eval", s.eval)
	mux.HandleFunc("GET /api/frontend/settings", s.frontendSettings)
	mux.HandleFunc("GET /api/datasources", s.listDataSources)
	mux.HandleFunc("GET /api/datasources/uid/{uid}", s.getDataSource)
	mux.HandleFunc("PUT /api/datasources/uid/{uid}", s.putDataSource)
	mux.HandleFunc("GET /api/datasources/uid/{uid}/health", s.health)
	mux.HandleFunc("/api/datasources/uid/{uid}/resources/{path...}", s.resource)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		writeMessage(w, http.StatusNotFound, fmt.Sprintf("the workbench has no %s %s", r.Method, r.URL.Path))
	})
	files.register(mux)
	return guard(mux)
}

// guard lets in only requests that a page of this very server makes: a Host of another name is DNS rebinding, another
// Origin is another site's page.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLoopbackHost(r.Host) {
			writeMessage(w, http.StatusForbidden, "this server answers to 127.0.0.1 and localhost only")
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host {
			writeMessage(w, http.StatusForbidden, "this server answers to its own pages only")
			return
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

func isLoopbackHost(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	return host == "localhost" || host == "127.0.0.1"
}

// pluginContext is what Grafana tells a backend about who asks and for which data source.
func (s *server) pluginContext(d dataSource) sdk.PluginContext {
	pluginContext := sdk.PluginContext{
		OrgID:                      orgID,
		Namespace:                  "default",
		PluginID:                   pluginID,
		User:                       &sdk.User{Login: "workbench", Name: "Workbench", Role: "Admin"},
		DataSourceInstanceSettings: d.instance(),
		GrafanaConfig:              config.NewGrafanaCfg(map[string]string{config.ConcurrentQueryCount: "10"}),
	}
	if agent, err := useragent.New(s.grafanaVersion, "linux", "amd64"); err == nil {
		pluginContext.UserAgent = agent
	}
	return pluginContext
}

// frontendSettings answers with what Grafana tells every page of its data sources: never their address, nor a secret.
func (s *server) frontendSettings(w http.ResponseWriter, _ *http.Request) {
	byName := map[string]any{}
	defaultName := ""
	for _, d := range s.dataSources.list() {
		byName[d.Name] = map[string]any{
			"id": d.ID, "uid": d.UID, "name": d.Name, "type": pluginID, "jsonData": d.JSONData, "isDefault": d.IsDefault,
			"access": "proxy", "url": "/api/datasources/proxy/uid/" + d.UID, "readOnly": false,
		}
		if d.IsDefault {
			defaultName = d.Name
		}
	}
	writeJSON(w, http.StatusOK, map[string]any{"datasources": byName, "defaultDatasource": defaultName})
}

func (s *server) listDataSources(w http.ResponseWriter, _ *http.Request) {
	views := []view{}
	for _, d := range s.dataSources.list() {
		views = append(views, d.view())
	}
	writeJSON(w, http.StatusOK, views)
}

func (s *server) getDataSource(w http.ResponseWriter, r *http.Request) {
	d, err := s.dataSources.get(r.PathValue("uid"))
	if err != nil {
		writeError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, d.view())
}

func (s *server) putDataSource(w http.ResponseWriter, r *http.Request) {
	var body edit
	if err := readJSON(w, r, &body); err != nil {
		writeError(w, err)
		return
	}
	d, err := s.dataSources.update(r.PathValue("uid"), body, s.now())
	if err != nil {
		writeError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"message": "Datasource updated", "datasource": d.view()})
}

// health answers as Grafana's CheckDatasourceHealthWithUID: 400 for anything but OK.
func (s *server) health(w http.ResponseWriter, r *http.Request) {
	d, err := s.dataSources.get(r.PathValue("uid"))
	if err != nil {
		writeError(w, err)
		return
	}
	result, err := s.backend.CheckHealth(r.Context(), &sdk.CheckHealthRequest{
		PluginContext: s.pluginContext(d),
		Headers:       map[string]string{},
	})
	if err != nil {
		writeError(w, err)
		return
	}
	answer := map[string]any{"status": result.Status.String(), "message": result.Message}
	if len(result.JSONDetails) > 0 {
		answer["details"] = json.RawMessage(result.JSONDetails)
	}
	status := http.StatusOK
	if result.Status != sdk.HealthStatusOk {
		status = http.StatusBadRequest
	}
	writeJSON(w, status, answer)
}

// resource passes a call on to the backend's own HTTP handlers and streams what they answer.
func (s *server) resource(w http.ResponseWriter, r *http.Request) {
	d, err := s.dataSources.get(r.PathValue("uid"))
	if err != nil {
		writeError(w, err)
		return
	}
	body, err := readBody(w, r)
	if err != nil {
		writeError(w, err)
		return
	}
	target := url.URL{Path: r.PathValue("path"), RawQuery: r.URL.RawQuery}
	headers := r.Header.Clone()
	headers.Del("Cookie")
	request := &sdk.CallResourceRequest{
		PluginContext: s.pluginContext(d),
		Path:          r.PathValue("path"),
		Method:        r.Method,
		URL:           target.String(),
		Headers:       headers,
		Body:          body,
	}
	answered := false
	err = s.backend.CallResource(r.Context(), request, sdk.CallResourceResponseSenderFunc(func(part *sdk.CallResourceResponse) error {
		if !answered {
			answered = true
			for name, values := range part.Headers {
				w.Header()[http.CanonicalHeaderKey(name)] = values
			}
			// A plugin's answer is data: opened by itself it must not run as a page of this server.
			w.Header().Set("Content-Security-Policy", "sandbox")
			w.WriteHeader(part.Status)
		}
		_, err := w.Write(part.Body)
		return err
	}))
	if err != nil && !answered {
		writeError(w, err)
	}
}

func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	var raw json.RawMessage
	if r.ContentLength == 0 {
		return nil, nil
	}
	if err := readJSON(w, r, &raw); err != nil {
		return nil, err
	}
	return raw, nil
}

func readJSON(w http.ResponseWriter, r *http.Request, into any) error {
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	if err := decoder.Decode(into); err != nil {
		return badRequest{fmt.Errorf("bad request data: %w", err)}
	}
	return nil
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		writeMessage(w, http.StatusInternalServerError, "the response could not be written as JSON: "+err.Error())
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if _, err := w.Write(text); err != nil {
		slog.Debug("the browser went away before its response", "error", err)
	}
}

// statusClientClosed is what Grafana answers a caller that went away.
const statusClientClosed = 499

func writeError(w http.ResponseWriter, err error) {
	var bad badRequest
	status := http.StatusInternalServerError
	switch {
	case errors.As(err, &bad):
		status = http.StatusBadRequest
	case errors.Is(err, errNoDataSource):
		status = http.StatusNotFound
	case errors.Is(err, context.Canceled):
		status = statusClientClosed
	}
	writeMessage(w, status, err.Error())
}

func writeMessage(w http.ResponseWriter, status int, message string) {
	writeJSON(w, status, map[string]string{"message": message})
}
