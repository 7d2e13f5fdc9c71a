package plugin_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

const lookup = `{"type":"LOOKUP","metric":"m","limit":25,"results":[
	{"metric":"m","tsuid":0,"tags":{"host":"web02","dc":"gra"}},
	{"metric":"m","tsuid":0,"tags":{"host":"web01","dc":"gra"}},
	{"metric":"m","tsuid":0,"tags":{"host":"db01","dc":"sbg","rack":"r1"}}]}`

func resources(t *testing.T, dialect string) dataSource {
	t.Helper()
	return connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/suggest":       respond(`["sys.cpu.user","sys.cpu.nice","os.cpu","disk.free"]`),
		"/api/search/lookup": respond(lookup),
	}), dialect, nil)
}

func filters(list string) string { return url.QueryEscape(list) }

func TestResourcesSuggestNames(t *testing.T) {
	for path, want := range map[string]string{
		"metrics":                            `{"values":["disk.free","os.cpu","sys.cpu.nice","sys.cpu.user"],"complete":true}`,
		"metrics?q=cpu":                      `{"values":["os.cpu","sys.cpu.nice","sys.cpu.user"],"complete":true}`,
		"metrics?q=user%20SYS":               `{"values":["sys.cpu.user"],"complete":true}`,
		"metrics?q=sys%20disk":               `{"values":[],"complete":true}`,
		"metrics?q=CPU.n":                    `{"values":["sys.cpu.nice"],"complete":true}`,
		"metrics?q=cpu&limit=1":              `{"values":["os.cpu"],"complete":false}`,
		"metrics?q=zzz":                      `{"values":[],"complete":true}`,
		"tag-keys?metric=m":                  `{"values":["dc","host","rack"],"complete":true}`,
		"tag-values?metric=m&key=host":       `{"values":["db01","web01","web02"],"complete":true}`,
		"tag-values?metric=m&key=host&q=web": `{"values":["web01","web02"],"complete":true}`,
		"tag-values?metric=m&key=host&filters=" + filters(`[{"type":"literal_or","tagk":"dc","filter":"sbg"}]`):                    `{"values":["db01"],"complete":true}`,
		"tag-values?metric=m&key=host&filters=" + filters(`[{"type":"not_iliteral_or","tagk":"dc","filter":"SBG|x"}]`):             `{"values":["web01","web02"],"complete":true}`,
		"tag-keys?metric=m&filters=" + filters(`[{"type":"iwildcard","tagk":"host","filter":"WEB*"}]`):                             `{"values":["dc","host"],"complete":true}`,
		"series?metric=m&filters=" + filters(`[{"type":"regexp","tagk":"host","filter":"b01$"}]`):                                  `{"series":[{"metric":"m","tags":{"dc":"gra","host":"web01"}},{"metric":"m","tags":{"dc":"sbg","host":"db01","rack":"r1"}}],"complete":true}`,
		"series?metric=m&limit=1&filters=" + filters(`[{"type":"not_key","tagk":"rack","filter":""}]`):                             `{"series":[{"metric":"m","tags":{"dc":"gra","host":"web01"}}],"complete":false}`,
		"tag-values?metric=m&key=host&filters=" + filters(`[{"type":"regexp","tagk":"host","filter":"^(?!web)"},{"tagk":"host"}]`): `{"values":["db01"],"complete":true}`,
		"tag-values?metric=m&key=host&filters=" + filters(`[{"type":"regexp","tagk":"host","filter":"web("}]`):                     `{"values":["db01","web01","web02"],"complete":true}`,
	} {
		t.Run(path, func(t *testing.T) {
			_, body := resources(t, "ovh").resource(path)
			require.JSONEq(t, want, body)
		})
	}
}

func TestResourcesRefuseWhatTheyCannotRead(t *testing.T) {
	for path, says := range map[string]string{
		"tag-values?metric=m":           "Parameter key: it is missing",
		"series":                        "Parameter metric: it is missing",
		"metrics?limit=all":             "Parameter limit: it is not a whole number above 0",
		"metrics?from=now&to=2":         "Parameter from: it is not a time in ms since 1970",
		"metrics?from=2&to=1":           "Parameter to: it is not a time in ms since 1970, after from",
		"tag-keys?metric=m&filters=%7B": "Parameter filters: it is not a JSON list of filters",
		"series?metric=m&filters=" + filters(`[{"type":"regexp","tagk":"host","filter":"web("}]`): `Filter regexp on tag \"host\": the regular expression can't be read`,
		"tag-keys?metric=a%0Ab":                       "Parameter metric: it contains a line break",
		"tag-keys?metric=" + strings.Repeat("m", 1e5): "Parameter metric: it is too long",
	} {
		status, body := resources(t, "ovh").resource(path)
		require.Equal(t, http.StatusBadRequest, status, body)
		require.Contains(t, body, says)
	}
	for _, path := range []string{"", "nosuch", "api/query", "metrics/../../api/query"} {
		status, _ := resources(t, "ovh").resource(path)
		require.NotEqual(t, http.StatusOK, status, "%q is no proxy", path)
	}
}

func TestAServersSentenceReachesThePicker(t *testing.T) {
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/suggest": fail(500, "text/html", warpHTML)}), "ovh", nil)
	status, body := source.resource("metrics?q=cpu")
	require.Equal(t, http.StatusBadGateway, status)
	require.Contains(t, body, "token")
}

func TestResponsesAreCachedAndFailuresAreNot(t *testing.T) {
	var calls atomic.Int32
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/suggest": func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) == 1 {
			fail(503, "text/plain", "later")(w, r)
			return
		}
		respond(`["m"]`)(w, r)
	}}), "opentsdb", nil)
	status, _ := source.resource("metrics?q=a")
	require.Equal(t, http.StatusBadGateway, status)
	for _, text := range []string{"m", "", "x"} {
		status, _ = source.resource("metrics?q=" + text)
		require.Equal(t, http.StatusOK, status)
	}
	require.EqualValues(t, 2, calls.Load())
}

