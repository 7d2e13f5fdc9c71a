package dashboards

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const folder = "../../src/dashboards"

// dashboard is what these tests read of a bundled dashboard.
type dashboard struct {
	Time       struct{ From string }
	Templating struct{ List []variable }
	Panels     []panel
}

type panel struct {
	Type, Title string
	Targets     []map[string]any
}

type variable struct {
	Type, Name, AllValue string
	Multi                bool
	// Query is a text, or the query of this plugin's variables (src/variables/model.ts).
	Query json.RawMessage
}

func read(t *testing.T, name string) dashboard {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(folder, name))
	require.NoError(t, err)
	var d dashboard
	require.NoError(t, json.Unmarshal(body, &d))
	require.NotEmpty(t, d.Panels)
	require.Equal(t, "datasource", d.Templating.List[0].Type)
	return d
}

func names(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	names := make([]string, len(entries))
	for n, entry := range entries {
		names[n] = entry.Name()
	}
	return names
}

// asks is the kind of data source that the dashboard asks.
func (d dashboard) asks(t *testing.T) string {
	t.Helper()
	var kind string
	require.NoError(t, json.Unmarshal(d.Templating.List[0].Query, &kind))
	return kind
}

// since is the dashboard's time range, up to now.
func (d dashboard) since(t *testing.T) time.Duration {
	t.Helper()
	since, err := time.ParseDuration(strings.TrimPrefix(d.Time.From, "now-"))
	require.NoError(t, err)
	return since
}

// values are what the variables stand for.
type values map[string]string

var reference = regexp.MustCompile(`\$\{(\w+)\}|\$(\w+)`)

// in puts the values into a text; names that are no variables, such as an alias' $tag_host, stay.
func (v values) in(text string) string {
	return reference.ReplaceAllStringFunc(text, func(match string) string {
		if value, ok := v[strings.Trim(match, "${}")]; ok {
			return value
		}
		return match
	})
}

// query is a saved query with the values in it, as the browser half sends it (src/query/interpolate.ts): where a literal
// filter's variable stands for everything, the filter becomes a wildcard.
func (v values) query(t *testing.T, saved any) string {
	t.Helper()
	body, err := json.Marshal(v.replaced(saved))
	require.NoError(t, err)
	return string(body)
}

func (v values) replaced(saved any) any {
	switch saved := saved.(type) {
	case string:
		return v.in(saved)
	case []any:
		list := make([]any, len(saved))
		for n, item := range saved {
			list[n] = v.replaced(item)
		}
		return list
	case map[string]any:
		object := map[string]any{}
		for key, item := range saved {
			object[key] = v.replaced(item)
		}
		if object["type"] == "literal_or" && object["filter"] == "*" {
			object["type"] = "wildcard"
		}
		return object
	default:
		return saved
	}
}

// choice picks values of a variable.
type choice func(from variable, found []string) string

// all picks everything where a variable can, and the first value where it can't.
func all(from variable, found []string) string {
	switch {
	case !from.Multi:
		return found[0]
	case from.AllValue != "":
		return from.AllValue
	default:
		return strings.Join(found, "|")
	}
}

// nth picks one value.
func nth(n int) choice {
	return func(_ variable, found []string) string { return found[min(n, len(found)-1)] }
}

// TestTheHealthDashboardShowsMetricsThatTheBackendHas: all of them, and no others.
func TestTheHealthDashboardShowsMetricsThatTheBackendHas(t *testing.T) {
	source, err := os.ReadFile("../../pkg/executor/metrics.go")
	require.NoError(t, err)
	metrics := map[string]bool{}
	for _, match := range regexp.MustCompile(`Name:\s+"(ovh_opentsdb_\w+)"`).FindAllStringSubmatch(string(source), -1) {
		metrics[match[1]] = false
	}
	require.NotEmpty(t, metrics)

	shown := read(t, "health.json")
	require.Equal(t, "prometheus", shown.asks(t))
	for _, panel := range shown.Panels {
		for _, target := range panel.Targets {
			for _, name := range regexp.MustCompile(`ovh_opentsdb_\w+`).FindAllString(target["expr"].(string), -1) {
				name = strings.TrimSuffix(name, "_bucket")
				require.Contains(t, metrics, name, "panel %q", panel.Title)
				metrics[name] = true
			}
		}
	}
	for name, isShown := range metrics {
		require.True(t, isShown, "%s is on no panel", name)
	}
}

func own(t *testing.T) []string {
	t.Helper()
	return slices.DeleteFunc(names(t), func(name string) bool { return read(t, name).asks(t) == "prometheus" })
}
