package plugin_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// withFunctions adds functions to a saved query.
func withFunctions(saved, functions string) string {
	return strings.Replace(saved, "{", `{"functions":[`+functions+`],`, 1)
}

const byHost = `{"metric":"m","aggregator":"sum","downsampleInterval":"1m","downsampleFillPolicy":"gaps","legend":"auto","filters":[{"type":"wildcard","tagk":"host","filter":"*","groupBy":true}]}`

// ramp writes, for each host n, a point a minute of n × 100 + the minutes since 8 o'clock of the day before.
func ramp(t *testing.T, dialect string, hosts int) *store {
	s := newStore(t, dialect)
	begin := at("08:00:00").Add(-24 * time.Hour)
	for n := 1; n <= hosts; n++ {
		for m := range 30 * 60 {
			from := begin.Add(time.Duration(m)*time.Minute + 30*time.Second)
			s.write(fmt.Sprintf("web%02d", n), from, from.Add(time.Second), 1, float64(100*n+m))
		}
	}
	return s
}

func TestTheTopOfManySeries(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		for _, headers := range []map[string]string{nil, {"FromAlert": "true"}} {
			s := ramp(t, dialect, 9)
			saved := withFunctions(byHost, `{"name":"highest","params":[2,"max","other"]}`)
			response := s.connect(nil).query(context.Background(), asked{from: at("11:00:00"), to: at("12:00:00"), headers: headers}, saved)["A"]
			require.NoError(t, response.Error)
			var names []string
			for _, frame := range response.Frames {
				names = append(names, frame.Fields[1].Config.DisplayNameFromDS)
			}
			require.Equal(t, []string{"web09", "web08", "other"}, names, "in the order of rank")
			// At 11:00 it is 27 hours, 1620 minutes after the first point.
			require.InDelta(t, 900+1620, values(t, response.Frames[0])[0], 1e-9)
			require.InDelta(t, (100+200+300+400+500+600+700)+7*1620, values(t, response.Frames[2])[0], 1e-9)
			require.Contains(t, response.Frames[0].Meta.ExecutedQueryString, "# then, computed here: highestMax(…,2,other)")
		}
	}
}

func TestADayEarlierIsShownAtTodaysTimes(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		s := ramp(t, dialect, 1)
		source := s.connect(nil)
		a := asked{from: at("11:00:00"), to: at("12:00:00")}
		now := source.query(context.Background(), a, byHost)["A"]
		before := source.query(context.Background(), a, withFunctions(byHost, `{"name":"timeShift","params":["1d"]}`))["A"]
		require.NoError(t, before.Error)
		require.Equal(t, now.Frames[0].Fields[0].At(0), before.Frames[0].Fields[0].At(0))
		for i, v := range values(t, before.Frames[0]) {
			require.InDelta(t, values(t, now.Frames[0])[i]-24*60, v, 1e-9)
		}
		require.Equal(t, now.Frames[0].Fields[1].Labels, before.Frames[0].Fields[1].Labels, "so that Math joins them")
		require.Contains(t, before.Frames[0].Fields[1].Config.DisplayNameFromDS, " (1d earlier)")

		// Both stay in the response cache beside each other.
		source.clock.set(at("12:00:30"))
		asked := len(s.queries())
		a = askedAt("11:00:30", "12:00:30")
		source.query(context.Background(), a, byHost)
		source.query(context.Background(), a, withFunctions(byHost, `{"name":"timeShift","params":["1d"]}`))
		for _, q := range s.queries()[asked:] {
			require.Less(t, q.End-q.Start, (20 * time.Minute).Milliseconds(), "only what is new is asked for")
		}
	}
}

func askedAt(from, to string) asked { return asked{from: at(from), to: at(to)} }

func TestAMovingAverageKnowsThePointsBeforeTheRange(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		s := ramp(t, dialect, 1)
		response := s.connect(nil).query(context.Background(), askedAt("11:00:00", "12:00:00"), withFunctions(byHost, `{"name":"movingAverage","params":["10m"]}`))["A"]
		require.NoError(t, response.Error)
		got := values(t, response.Frames[0])
		require.Len(t, got, 60)
		for i, v := range got { // the mean of ten minutes that each grow by one
			require.InDelta(t, 100+1620+float64(i)-4.5, v, 1e-9)
		}
		require.Equal(t, at("10:51:00").UnixMilli(), s.queries()[0].Start+map[string]int64{"ovh": 0, "opentsdb": 0}[dialect])
	}
}

