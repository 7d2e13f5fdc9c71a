package plugin_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"
)

// minutes responds to every range with a point a minute, whose timestamp is the bucket's start on OpenTSDB, and its end on OVH.
func minutes(r *recorder, dialect string) http.HandlerFunc {
	return r.then(func(w http.ResponseWriter, req *http.Request) {
		var request struct {
			Start, End int64
			Queries    []struct{ Aggregator string }
		}
		if json.NewDecoder(req.Body).Decode(&request) != nil {
			http.Error(w, "broken", http.StatusBadRequest)
			return
		}
		_, _ = io.WriteString(w, "[")
		for i, q := range request.Queries {
			dps := map[string]int64{}
			for ms := request.Start / 60000 * 60000; ms <= request.End; ms += 60000 {
				if ms > request.Start || (dialect == "opentsdb" && ms == request.Start) {
					dps[fmt.Sprint(ms)] = ms / 60000 % 100
					if q.Aggregator == "count" {
						dps[fmt.Sprint(ms)] = 1
					}
				}
			}
			encoded, _ := json.Marshal(map[string]any{"metric": "m", "tags": map[string]string{"host": "web01"}, "query": map[string]int{"index": i}, "aggregateTags": []string{}, "dps": dps})
			if i > 0 {
				_, _ = io.WriteString(w, ",")
			}
			_, _ = w.Write(encoded)
		}
		_, _ = io.WriteString(w, "]")
	})
}

func TestARefreshedDashboardAsksForTheTailOnly(t *testing.T) {
	const saved = `{"metric":"m","aggregator":"avg","downsampleInterval":"1m","downsampleFillPolicy":"gaps","filters":[{"type":"wildcard","tagk":"host","filter":"*","groupBy":true}]}`
	for _, dialect := range []string{"ovh", "opentsdb"} {
		var cached, whole recorder
		keeping := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": minutes(&cached, dialect)}), dialect, nil)
		fetching := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": minutes(&whole, dialect)}), dialect, map[string]any{"responseCacheMB": 0})
		for refresh := range 5 {
			now := at("12:00:05").Add(time.Duration(refresh) * 40 * time.Second)
			a := asked{from: now.Add(-24 * time.Hour), to: now, interval: time.Minute}
			got, want := keeping.query(context.Background(), a, saved)["A"], fetching.query(context.Background(), a, saved)["A"]
			require.NoError(t, got.Error)
			require.Equal(t, points(t, want.Frames[0]), points(t, got.Frames[0]))
			require.Equal(t, want.Frames[0].Fields[1].Labels, got.Frames[0].Fields[1].Labels)
		}
		span := func(body string) int64 {
			var r struct{ Start, End int64 }
			require.NoError(t, json.Unmarshal([]byte(body), &r))
			return r.End - r.Start
		}
		require.Less(t, float64(span(cached.last(t))), 0.02*float64(span(whole.last(t))))
	}
}

func TestWhatCannotBeJoinedIsFetchedInFull(t *testing.T) {
	for name, saved := range map[string]string{
		"raw points":           `{"metric":"m","aggregator":"none","disableDownsampling":true}`,
		"the server's policy":  `{"metric":"m","aggregator":"sum","downsampleInterval":"1m","downsampleFillPolicy":"nan"}`,
		"a rate":               `{"metric":"m","aggregator":"sum","downsampleInterval":"1m","downsampleFillPolicy":"gaps","shouldComputeRate":true}`,
		"one bucket of it all": `{"metric":"m","aggregator":"sum","downsampleInterval":"0all","downsampleFillPolicy":"gaps"}`,
	} {
		t.Run(name, func(t *testing.T) {
			var r recorder
			source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": minutes(&r, "opentsdb")}), "opentsdb", nil)
			a := asked{from: at("10:00:00"), to: at("11:00:00")}
			source.clock.set(at("11:00:00"))
			source.query(context.Background(), a, saved)
			source.clock.set(at("11:01:00"))
			source.query(context.Background(), a, saved)
			full := slices.DeleteFunc(r.all(), func(body string) bool { return strings.Contains(body, "-count-") })
			require.Len(t, full, 2)
			require.Equal(t, full[0], full[1])
		})
	}
}

