package main

import (
	"net/http"
	"path/filepath"
	"strings"
)

// pages are the paths of the workbench's pages. All serve the same bundle, which reads the path.
var pages = []string{"/{$}", "/explore", "/dashboards", "/settings", "/variables", "/annotations", "/alerting"}

// contentPolicy keeps the page to this server: nothing is loaded from, or sent to, anywhere else. Grafana's packages
// compile formatters from text, as in Grafana, whose own policy allows it too.
const contentPolicy = "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// fileRoots are the folders that the bridge serves.
type fileRoots struct {
	// page is the workbench's bundle, with its index.html.
	page string
	// plugin is the built plugin, dist/.
	plugin string
}

func (f fileRoots) register(mux *http.ServeMux) {
	for _, page := range pages {
		mux.HandleFunc("GET "+page, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", contentPolicy)
			w.Header().Set("Cache-Control", "no-store")
			http.ServeFile(w, r, filepath.Join(f.page, "index.html"))
		})
	}
	for prefix, folder := range map[string]string{"/public/": f.page, "/public/plugins/" + pluginID + "/": f.plugin} {
		files := http.StripPrefix(prefix, http.FileServer(http.Dir(folder)))
		mux.HandleFunc("GET "+prefix, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/") {
				http.NotFound(w, r) // no folder is listed
				return
			}
			// The browser asks whether a file changed, so that a rebuilt plugin is seen on the next reload.
			w.Header().Set("Cache-Control", "no-cache")
			files.ServeHTTP(w, r)
		})
	}
}
