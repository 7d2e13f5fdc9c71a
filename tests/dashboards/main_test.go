// Package dashboards runs every variable and every query of the bundled dashboards through the real backend process
// against the demo server, which has data for all of them.
package dashboards

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

const token = "dashboards-read"

var binary string

func TestMain(m *testing.M) { os.Exit(rig.Main(m, &binary)) }

// viewer asks the backend as Grafana asks it for someone who looks at a dashboard.
type viewer struct {
	backend *rig.Process
	source  rig.Source
}

func newViewer(t *testing.T, dialect string) viewer {
	t.Helper()
	backend, err := rig.Start(t.Context(), binary)
	require.NoError(t, err)
	t.Cleanup(backend.Stop)
	return viewer{backend, rig.Source{
		Name: dialect, URL: rig.StartDemo(t, "--dialect", dialect, "--live", "--token", token), Token: token, JSONData: map[string]any{"dialect": dialect},
	}}
}

// choose gives every variable of a dashboard a value, in their order, as each may ask with those before it.
func (v viewer) choose(t *testing.T, d dashboard, choice choice) values {
	t.Helper()
	chosen := values{}
	for _, variable := range d.Templating.List[1:] {
		// Grafana itself applies ad-hoc filters, of which none is chosen at first.
		if variable.Type != "adhoc" {
			chosen[variable.Name] = choice(variable, v.valuesOf(t, variable, chosen))
		}
	}
	return chosen
}

func (v viewer) valuesOf(t *testing.T, variable variable, chosen values) []string {
	t.Helper()
	if variable.Type != "query" {
		var text string
		require.NoError(t, json.Unmarshal(variable.Query, &text))
		return strings.Split(text, ",")
	}
	var saved map[string]any
	require.NoError(t, json.Unmarshal(variable.Query, &saved))
	var query struct {
		Kind, Search, Metric, Key string
		Filters                   json.RawMessage
	}
	require.NoError(t, json.Unmarshal([]byte(chosen.query(t, saved)), &query))
	path, ok := map[string]string{"metrics": "metrics", "tagKeys": "tag-keys", "tagValues": "tag-values"}[query.Kind]
	require.True(t, ok, "variable %s asks for %q", variable.Name, query.Kind)
	params := url.Values{}
	for name, value := range map[string]string{
		"q": query.Search, "metric": query.Metric, "key": query.Key, "filters": string(query.Filters),
	} {
		if value != "" {
			params.Set(name, value)
		}
	}
	status, body, err := v.backend.Resource(t.Context(), v.source, path+"?"+params.Encode())
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status, "variable %s: %s", variable.Name, body)
	var found struct{ Values []string }
	require.NoError(t, json.Unmarshal([]byte(body), &found))
	require.NotEmpty(t, found.Values, "variable %s, asked for by %s", variable.Name, params.Encode())
	return found.Values
}

// look asks for all queries of a panel, and tells whether each brought something to see.
func (v viewer) look(t *testing.T, d dashboard, panel panel, chosen values) bool {
	t.Helper()
	queries := make([]string, len(panel.Targets))
	for n, target := range panel.Targets {
		queries[n] = chosen.query(t, target)
	}
	// A panel some 1000 pixels wide.
	now, since := time.Now(), d.since(t)
	request := rig.Panel{From: now.Add(-since), To: now, Interval: since / 1000}
	responses, err := v.backend.Query(t.Context(), v.source, request, queries...)
	require.NoError(t, err)
	visible := true
	for n, query := range queries {
		response := responses[rig.RefID(n)]
		require.NoError(t, response.Error, "panel %q: %s", panel.Title, query)
		visible = visible && hasValue(response.Frames)
	}
	return visible
}

// hasValue tells whether a frame has a value that isn't its time.
func hasValue(frames data.Frames) bool {
	for _, frame := range frames {
		for _, field := range frame.Fields {
			for n := 0; field.Type() != data.FieldTypeTime && n < field.Len(); n++ {
				if _, ok := field.ConcreteAt(n); ok {
					return true
				}
			}
		}
	}
	return false
}

// singles is how many values of each variable are tried one by one: as many as the demo data has hosts.
const singles = 5

func TestEveryPanelShowsSomething(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		t.Run(dialect, func(t *testing.T) {
			viewer := newViewer(t, dialect)
			for _, name := range own(t) {
				t.Run(name, func(t *testing.T) {
					d := read(t, name)
					everything := viewer.choose(t, d, all)
					var one [singles]values
					for n := range one {
						one[n] = viewer.choose(t, d, nth(n))
					}
					for _, panel := range d.Panels {
						if panel.Type == "row" {
							continue
						}
						t.Run(panel.Title, func(t *testing.T) {
							require.NotEmpty(t, panel.Targets)
							require.True(t, viewer.look(t, d, panel, everything), "nothing to see of %v", everything)
							// Not every host is a web server: a panel may be empty for one, not for each.
							seen := 0
							for _, chosen := range one {
								if viewer.look(t, d, panel, chosen) {
									seen++
								}
							}
							require.NotZero(t, seen, "nothing to see of any of %v", one)
						})
					}
				})
			}
		})
	}
}
