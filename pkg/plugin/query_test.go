package plugin_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"
)

const oneSeries = `[{"metric":"sys.cpu.nice","tags":{"host":"web01","dc":"lga"},"query":{"index":0},"aggregateTags":[],"dps":{"1767222000":1,"1767222060":2}}]`

// sent runs one saved query and gives the request that reached the server.
func sent(t *testing.T, dialect string, a asked, saved string) string {
	t.Helper()
	var r recorder
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": dense(r.then(respond(oneSeries)))}), dialect, nil)
	response := source.query(context.Background(), a, saved)["A"]
	require.NoError(t, response.Error)
	return r.last(t)
}

// dense responds to a measurement of the sample interval as a server does whose series have a point a second, and passes other
// requests on.
func dense(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var request storeRequest
		if err := json.Unmarshal(body, &request); err == nil && request.isProbe() {
			step, _ := time.ParseDuration(strings.Split(request.Queries[0].Downsample, "-")[0])
			series := make([]map[string]any, 2)
			for i, value := range []float64{step.Seconds(), 3} {
				dps := map[string]float64{}
				for ms := request.Start; ms <= request.End; ms += step.Milliseconds() {
					dps[fmt.Sprint(ms)] = value
				}
				series[i] = map[string]any{"metric": "m", "tags": map[string]string{}, "aggregateTags": []string{}, "query": map[string]int{"index": i}, "dps": dps}
			}
			_ = json.NewEncoder(w).Encode(series)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next(w, r)
	}
}

func at(clock string) time.Time {
	t, err := time.Parse(time.RFC3339, "2026-01-01T"+clock+"Z")
	if err != nil {
		panic(err)
	}
	return t
}

