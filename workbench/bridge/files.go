package main

import (
	"errors"
	"io/fs"
	"net/http"
	"path/filepath"
)

// pages are the paths of the workbench's pages: all are the one bundle, which reads the path.
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
	// icons is @grafana/ui's folder of icons.
	icons string
}

func (f fileRoots) register(mux *http.ServeMux) {
	index := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", contentPolicy)
		w.Header().Set("Cache-Control", "no-store")
		http.ServeFile(w, r, filepath.Join(f.page, "index.html"))
	})
	for _, page := range pages {
		mux.Handle("GET "+page, index)
	}
	serve := func(prefix string, roots ...string) {
		files := http.StripPrefix(prefix, http.FileServer(filesOnly(roots)))
		mux.Handle("GET "+prefix, revalidated(files))
	}
	serve("/workbench/", f.page)
	serve("/public/plugins/"+pluginID+"/", f.plugin)
	// @grafana/ui's package lacks a few of its own icons: the page brings those.
	serve("/public/build/img/icons/", f.icons, filepath.Join(f.page, "icons"))
	serve("/public/fonts/", filepath.Join(f.page, "fonts"))
}

// revalidated makes the browser ask whether a file changed, so that a rebuilt plugin is seen on the next reload.
func revalidated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		next.ServeHTTP(w, r)
	})
}

// filesOnly is the files of several folders, of which the first that has a file gives it. Folders themselves are hidden,
// so that none is listed.
type filesOnly []string

func (roots filesOnly) Open(name string) (http.File, error) {
	for _, root := range roots {
		file, err := http.Dir(root).Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if info, err := file.Stat(); err == nil && !info.IsDir() {
			return file, nil
		}
		_ = file.Close()
	}
	return nil, fs.ErrNotExist
}