func TestAPrefixIsAskedOfTheServerWhenThereAreMoreMetricsThanFetched(t *testing.T) {
	var r recorder
	many := make([]string, 10)
	for i := range many {
		many[i] = fmt.Sprintf("a%d", i)
	}
	list, err := json.Marshal(many)
	require.NoError(t, err)
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/suggest": r.then(respond(string(list)))}), "opentsdb", map[string]any{"lookupLimit": 10})
	_, body := source.resource("metrics?q=sys.c%20x")
	require.JSONEq(t, `{"values":[],"complete":false}`, body)
	require.JSONEq(t, `{"type":"metrics","q":"sys.c","max":10}`, r.last(t))
}

func TestTheServerResourceDescribesTheServer(t *testing.T) {
	_, body := resources(t, "ovh").resource("server")
	var server struct {
		Dialect      string
		Name         string
		Aggregators  []string
		FilterTypes  []struct{ Type, Support, Note string }
		FillPolicies []struct{ Policy, Support, Note string }
		Features     map[string]bool
	}
	require.NoError(t, json.Unmarshal([]byte(body), &server))
	require.Equal(t, "ovh", server.Dialect)
	require.Contains(t, server.Aggregators, "zimsum")
	require.False(t, server.Features["calendar"])
	for _, f := range server.FilterTypes {
		if f.Type == "not_key" {
			require.Equal(t, "refused", f.Support)
		}
	}
	_, types := resources(t, "ovh").resource("filter-types")
	require.NotContains(t, types, "not_key")
	_, aggregators := resources(t, "opentsdb").resource("aggregators")
	require.Contains(t, aggregators, "ep99r7")
}

func TestSuggestionsWithinATimeRangeAreOfSeriesThatHavePoints(t *testing.T) {
	var r recorder
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/search/lookup": respond(lookup),
		"/api/query": r.then(func(w http.ResponseWriter, req *http.Request) {
			if strings.Contains(r.last(t), `"rack"`) {
				respond(`[]`)(w, req)
				return
			}
			respond(`[{"metric":"m","tags":{"dc":"gra","host":"web01"},"query":{"index":0},"aggregateTags":[],"dps":{"1767222000":360}}]`)(w, req)
		}),
	}), "ovh", nil)
	const within = "&from=1767222000000&to=1767225600000"
	_, body := source.resource("tag-values?metric=m&key=host" + within)
	require.JSONEq(t, `{"values":["web01"],"complete":true}`, body)
	require.Len(t, r.bodies, 2, "one request a set of tag keys")
	require.JSONEq(t, `{"start":1767222000000,"end":1767225600000,"queries":[{"metric":"m","aggregator":"count","downsample":"0all-count-none","explicitTags":true,
		"filters":[{"type":"wildcard","tagk":"dc","filter":"*","groupBy":true},{"type":"wildcard","tagk":"host","filter":"*","groupBy":true}]}]}`, r.bodies[0])
	_, body = source.resource("series?metric=m" + within)
	require.JSONEq(t, `{"series":[{"metric":"m","tags":{"dc":"gra","host":"web01"}}],"complete":true}`, body)
	require.Len(t, r.bodies, 2, "remembered")

	for path, says := range map[string]string{
		"series?metric=m&from=x&to=2":      "Parameter from: it is not a time",
		"series?metric=m&from=5":           "Parameter to: it is not a time",
		"series?metric=m&from=5&to=5":      "after from",
		"tag-values?metric=m&key=a&to=100": "Parameter from: it is not a time",
	} {
		status, body := source.resource(path)
		require.Equal(t, http.StatusBadRequest, status)
		require.Contains(t, body, says)
	}
}

func TestAKeystrokeAmongManyTagValuesAllocatesNothingForEachOfThem(t *testing.T) {
	const values = 20_000
	list := []byte(`{"results":[`)
	for i := range values {
		list = fmt.Appendf(list, `{"metric":"m","tags":{"host":"web%05d","dc":"gra"}},`, (i*7919)%values)
	}
	var r recorder
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/search/lookup": r.then(respond(string(list[:len(list)-1]) + "]}")),
	}), "ovh", nil)
	key := func() {
		_, body := source.resource("tag-values?metric=m&key=host&q=01234")
		require.JSONEq(t, `{"values":["web01234"],"complete":true}`, body)
	}
	key()
	require.Less(t, testing.AllocsPerRun(3, key), float64(values)/20)
	require.Len(t, r.all(), 1)
}

func TestAListOf100000SeriesIsAskedForOnce(t *testing.T) {
	var list strings.Builder
	for n := range 100_000 {
		fmt.Fprintf(&list, `,{"metric":"m","tags":{"host":"host%05d.example.org","dc":"gra%d","rack":"r%02d","role":"web%d"},"tsuid":"%012X"}`, n, n%7, n%50, n%5, n)
	}
	body := `{"results":[` + list.String()[1:] + `]}`
	lookups := 0
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/search/lookup": func(w http.ResponseWriter, _ *http.Request) {
		lookups++
		_, _ = io.WriteString(w, body)
	}}), "opentsdb", nil)
	for _, text := range []string{"", "h", "host00", "host00042"} {
		status, found := source.resource("tag-values?metric=m&key=host&q=" + text)
		require.Equal(t, http.StatusOK, status, found)
	}
	_, found := source.resource("tag-values?metric=m&key=host&q=host00042")
	require.JSONEq(t, `{"values":["host00042.example.org"],"complete":true}`, found)
	require.Equal(t, 1, lookups)
}