func TestTheRequestIsWhatTheQuerySays(t *testing.T) {
	hour := asked{from: at("10:00:30"), to: at("11:00:30"), interval: 13 * time.Second}
	for name, c := range map[string]struct{ dialect, saved, want string }{
		"a plain query on OpenTSDB": {
			"opentsdb", `{"metric":"m","aggregator":"sum","downsampleInterval":"1m"}`,
			`{"start":1767261600000,"end":1767265259999,"queries":[{"metric":"m","aggregator":"sum","downsample":"1m-avg-none"}],"msResolution":true,"noAnnotations":true}`,
		},
		"a plain query on OVH": {
			"ovh", `{"metric":"m","aggregator":"sum","downsampleInterval":"1m"}`,
			`{"start":1767261600000,"end":1767265260000,"queries":[{"metric":"m","aggregator":"sum","downsample":"1m-avg-none"}]}`,
		},
		"the auto interval is rounded up": {
			"opentsdb", `{"metric":"m"}`,
			`{"start":1767261630000,"end":1767265229999,"queries":[{"metric":"m","aggregator":"avg","downsample":"15s-avg-none"}],"msResolution":true,"noAnnotations":true}`,
		},
		"a new query on OpenTSDB": {
			"opentsdb", `{"metric":"m","aggregator":"avg","downsampleFillPolicy":"gaps"}`,
			`{"start":1767261630000,"end":1767265229999,"queries":[{"metric":"m","aggregator":"avg","downsample":"15s-avg-nan"}],"msResolution":true,"noAnnotations":true,"showTSUIDs":true}`,
		},
		"a new query on OVH": {
			"ovh", `{"metric":"m","aggregator":"avg","downsampleFillPolicy":"gaps"}`,
			`{"start":1767261630000,"end":1767265230000,"queries":[{"metric":"m","aggregator":"zimsum","downsample":"15s-avg-none"},{"metric":"m","aggregator":"count","downsample":"15s-avg-none"}],"showQuery":true}`,
		},
		"90 s stay 90 s": {
			"opentsdb", `{"metric":"m","downsampleInterval":"90s","downsampleAggregator":"max","downsampleFillPolicy":"zero"}`,
			`{"start":1767261600000,"end":1767265289999,"queries":[{"metric":"m","aggregator":"avg","downsample":"90s-max-zero"}],"msResolution":true,"noAnnotations":true}`,
		},
		"no downsampling": {
			"opentsdb", `{"metric":"m","aggregator":"none","disableDownsampling":true}`,
			`{"start":1767261630000,"end":1767265230000,"queries":[{"metric":"m","aggregator":"none"}],"msResolution":true,"noAnnotations":true}`,
		},
		"the whole range": {
			"opentsdb", `{"metric":"m","downsampleInterval":"0all"}`,
			`{"start":1767261630000,"end":1767265230000,"queries":[{"metric":"m","aggregator":"avg","downsample":"0all-avg-none"}],"msResolution":true,"noAnnotations":true}`,
		},
		"calendar days in Paris": {
			"opentsdb", `{"metric":"m","downsampleInterval":"1d","useCalendar":true,"timezone":"Europe/Paris"}`,
			`{"start":1767222000000,"end":1767308399999,"queries":[{"metric":"m","aggregator":"avg","downsample":"1dc-avg-none"}],"msResolution":true,"timezone":"Europe/Paris","useCalendar":true,"noAnnotations":true}`,
		},
		"filters and tags": {
			"opentsdb", `{"metric":"m","disableDownsampling":true,"filters":[{"type":"iliteral_or","tagk":"dc","filter":"GRA|sbg","groupBy":false}],"tags":{"host":"*"},"explicitTags":true}`,
			`{"start":1767261630000,"end":1767265230000,"queries":[{"metric":"m","aggregator":"avg","filters":[{"type":"iliteral_or","tagk":"dc","filter":"GRA|sbg","groupBy":false},{"type":"wildcard","tagk":"host","filter":"*","groupBy":true}],"explicitTags":true}],"msResolution":true,"noAnnotations":true}`,
		},
		"filters that OVH lacks": {
			"ovh", `{"metric":"m","aggregator":"sum","downsampleInterval":"1m","filters":[{"type":"not_iliteral_or","tagk":"dc","filter":"a.b|c","groupBy":true},{"type":"iwildcard","tagk":"host","filter":"Web*","groupBy":false}]}`,
			`{"start":1767261600000,"end":1767265260000,"queries":[{"metric":"m","aggregator":"sum","downsample":"1m-avg-none","filters":[{"type":"regexp","tagk":"dc","filter":"(?!(?:[Aa]\\.[Bb]|[Cc])$).*","groupBy":true},{"type":"regexp","tagk":"host","filter":"[Ww][Ee][Bb].*","groupBy":false}]}]}`,
		},
		"two filters on one key on OVH": {
			"ovh", `{"metric":"m","aggregator":"sum","downsampleInterval":"1m","filters":[{"type":"wildcard","tagk":"host","filter":"web*","groupBy":true},{"type":"not_literal_or","tagk":"host","filter":"web01","groupBy":false}]}`,
			`{"start":1767261600000,"end":1767265260000,"queries":[{"metric":"m","aggregator":"sum","downsample":"1m-avg-none","filters":[{"type":"regexp","tagk":"host","filter":".*(?:^(?=(?:web.*)$)(?=(?:(?!(?:web01)$).*)$)).*","groupBy":true}]}]}`,
		},
		"a counter": {
			"opentsdb", `{"metric":"m","disableDownsampling":true,"shouldComputeRate":true,"isCounter":true,"counterMax":"1000","counterResetValue":7}`,
			`{"start":1767261630000,"end":1767265230000,"queries":[{"metric":"m","aggregator":"avg","rate":true,"rateOptions":{"counter":true,"counterMax":1000,"resetValue":7}}],"msResolution":true,"noAnnotations":true}`,
		},
		"a counter without bounds drops its resets": {
			"opentsdb", `{"metric":"m","disableDownsampling":true,"shouldComputeRate":true,"isCounter":true,"counterMax":null,"counterResetValue":"0"}`,
			`{"start":1767261630000,"end":1767265230000,"queries":[{"metric":"m","aggregator":"avg","rate":true,"rateOptions":{"counter":true,"dropResets":true}}],"msResolution":true,"noAnnotations":true}`,
		},
		"raw points where OVH would ignore the downsampling": {
			"ovh", `{"metric":"m","aggregator":"none","downsampleInterval":"1m"}`,
			`{"start":1767261600000,"end":1767265260000,"queries":[{"metric":"m","aggregator":"none"}]}`,
		},
		"ad-hoc filters": {
			"opentsdb", `{"metric":"m","disableDownsampling":true,"adhocFilters":[{"key":"dc","operator":"!=","value":"gra"},{"key":"host","operator":"=~","value":"web.*"},{"key":"rack","operator":"=|","values":["a","b|c"]}]}`,
			`{"start":1767261630000,"end":1767265230000,"queries":[{"metric":"m","aggregator":"avg","filters":[{"type":"not_literal_or","tagk":"dc","filter":"gra","groupBy":false},{"type":"regexp","tagk":"host","filter":"web.*","groupBy":false},{"type":"regexp","tagk":"rack","filter":"^(?:a|b\\|c)$","groupBy":false}]}],"msResolution":true,"noAnnotations":true}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.JSONEq(t, c.want, sent(t, c.dialect, hour, c.saved))
		})
	}
}

func TestARefreshAMomentLaterAsksForTheSameBuckets(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		now := sent(t, dialect, asked{from: at("10:00:01"), to: at("11:00:01")}, `{"metric":"m","downsampleInterval":"5m"}`)
		later := sent(t, dialect, asked{from: at("10:00:11"), to: at("11:00:11")}, `{"metric":"m","downsampleInterval":"5m"}`)
		require.Equal(t, now, later)
	}
}

func TestNothingIsEverDeleted(t *testing.T) {
	saved := `{"metric":"m","delete":true,"method":"DELETE","queries":[{"delete":true}]}`
	for _, dialect := range []string{"ovh", "opentsdb"} {
		require.NotContains(t, strings.ToLower(sent(t, dialect, asked{}, saved)), "delete")
	}
}

func TestAFrameASeriesWithLabelsAndAlias(t *testing.T) {
	body := `[{"metric":"m","tags":{"host":"web02"},"query":{"index":0},"aggregateTags":["host"],"dps":{"1767222060":"NaN","1767222000":4}},
		{"metric":"m","tags":{"host":"web01"},"query":{"index":0},"aggregateTags":["host"],"dps":{"1767222000":1}}]`
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": respond(body)}), "opentsdb", nil)
	a := source.query(context.Background(), asked{}, `{"metric":"m","alias":"$metric of [[tag_host]] ($tag_dc)","downsampleInterval":"1m","filters":[{"type":"wildcard","tagk":"host","filter":"*","groupBy":true}]}`)["A"]
	require.NoError(t, a.Error)
	require.Len(t, a.Frames, 2)
	first, second := a.Frames[0], a.Frames[1]
	require.Equal(t, data.FrameTypeTimeSeriesMulti, first.Meta.Type)
	require.Equal(t, data.FrameTypeVersion{0, 1}, first.Meta.TypeVersion)
	require.Equal(t, "Time", first.Fields[0].Name)
	require.Equal(t, data.FieldTypeFloat64, first.Fields[1].Type(), "nothing is missing")
	require.Equal(t, data.FieldTypeNullableFloat64, second.Fields[1].Type(), "a gap is null")
	require.Equal(t, data.Labels{"host": "web01"}, first.Fields[1].Labels, "ordered by labels, whatever the server's order")
	require.Equal(t, "m of web01 ($tag_dc)", first.Fields[1].Config.DisplayNameFromDS)
	require.Equal(t, map[int64]float64{1767222000: 4}, points(t, second), "NaN is a gap")
	require.Equal(t, 2, second.Rows())
	require.Contains(t, first.Meta.ExecutedQueryString, "curl")
	require.NotContains(t, first.Meta.ExecutedQueryString, token)
}

func TestNoDataIsAFrameWithoutFields(t *testing.T) {
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": respond(`[]`)}), "ovh", nil)
	a := source.query(context.Background(), asked{}, `{"metric":"nosuch","aggregator":"sum"}`)["A"]
	require.NoError(t, a.Error)
	require.Len(t, a.Frames, 1)
	require.Empty(t, a.Frames[0].Fields)
	require.Equal(t, data.FrameTypeTimeSeriesMulti, a.Frames[0].Meta.Type)
}

func TestInvalidQueriesHaveErrorsAndTheOthersResults(t *testing.T) {
	for name, c := range map[string]struct{ dialect, saved, says string }{
		"no metric":               {"opentsdb", `{"metric":" "}`, "Metric: choose one"},
		"an interval":             {"opentsdb", `{"metric":"m","downsampleInterval":"soon"}`, `Downsample interval: "soon" is not an interval; write a number and a unit`},
		"an aggregator":           {"ovh", `{"metric":"m","aggregator":"mean"}`, `Aggregator: OVH Metrics doesn't know "mean"; choose one of avg`},
		"an aggregator's name":    {"opentsdb", `{"metric":"m","aggregator":"sum:x"}`, `Aggregator: "sum:x" is not an aggregator`},
		"a fill policy":           {"opentsdb", `{"metric":"m","downsampleFillPolicy":"scalar"}`, `Fill policy: "scalar" is not known`},
		"a filter without key":    {"opentsdb", `{"metric":"m","filters":[{"type":"wildcard","filter":"*"}]}`, "Filter: choose a tag key"},
		"a filter without value":  {"opentsdb", `{"metric":"m","filters":[{"type":"wildcard","tagk":"host","filter":""}]}`, `Filter on tag "host": enter a value`},
		"not_key on OVH":          {"ovh", `{"metric":"m","filters":[{"type":"not_key","tagk":"host","filter":""}]}`, `Filter on tag "host": the filter type not_key can't be used here`},
		"an unknown filter":       {"ovh", `{"metric":"m","filters":[{"type":"fuzzy","tagk":"host","filter":"x"}]}`, `the filter type "fuzzy" is not known`},
		"a line end":              {"opentsdb", `{"metric":"a\nb"}`, "Metric: it contains a line break"},
		"half a second on OVH":    {"ovh", `{"metric":"m","downsampleInterval":"500ms"}`, "Downsample interval: OVH Metrics has timestamps of whole seconds"},
		"calendar on OVH":         {"ovh", `{"metric":"m","downsampleInterval":"1dc"}`, "Calendar: OVH Metrics has no calendar intervals"},
		"percentiles on OVH":      {"ovh", `{"metric":"m","percentiles":[99]}`, "Percentiles: OVH Metrics computes no percentiles"},
		"a time zone":             {"opentsdb", `{"metric":"m","downsampleInterval":"1d","useCalendar":true,"timezone":"Mars/Base"}`, `Time zone: "Mars/Base" is not a time zone`},
		"a broken regexp on OVH":  {"ovh", `{"metric":"m","filters":[{"type":"regexp","tagk":"host","filter":"a)|(b"}]}`, "check its brackets"},
		"an operator, ad hoc":     {"opentsdb", `{"metric":"m","adhocFilters":[{"key":"host","operator":"<","value":"1"}]}`, `Ad-hoc filter: OpenTSDB doesn't support the operator "<" on "host"`},
		"a wrong type":            {"opentsdb", `{"metric":{"name":"m"}}`, "metric: it has to be a text, found an object"},
		"a wrong type in a list":  {"opentsdb", `{"metric":"m","filters":[7]}`, "filters[0]: it has to be an object, found a number"},
		"a list for a text":       {"opentsdb", `{"metric":"m","filters":[{"tagk":["a"],"filter":"x"}]}`, "filters[0].tagk: it has to be a text, found a list"},
		"no object":               {"opentsdb", `[1]`, "Query: it is not a JSON object: found a list"},
		"too many buckets":        {"opentsdb", `{"metric":"m","downsampleInterval":"1ms"}`, "Downsample interval: 1ms makes 3600000 points per series"},
		"a deep query":            {"opentsdb", `{"metric":` + strings.Repeat("[", 20000) + `}`, "Query: it is not a JSON object"},
		"a query of ten megabyte": {"opentsdb", `{"metric":"` + strings.Repeat("x", 10<<20) + `"}`, "Query: it is 1048"},
	} {
		t.Run(name, func(t *testing.T) {
			var r recorder
			source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": r.then(respond(oneSeries))}), c.dialect, nil)
			responses := source.query(context.Background(), asked{}, c.saved, `{"metric":"good","aggregator":"sum","disableDownsampling":false}`)
			require.ErrorContains(t, responses["A"].Error, c.says)
			require.Equal(t, backend.StatusBadRequest, responses["A"].Status)
			require.Equal(t, backend.ErrorSourceDownstream, responses["A"].ErrorSource)
			require.NoError(t, responses["B"].Error)
			require.NotEmpty(t, responses["B"].Frames)
			require.Len(t, r.bodies, 1, "the bad query never reaches the server")
		})
	}
}

func TestAServersErrorBelongsOnlyToItsQuery(t *testing.T) {
	handler := func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), "nosuch") {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"error":{"code":400,"message":"No such name for 'metrics': 'nosuch'","trace":"net.opentsdb…"}}`)
			return
		}
		_, _ = io.WriteString(w, oneSeries)
	}
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": handler}), "opentsdb", nil)
	responses := source.query(context.Background(), asked{}, `{"metric":"nosuch"}`, `{"metric":"good"}`)
	require.ErrorContains(t, responses["A"].Error, "nosuch")
	require.NotContains(t, responses["A"].Error.Error(), "net.opentsdb")
	require.Equal(t, backend.ErrorSourceDownstream, responses["A"].ErrorSource)
	require.Contains(t, responses["A"].Frames[0].Meta.ExecutedQueryString, "nosuch", "the inspector shows what was sent")
	require.NoError(t, responses["B"].Error)
}

func TestACancelledPanelStopsTheCall(t *testing.T) {
	arrived, left := make(chan struct{}), make(chan struct{})
	handler := func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		close(arrived)
		<-r.Context().Done()
		close(left)
	}
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": handler}), "opentsdb", nil)
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-arrived
		cancel()
	}()
	response := source.query(ctx, asked{}, `{"metric":"m"}`)["A"]
	require.Error(t, response.Error)
	require.Equal(t, backend.ErrorSourceDownstream, response.ErrorSource)
	select {
	case <-left:
	case <-time.After(10 * time.Second):
		t.Fatal("the server still works for a panel that is gone")
	}
}

func TestTheTokenTravelsOnlyToItsServer(t *testing.T) {
	elsewhere := &recorder{}
	other := serve(t, map[string]http.HandlerFunc{"/": elsewhere.then(respond(`[]`)), "/api/query": elsewhere.then(respond(`[]`))})
	redirecting := serve(t, map[string]http.HandlerFunc{"/api/query": func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other+"/api/query", http.StatusTemporaryRedirect)
	}})
	response := connect(t, redirecting, "opentsdb", nil).query(context.Background(), asked{}, `{"metric":"m"}`)["A"]
	require.Error(t, response.Error)
	require.Empty(t, elsewhere.bodies)

	for transport, header := range map[string]string{"basic": "Authorization", "header": "X-Warp10-Token"} {
		var r recorder
		source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": r.then(respond(`[]`))}), "ovh", map[string]any{"tokenTransport": transport})
		responses := source.query(context.Background(), asked{}, `{"metric":"m"}`)
		require.NotEmpty(t, r.heads[0].Get(header))
		encoded, err := json.Marshal(responses["A"].Frames)
		require.NoError(t, err)
		require.NotContains(t, string(encoded), token)
	}
}