func TestAlertRulesFetchEverything(t *testing.T) {
	var r recorder
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": minutes(&r, "opentsdb")}), "opentsdb", nil)
	for range 2 {
		request := &backend.QueryDataRequest{Queries: []backend.DataQuery{{
			RefID: "A", JSON: []byte(`{"metric":"m","aggregator":"sum","downsampleInterval":"1m","downsampleFillPolicy":"gaps"}`),
			TimeRange: backend.TimeRange{From: at("10:00:00"), To: at("11:00:00")},
		}}}
		request.SetHTTPHeader("FromAlert", "true")
		_, err := source.instance.(backend.QueryDataHandler).QueryData(context.Background(), request)
		require.NoError(t, err)
	}
	require.Equal(t, r.bodies[0], r.bodies[1])
}

func TestEqualQueriesAtOnceShareOneRequest(t *testing.T) {
	var r recorder
	release := make(chan struct{})
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": r.then(func(w http.ResponseWriter, req *http.Request) {
		<-release
		respond(oneSeries)(w, req)
	})}), "opentsdb", nil)
	var wg sync.WaitGroup
	for range 5 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			responses := source.query(context.Background(), asked{}, `{"metric":"m","alias":"a"}`, `{"metric":"m","alias":"b"}`)
			for ref, name := range map[string]string{"A": "a", "B": "b"} {
				if got := responses[ref].Frames[0].Fields[1].Config.DisplayNameFromDS; got != name {
					t.Errorf("%s is named %s", ref, got)
				}
			}
		}()
	}
	time.Sleep(100 * time.Millisecond) // so that all have asked; a late one would only send a request more
	close(release)
	wg.Wait()
	require.Less(t, len(r.bodies), 10)
}

// A change of names, of the layout or of functions is shown again over the range that is shown, however old that is by then.
func TestLegendFormatAndFunctionsChangeWithoutARequest(t *testing.T) {
	for name, saved := range map[string]string{
		"a sum with gaps":  gaps("sum", "1m"),
		"an auto interval": gaps("sum", ""),
		"a rate":           strings.Replace(gaps("sum", "1m"), "{", `{"shouldComputeRate":true,`, 1),
		"interpolated":     strings.Replace(gaps("sum", "1m"), `"gaps"`, `"none"`, 1),
		"raw points":       `{"metric":"m","aggregator":"none","disableDownsampling":true}`,
		"computed here":    gaps("none", "1m"),
		"several metrics":  strings.Replace(gaps("sum", "1m"), `"m"`, `"m|m2"`, 1),
	} {
		for _, dialect := range []string{"ovh", "opentsdb"} {
			t.Run(name+" on "+dialect, func(t *testing.T) {
				s := hosts(t, dialect, 10, 10)
				source := s.connect(nil)
				a := asked{from: at("11:00:20"), to: at("12:00:20")}
				source.clock.set(at("12:00:20"))
				first := source.query(context.Background(), a, saved)["A"]
				require.NoError(t, first.Error)
				before := len(s.requests())
				source.clock.set(at("12:05:00"))
				renamed := source.query(context.Background(), a, strings.Replace(saved, "{", `{"alias":"the name","maxAgeMs":600000,`, 1))["A"]
				require.NoError(t, renamed.Error)
				require.Len(t, s.requests(), before)
				require.Equal(t, "the name", renamed.Frames[0].Fields[1].Config.DisplayNameFromDS)
				require.Equal(t, points(t, first.Frames[0]), points(t, renamed.Frames[0]), "the bucket that wasn't over at 12:00:20 is no more so")
				if name == "interpolated" {
					return // functions want other points: nothing filled by the server
				}
				scaled := source.query(context.Background(), a, strings.Replace(saved, "{", `{"functions":[{"name":"scale","params":[2]}],"maxAgeMs":600000,`, 1))["A"]
				require.NoError(t, scaled.Error)
				require.Len(t, s.requests(), before)
				for ms, value := range points(t, first.Frames[0]) {
					require.InDelta(t, 2*value, points(t, scaled.Frames[0])[ms], 1e-9)
				}
				source.query(context.Background(), a, saved)
				require.Greater(t, len(s.requests()), before, "a refresh asks")
			})
		}
	}
}