func TestFunctionsSeeTheSeriesOfAllMetrics(t *testing.T) {
	s := ramp(t, "ovh", 2)
	saved := strings.Replace(withFunctions(byHost, `{"name":"highestMax","params":[1]}`), `"metric":"m"`, `"metric":"m|n"`, 1)
	response := s.connect(nil).query(context.Background(), askedAt("11:00:00", "12:00:00"), saved)["A"]
	require.NoError(t, response.Error)
	require.Len(t, response.Frames, 1)
}

func TestAFunctionThatIsWrongIsRefusedByItsName(t *testing.T) {
	for functions, says := range map[string]string{
		`{"name":"highestMx","params":[5]}`:             "highestMx is not a function; did you mean highestMax?",
		`{"name":"sumSeries","params":[]}`:              "add the second query and a Math expression, $A + $B",
		`{"name":"movingAverage","params":["3 years"]}`: "movingAverage",
		`{"name":"scale","params":["abc"]}`:             `scale: "abc" is not a number`,
	} {
		s := ramp(t, "opentsdb", 1)
		response := s.connect(nil).query(context.Background(), askedAt("11:00:00", "12:00:00"), withFunctions(byHost, functions))["A"]
		require.ErrorContains(t, response.Error, says)
		require.EqualValues(t, 400, response.Status)
		require.Empty(t, s.requests())
	}
}

// twoMetrics serves each metric from a store of its own.
func twoMetrics(t *testing.T, dialect string, stores map[string]*store) dataSource {
	t.Helper()
	return connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var request storeRequest
		_ = json.Unmarshal(body, &request)
		metric := request.Queries[0].Metric
		r.Body = io.NopCloser(bytes.NewReader(body))
		response := httptest.NewRecorder()
		stores[metric].respond(response, r)
		w.WriteHeader(response.Code)
		_, _ = io.WriteString(w, strings.ReplaceAll(response.Body.String(), `"metric":"m"`, `"metric":"`+metric+`"`))
	}}), dialect, nil)
}

func TestAWideFrameHasSeveralMetricsInOneInterval(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		fine, coarse := newStore(t, dialect), newStore(t, dialect)
		fine.write("web01", at("09:00:00"), at("12:00:00"), 10, 30)
		coarse.write("web01", at("09:00:00"), at("12:00:00"), 60, 10)
		source := twoMetrics(t, dialect, map[string]*store{"fine": fine, "coarse": coarse})
		response := source.query(context.Background(), askedAt("11:00:00", "12:00:00"), `{"metric":"fine|coarse","aggregator":"sum","downsampleFillPolicy":"gaps","format":"wide"}`)["A"]
		require.NoError(t, response.Error)
		require.Len(t, response.Frames, 1)
		require.Greater(t, response.Frames[0].Rows(), 20)
		for n, want := range []float64{10, 30} {
			field := response.Frames[0].Fields[1+n]
			for row := range field.Len() {
				value, err := field.NullableFloatAt(row)
				require.NoError(t, err)
				require.NotNil(t, value, "%s has a value wherever the other has one, on %s", field.Name, dialect)
				require.Equal(t, want, *value)
			}
		}
	}
}

func TestFunctionsOverSeveralMetricsSeeThemInOneInterval(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		for _, metrics := range []string{"fine|coarse", "coarse|fine"} {
			fine, coarse := newStore(t, dialect), newStore(t, dialect)
			fine.write("web01", at("09:00:00"), at("12:00:00"), 10, 30)
			coarse.write("web01", at("09:00:00"), at("12:00:00"), 60, 10)
			source := twoMetrics(t, dialect, map[string]*store{"fine": fine, "coarse": coarse})
			response := source.query(context.Background(), askedAt("11:00:00", "12:00:00"), `{"metric":"`+metrics+`","aggregator":"sum","downsampleFillPolicy":"gaps","functions":[{"name":"asPercent","params":[]}]}`)["A"]
			require.NoError(t, response.Error)
			require.Len(t, response.Frames, 2)
			for n, want := range []float64{25, 75} {
				require.Greater(t, response.Frames[n].Rows(), 20)
				for _, v := range values(t, response.Frames[n]) {
					require.InDelta(t, want, v, 1e-9, "%s on %s", response.Frames[n].Fields[1].Name, dialect)
				}
			}
		}
	}
}
