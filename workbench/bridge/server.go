package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

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
}

// handler returns the API and the files of the page behind the guard.
func (s *server) handler(files fileRoots) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /api/ds/query", api(s.query))
	mux.Handle("POST /api/v1/eval", api(s.eval))
	mux.Handle("GET /api/frontend/settings", api(s.frontendSettings))
	mux.Handle("GET /api/datasources", api(s.listDataSources))
	mux.Handle("GET /api/datasources/uid/{uid}", api(s.getDataSource))
	mux.Handle("PUT /api/datasources/uid/{uid}", api(s.putDataSource))
	mux.Handle("GET /api/datasources/uid/{uid}/health", api(s.health))
	mux.Handle("/api/datasources/uid/{uid}/resources/{path...}", api(s.resource))
	mux.Handle("/api/", api(func(_ http.ResponseWriter, r *http.Request) error {
		return notFound("the workbench has no %s %s", r.Method, r.URL.Path)
	}))
	files.register(mux)
	return guard(mux)
}

// guard lets in only requests that a page of this very server makes: a Host of another name is DNS rebinding, another
// origin is another site's page.
func guard(next http.Handler) http.Handler {
	next = http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil || (host != "localhost" && host != "127.0.0.1") {
			http.Error(w, "this server answers to 127.0.0.1 and localhost only", http.StatusForbidden)
			return
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
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
func (s *server) frontendSettings(w http.ResponseWriter, _ *http.Request) error {
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
	return writeJSON(w, http.StatusOK, map[string]any{"datasources": byName, "defaultDatasource": defaultName})
}

func (s *server) listDataSources(w http.ResponseWriter, _ *http.Request) error {
	all := s.dataSources.list()
	for i := range all {
		all[i] = all[i].shown()
	}
	return writeJSON(w, http.StatusOK, all)
}

func (s *server) getDataSource(w http.ResponseWriter, r *http.Request) error {
	d, err := s.dataSources.get(r.PathValue("uid"))
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, d.shown())
}

func (s *server) putDataSource(w http.ResponseWriter, r *http.Request) error {
	var edit dataSource
	if err := readJSON(w, r, &edit); err != nil {
		return err
	}
	d, err := s.dataSources.update(r.PathValue("uid"), func(d dataSource) dataSource { return d.changed(edit) })
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]any{"message": "Datasource updated", "datasource": d.shown()})
}

// health answers as Grafana's CheckDatasourceHealthWithUID: 400 for anything but OK.
func (s *server) health(w http.ResponseWriter, r *http.Request) error {
	d, err := s.dataSources.get(r.PathValue("uid"))
	if err != nil {
		return err
	}
	result, err := s.backend.CheckHealth(r.Context(), &sdk.CheckHealthRequest{PluginContext: s.pluginContext(d)})
	if err != nil {
		return err
	}
	body := map[string]any{"status": result.Status.String(), "message": result.Message}
	if len(result.JSONDetails) > 0 {
		body["details"] = json.RawMessage(result.JSONDetails)
	}
	if result.Status != sdk.HealthStatusOk {
		return writeJSON(w, http.StatusBadRequest, body)
	}
	return writeJSON(w, http.StatusOK, body)
}

// resource passes a call on to the backend's own HTTP handlers and streams what they answer.
func (s *server) resource(w http.ResponseWriter, r *http.Request) error {
	d, err := s.dataSources.get(r.PathValue("uid"))
	if err != nil {
		return err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	if err != nil {
		return badRequest("bad request data: %w", err)
	}
	target := url.URL{Path: r.PathValue("path"), RawQuery: r.URL.RawQuery}
	headers := r.Header.Clone()
	headers.Del("Cookie")
	request := &sdk.CallResourceRequest{
		PluginContext: s.pluginContext(d),
		Path:          target.Path,
		Method:        r.Method,
		URL:           target.String(),
		Headers:       headers,
		Body:          body,
	}
	started := false
	err = s.backend.CallResource(r.Context(), request, sdk.CallResourceResponseSenderFunc(func(part *sdk.CallResourceResponse) error {
		if !started {
			started = true
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
	if started {
		return nil // the status is sent: what went wrong then can't be said any more
	}
	return err
}

// api is an endpoint: an error that it returns is the response.
type api func(http.ResponseWriter, *http.Request) error

func (answer api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	err := answer(w, r)
	if err == nil {
		return
	}
	status := http.StatusInternalServerError
	if mistake := (callerError{}); errors.As(err, &mistake) {
		status = mistake.status
	} else if errors.Is(err, context.Canceled) {
		status = 499 // what Grafana answers a caller that went away
	}
	_ = writeJSON(w, status, map[string]string{"message": err.Error()})
}

// callerError is a mistake of the caller, and the status that says so.
type callerError struct {
	status int
	error
}

func badRequest(format string, values ...any) error {
	return callerError{http.StatusBadRequest, fmt.Errorf(format, values...)}
}

func notFound(format string, values ...any) error {
	return callerError{http.StatusNotFound, fmt.Errorf(format, values...)}
}

func readJSON(w http.ResponseWriter, r *http.Request, into any) error {
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBodyBytes)).Decode(into); err != nil {
		return badRequest("bad request data: %w", err)
	}
	return nil
}

func writeJSON(w http.ResponseWriter, status int, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(text) // it fails only where the browser went away
	return nil
}