func TestHowOldAResponseMayBeIsBounded(t *testing.T) {
	const saved = `{"metric":"m","aggregator":"none","disableDownsampling":true,"maxAgeMs":%d}`
	for name, c := range map[string]struct {
		maxAgeMs int64
		later    time.Duration
		headers  map[string]string
		cacheMB  int
		asks     bool
	}{
		"as old as it may be":   {60_000, 59 * time.Second, nil, 64, false},
		"older":                 {60_000, time.Minute, nil, 64, true},
		"older than any may be": {1 << 50, 10 * time.Minute, nil, 64, true},
		"nonsense":              {-1, 10 * time.Second, nil, 64, true},
		"of an alert rule":      {600_000, 30 * time.Second, map[string]string{"FromAlert": "true"}, 64, true},
		"with X-Cache-Skip":     {600_000, 30 * time.Second, map[string]string{"X-Cache-Skip": "true"}, 64, true},
		"of no cache":           {600_000, 30 * time.Second, nil, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := hosts(t, "opentsdb", 10)
			source := s.connect(map[string]any{"responseCacheMB": c.cacheMB})
			a := asked{from: at("11:00:00"), to: at("12:00:00")}
			source.clock.set(at("12:00:00"))
			source.query(context.Background(), a, fmt.Sprintf(saved, 0))
			before := len(s.requests())
			source.clock.set(at("12:00:00").Add(c.later))
			a.headers = c.headers
			source.query(context.Background(), a, fmt.Sprintf(saved, c.maxAgeMs))
			require.Equal(t, c.asks, len(s.requests()) > before)
		})
	}
}

func TestLastValuesAreRenamedWithoutARequest(t *testing.T) {
	var looked, r recorder
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/search/lookup": looked.then(respond(lookup)),
		"/api/query/last":    r.then(respond(`[{"metric":"m","timestamp":1767261600,"value":"4.5","tags":{"host":"web02","dc":"gra"},"tsuid":0}]`)),
	}), "ovh", nil)
	const saved = `{"queryType":"last","metric":"m","alias":"%s","maxAgeMs":%d}`
	a := asked{from: at("09:30:00"), to: at("10:30:00")}
	source.clock.set(at("10:30:01"))
	source.query(context.Background(), a, fmt.Sprintf(saved, "one", 0))
	source.clock.set(at("10:30:40"))
	renamed := source.query(context.Background(), a, fmt.Sprintf(saved, "other", 600_000))["A"]
	require.NoError(t, renamed.Error)
	require.Equal(t, "other", renamed.Frames[0].Fields[1].Config.DisplayNameFromDS)
	require.Len(t, r.all(), 1)
	require.Len(t, looked.all(), 1)
	source.query(context.Background(), a, fmt.Sprintf(saved, "one", 0))
	require.Len(t, r.all(), 2)
}

func TestLastPointsFetchedInTheFutureAreNotServedAgain(t *testing.T) {
	var r recorder
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/search/lookup": respond(`{"results":[{"metric":"m","tags":{"host":"web01"}}]}`),
		"/api/query/last":    r.then(respond(`[]`)),
	}), "ovh", nil)
	for n, now := range []string{"12:00:00", "11:10:00", "11:30:00"} { // somebody set the clock
		source.clock.set(at(now))
		require.NoError(t, source.query(context.Background(), askedAt("09:00:00", "10:00:00"), `{"queryType":"last","metric":"m"}`)["A"].Error)
		require.Len(t, r.all(), n+1)
	}
}
