package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/ovh/ovh-opentsdb-datasource/workbench/backend"
)

// maxBodyBytes bounds the body of a request to the bridge.
const maxBodyBytes = 4 << 20

// server speaks the part of Grafana's HTTP API that a data source's browser half uses.
type server struct {
	backend     *backend.Process
	dataSources *dataSources
}

// handler returns the API and the files of the page behind the guard.
func (s *server) handler(files fileRoots) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/ds/query", s.query)
	mux.HandleFunc("POST /api/v1/eval", s.eval)
	mux.HandleFunc("GET /api/frontend/settings", s.frontendSettings)
	mux.HandleFunc("GET /api/datasources", s.listDataSources)
	mux.HandleFunc("GET /api/datasources/uid/{uid}", s.of(s.getDataSource))
	mux.HandleFunc("PUT /api/datasources/uid/{uid}", s.of(s.putDataSource))
	mux.HandleFunc("GET /api/datasources/uid/{uid}/health", s.of(s.health))
	mux.HandleFunc("/api/datasources/uid/{uid}/resources/{path...}", s.of(s.resource))
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		fail(w, http.StatusNotFound, "the workbench has no %s %s", r.Method, r.URL.Path)
	})
	files.register(mux)
	return guard(http.MaxBytesHandler(mux, maxBodyBytes))
}

// guard accepts only requests from this server's own pages: another Host is DNS rebinding, another origin is another site's
// page.
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

// of calls a handler with the data source whose uid is in the path.
func (s *server) of(next func(http.ResponseWriter, *http.Request, dataSource)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		d, found := s.dataSources.get(r.PathValue("uid"))
		if !found {
			fail(w, http.StatusNotFound, "no data source has the uid %q", r.PathValue("uid"))
			return
		}
		next(w, r, d)
	}
}

// pluginContext tells a backend the user and the data source, as Grafana does.
func pluginContext(d dataSource) sdk.PluginContext {
	return sdk.PluginContext{
		OrgID:                      1,
		PluginID:                   pluginID,
		User:                       &sdk.User{Login: "workbench", Name: "Workbench", Role: "Admin"},
		DataSourceInstanceSettings: d.instance(),
	}
}

// frontendSettings serves what Grafana tells every page of its data sources: never their address, nor a secret.
func (s *server) frontendSettings(w http.ResponseWriter, _ *http.Request) {
	byName := map[string]any{}
	for _, d := range s.dataSources.list() {
		byName[d.Name] = map[string]any{
			"id": d.ID, "uid": d.UID, "name": d.Name, "type": d.Type, "jsonData": d.JSONData, "isDefault": d.IsDefault,
		}
	}
	writeJSON(w, http.StatusOK, map[string]any{"datasources": byName})
}

func (s *server) listDataSources(w http.ResponseWriter, _ *http.Request) {
	all := s.dataSources.list()
	for i := range all {
		all[i] = all[i].shown()
	}
	writeJSON(w, http.StatusOK, all)
}

func (s *server) getDataSource(w http.ResponseWriter, _ *http.Request, d dataSource) {
	writeJSON(w, http.StatusOK, d.shown())
}

func (s *server) putDataSource(w http.ResponseWriter, r *http.Request, d dataSource) {
	var edit dataSource
	if err := json.NewDecoder(r.Body).Decode(&edit); err != nil {
		fail(w, http.StatusBadRequest, "bad request data: %v", err)
		return
	}
	d = d.changed(edit)
	s.dataSources.put(d)
	writeJSON(w, http.StatusOK, map[string]any{"message": "Datasource updated", "datasource": d.shown()})
}

// health responds as Grafana's CheckDatasourceHealthWithUID does: 400 for anything but OK.
func (s *server) health(w http.ResponseWriter, r *http.Request, d dataSource) {
	result, err := s.backend.CheckHealth(r.Context(), &sdk.CheckHealthRequest{PluginContext: pluginContext(d)})
	if err != nil {
		backendFailed(w, err)
		return
	}
	status := http.StatusOK
	if result.Status != sdk.HealthStatusOk {
		status = http.StatusBadRequest
	}
	writeJSON(w, status, map[string]any{"status": result.Status.String(), "message": result.Message})
}

// resource forwards a call to the backend's own HTTP handlers and streams the response.
func (s *server) resource(w http.ResponseWriter, r *http.Request, d dataSource) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		fail(w, http.StatusBadRequest, "bad request data: %v", err)
		return
	}
	target := url.URL{Path: r.PathValue("path"), RawQuery: r.URL.RawQuery}
	request := &sdk.CallResourceRequest{
		PluginContext: pluginContext(d),
		Path:          target.Path,
		Method:        r.Method,
		URL:           target.String(),
		Headers:       r.Header,
		Body:          body,
	}
	started := false
	err = s.backend.CallResource(r.Context(), request, sdk.CallResourceResponseSenderFunc(func(part *sdk.CallResourceResponse) error {
		if !started {
			started = true
			for name, values := range part.Headers {
				w.Header()[http.CanonicalHeaderKey(name)] = values
			}
			// A plugin's response is data: opened by itself, it must not run as a page of this server.
			w.Header().Set("Content-Security-Policy", "sandbox")
			w.WriteHeader(part.Status)
		}
		_, err := w.Write(part.Body)
		return err
	}))
	if err != nil && !started { // else the status is sent: what went wrong then can't be said any more
		backendFailed(w, err)
	}
}

// backendFailed reports that a call got no response, for example because the process has ended.
func backendFailed(w http.ResponseWriter, err error) {
	fail(w, http.StatusInternalServerError, "the plugin's backend failed; the log of the workbench says why: %v", err)
}

// fail responds with a message, as Grafana's API does.
func fail(w http.ResponseWriter, status int, format string, values ...any) {
	writeJSON(w, status, map[string]string{"message": fmt.Sprintf(format, values...)})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(text) // it fails only where the browser went away
}
