package faults

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// counted passes requests on to a server, and counts those of a call.
func counted(t *testing.T, target, call string) (address string, count func() int) {
	t.Helper()
	to, err := url.Parse(target)
	require.NoError(t, err)
	var mu sync.Mutex
	n := 0
	proxy := httputil.NewSingleHostReverseProxy(to)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == call {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(strings.NewReader(string(body)))
			mu.Lock()
			n++
			mu.Unlock()
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, func() int {
		mu.Lock()
		defer mu.Unlock()
		return n
	}
}

// content is what frames show: names, times and values, whatever the order.
func content(t *testing.T, result sdk.DataResponse) map[string][]string {
	t.Helper()
	require.NoError(t, result.Error)
	all := map[string][]string{}
	for _, frame := range result.Frames {
		if len(frame.Fields) < 2 {
			continue
		}
		labels := frame.Fields[1].Labels.String()
		for row := range frame.Rows() {
			value, err := frame.Fields[1].FloatAt(row)
			require.NoError(t, err)
			at, _ := frame.Fields[0].ConcreteAt(row)
			all[labels] = append(all[labels], fmt.Sprint(at.(time.Time).UnixMilli(), "=", value))
		}
	}
	return all
}

func noticesOf(result sdk.DataResponse) (all string) {
	for _, frame := range result.Frames {
		for _, notice := range frame.Meta.Notices {
			all += notice.Text + "\n"
		}
	}
	return all
}

// TestARangeThatTheServerRefusesIsFetchedInSlices: at both servers' limits, the panel shows the result of a server without
// limits.
func TestARangeThatTheServerRefusesIsFetchedInSlices(t *testing.T) {
	process := start(t)
	// Before the demo's host that ends some hours before its server started: there are two, started one after the other.
	to := time.Now().Add(-7 * time.Hour).Truncate(time.Hour).Add(17 * time.Minute)
	panel := rig.Panel{From: to.Add(-12 * time.Hour), To: to, Interval: time.Minute}
	for _, dialect := range []string{"ovh", "opentsdb"} {
		t.Run(dialect, func(t *testing.T) {
			free := source(dialect+" free", rig.StartDemo(t, "--dialect", dialect, "--token", token), dialect, nil)
			// Five hosts of a point every 10 s: some 21,600 points in all, and 1,800 an hour.
			address, requests := counted(t, rig.StartDemo(t, "--dialect", dialect, "--token", token, "--fetch-limit", "9000"), "/api/query")
			limited := source(dialect+" limited", address, dialect, nil)
			for name, saved := range map[string]string{
				"the sum of all":      `{"metric":"sys.cpu.nice","aggregator":"sum","downsampleInterval":"5m","downsampleFillPolicy":"gaps"}`,
				"an average by dc":    `{"metric":"sys.cpu.user","aggregator":"avg","downsampleInterval":"1m","downsampleFillPolicy":"gaps","filters":[{"type":"wildcard","tagk":"dc","filter":"*","groupBy":true}]}`,
				"each host's maximum": `{"metric":"sys.cpu.user","aggregator":"max","downsampleInterval":"7m","downsampleFillPolicy":"gaps","filters":[{"type":"wildcard","tagk":"host","filter":"*","groupBy":true}]}`,
			} {
				t.Run(name, func(t *testing.T) {
					ask := func(from rig.Source) sdk.DataResponse {
						responses, err := process.Query(t.Context(), from, panel, saved)
						require.NoError(t, err)
						return responses[rig.RefID(0)]
					}
					whole, before := ask(free), requests()
					sliced := ask(limited)
					want := content(t, whole)
					require.NotEmpty(t, want)
					assert.Equal(t, want, content(t, sliced))
					assert.NotContains(t, noticesOf(whole), "slices")
					assert.Regexp(t, `fetched in [48] slices\.`, noticesOf(sliced))
					assert.LessOrEqual(t, requests()-before, 12)
				})
			}
			t.Run("what can't be divided says what to do", func(t *testing.T) {
				responses, err := process.Query(t.Context(), limited, panel, `{"metric":"sys.cpu.nice","aggregator":"sum","downsampleInterval":"5m","downsampleFillPolicy":"none"}`)
				require.NoError(t, err)
				result := responses[rig.RefID(0)]
				isFailure(t, map[string]failure{"ovh": {500, "asks for too many points"}, "opentsdb": {413, "Ask for less"}}[dialect], result)
			})
		})
	}
}
