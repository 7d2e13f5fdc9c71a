package plugin_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestLastValuesAreOfTheSeriesThatPass: web01, web02 and db01 are stored (lookup).
func TestLastValuesAreOfTheSeriesThatPass(t *testing.T) {
	for adhoc, hosts := range map[string][]string{
		`{"key":"host","operator":"!~","value":"web"}`:                 {"db01"},
		`{"key":"host","operator":"!=","value":"web01|db01"}`:          {"web01", "web02", "db01"},
		`{"key":"host","operator":"=~","value":"^(?!.*2)w++"}`:         {"web01"},
		`{"key":"host","operator":"=|","values":["web02","a|b"]}`:      {"web02"},
		`{"key":"host","operator":"=~","value":"^(?i)WEB\\d+$(?<!1)"}`: {"web02"},
	} {
		var sent recorder
		source := connect(t, serve(t, map[string]http.HandlerFunc{
			"/api/search/lookup": respond(lookup), "/api/query/last": sent.then(respond(`[]`)),
		}), "opentsdb", nil)
		response := source.query(t.Context(), asked{}, `{"metric":"m","queryType":"last","adhocFilters":[`+adhoc+`]}`)["A"]
		require.NoError(t, response.Error, adhoc)
		for _, host := range []string{"web01", "web02", "db01"} {
			if slices.Contains(hosts, host) {
				require.Contains(t, sent.last(t), host, adhoc)
			} else {
				require.NotContains(t, sent.last(t), host, adhoc)
			}
		}
	}
}

func TestSeriesThatCannotBeSelectedExactlyAreRefused(t *testing.T) {
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/search/lookup": respond(lookup)}), "opentsdb", nil)
	for filter, says := range map[string]string{
		`{"type":"regexp","tagk":"host","filter":"web("}`:         "the regular expression can't be read from character 4 on",
		`{"type":"geo_within","tagk":"host","filter":"1,2"}`:      "only the server knows this filter type",
		`{"type":"regexp","tagk":"host","filter":"\\p{InGreek}"}`: `the regular expression holds \p{InGreek}`,
	} {
		response := source.query(t.Context(), asked{}, `{"metric":"m","queryType":"series","filters":[`+filter+`]}`)["A"]
		require.ErrorContains(t, response.Error, says)
		require.EqualValues(t, http.StatusBadRequest, response.Status)
	}
}

func TestAFilterThatIsStillTypedDoesNotStopSuggestions(t *testing.T) {
	for _, within := range []string{"", "&from=1767261600000&to=1767265200000"} {
		source := connect(t, serve(t, map[string]http.HandlerFunc{
			"/api/search/lookup": respond(lookup),
			"/api/query":         respond(`[{"metric":"m","tags":{"host":"db01","dc":"sbg","rack":"r1"},"query":{"index":0},"aggregateTags":[],"dps":{"1767265200":3}}]`),
		}), "ovh", nil)
		status, body := source.resource("tag-values?metric=m&key=rack" + within + "&filters=" + filters(`[{"type":"regexp","tagk":"host","filter":"web("}]`))
		require.Equal(t, http.StatusOK, status, body)
		require.JSONEq(t, `{"values":["r1"],"complete":true}`, body)
	}
}

// A filter that names one value narrows what the server lists, where it takes the value; the others are applied to the list.
func TestTheServerListsTheSeriesThatAFilterNamesExactly(t *testing.T) {
	for _, c := range []struct{ dialect, filters, lookup string }{
		{"opentsdb", `[{"type":"literal_or","tagk":"host","filter":"web02"},{"type":"wildcard","tagk":"dc","filter":"g*"}]`, `{"metric":"m","tags":[{"key":"host","value":"web02"}],"limit":0,"useMeta":true}`},
		{"opentsdb", `[{"type":"literal_or","tagk":"host","filter":"web02|web03"}]`, `{"metric":"m","limit":0,"useMeta":true}`},
		{"opentsdb", `[{"type":"iliteral_or","tagk":"host","filter":"WEB02"}]`, `{"metric":"m","limit":0,"useMeta":true}`},
		{"ovh", `[{"type":"literal_or","tagk":"host","filter":"web02"}]`, `{"metric":"m","tags":[{"key":"host","value":"web02"}],"limit":0,"useMeta":true}`},
		{"ovh", `[{"type":"literal_or","tagk":"host","filter":"it's"}]`, `{"metric":"m","limit":0,"useMeta":true}`},
	} {
		var listed recorder
		source := connect(t, serve(t, map[string]http.HandlerFunc{
			"/api/search/lookup": listed.then(respond(lookup)), "/api/query/last": respond(`[]`),
		}), c.dialect, nil)
		response := source.query(t.Context(), asked{}, `{"metric":"m","queryType":"last","filters":`+c.filters+`}`)["A"]
		require.NoError(t, response.Error, c.filters)
		require.JSONEq(t, c.lookup, listed.last(t), c.filters)
	}
}

// OpenTSDB refuses a tag that it never saw, as it does a metric.
func TestAValueThatTheServerNeverSawSelectsNothing(t *testing.T) {
	var listed recorder
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/search/lookup": listed.then(func(w http.ResponseWriter, r *http.Request) {
			if body := listed.last(t); strings.Contains(body, "tags") {
				fail(404, "application/json", `{"error":{"code":404,"message":"Unable to resolve one or more UIDs"}}`)(w, r)
				return
			}
			respond(lookup)(w, r)
		}),
	}), "opentsdb", nil)
	response := source.query(t.Context(), asked{}, `{"metric":"m","queryType":"series","filters":[{"type":"literal_or","tagk":"host","filter":"nosuch"}]}`)["A"]
	require.NoError(t, response.Error)
	require.Equal(t, 0, response.Frames[0].Rows())
	require.Len(t, listed.all(), 2)
}
