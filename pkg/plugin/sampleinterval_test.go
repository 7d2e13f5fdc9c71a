package plugin_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"
)

// gaps is a query of one series out of all hosts, by an aggregator that leaves gaps open.
func gaps(aggregator, interval string) string {
	return `{"metric":"m","aggregator":"` + aggregator + `","downsampleInterval":"` + interval + `","downsampleAggregator":"avg","downsampleFillPolicy":"gaps"}`
}

// hour is the hour before noon, at whole seconds per point.
func hour(interval time.Duration) asked {
	return asked{from: at("11:00:00"), to: at("12:00:00"), interval: interval}
}

func notices(response backend.DataResponse) string {
	var texts []string
	for _, frame := range response.Frames {
		for _, n := range frame.Meta.Notices {
			texts = append(texts, n.Text)
		}
	}
	return strings.Join(texts, "\n")
}

func values(t *testing.T, frame *data.Frame) []float64 {
	t.Helper()
	var out []float64
	for i := range frame.Rows() {
		v, err := frame.Fields[1].FloatAt(i)
		require.NoError(t, err)
		out = append(out, v)
	}
	return out
}

// hosts writes four hosts that have a point at 100 every so many seconds each.
func hosts(t *testing.T, dialect string, steps ...int64) *store {
	s := newStore(t, dialect)
	for i, step := range steps {
		s.write("web0"+string(rune('1'+i)), at("08:00:00").Add(time.Duration(3*i)*time.Second), at("13:00:00"), step, 100)
	}
	return s
}

func TestAnAutoIntervalHoldsAPointOfEverySeries(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		for name, steps := range map[string][]int64{
			"all every 10 s":                 {10, 10, 10, 10},
			"one every 10 s, three every 60": {10, 60, 60, 60},
			"one every 5 min":                {10, 10, 10, 300},
		} {
			for _, aggregator := range []string{"sum", "count", "avg"} {
				s := hosts(t, dialect, steps...)
				response := s.connect(nil).query(context.Background(), hour(2*time.Second), gaps(aggregator, ""))["A"]
				require.NoError(t, response.Error)
				want := map[string]float64{"sum": 400, "count": 4, "avg": 100}[aggregator]
				got := values(t, response.Frames[0])
				require.GreaterOrEqual(t, len(got), 4, "%s, %s, %s", dialect, name, aggregator)
				for i, v := range got {
					require.InDelta(t, want, v, 1e-9, "%s, %s, %s of bucket %d (%v)", dialect, name, aggregator, i, response.Frames[0].Meta.Custom)
				}
				require.Empty(t, notices(response))
			}
		}
	}
}

// Collectors that write at the same second leave most of the newest, short windows empty: a window with one point of each series
// says nothing of how far the next is.
func TestAnAutoIntervalHoldsAPointOfSeriesThatAreWrittenTogether(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		for _, step := range []int64{10, 15, 30, 60} {
			for offset := range time.Duration(20) {
				s := newStore(t, dialect)
				for _, host := range []string{"web01", "web02"} {
					s.write(host, at("08:00:00"), at("13:00:00"), step, 100)
				}
				to := at("12:00:00").Add(offset * time.Second)
				tenMinutes := asked{from: to.Add(-10 * time.Minute), to: to, interval: time.Second}
				response := s.connect(nil).query(context.Background(), tenMinutes, gaps("avg", ""))["A"]
				require.NoError(t, response.Error)
				times := response.Frames[0].Fields[0]
				for i := range times.Len() - 1 {
					interval := times.At(i + 1).(time.Time).Sub(times.At(i).(time.Time))
					require.EqualValues(t, interval.Milliseconds(), times.Config.Interval, "%s, every %d s, up to %s", dialect, step, to)
				}
				require.Empty(t, notices(response))
			}
		}
	}
}

func TestResultsDoNotDependOnEarlierRequests(t *testing.T) {
	s := hosts(t, "opentsdb", 10, 10, 10, 10)
	source := s.connect(nil)
	first := source.query(context.Background(), hour(2*time.Second), gaps("sum", ""))["A"]
	empty := asked{from: at("05:00:00"), to: at("06:00:00"), interval: 2 * time.Second}
	source.query(context.Background(), empty, gaps("sum", ""))
	again := source.query(context.Background(), hour(2*time.Second), gaps("sum", ""))["A"]
	alert := hour(2 * time.Second)
	alert.headers = map[string]string{"FromAlert": "true"}
	rule := source.query(context.Background(), alert, gaps("sum", ""))["A"]
	require.Equal(t, values(t, first.Frames[0]), values(t, again.Frames[0]))
	require.Equal(t, values(t, first.Frames[0]), values(t, rule.Frames[0]))
	require.Equal(t, 400.0, values(t, again.Frames[0])[0])
}

func TestTheSampleIntervalIsMeasuredWithinTheRange(t *testing.T) {
	s := hosts(t, "ovh", 10, 10)
	source := s.connect(nil)
	source.query(context.Background(), hour(2*time.Second), gaps("sum", ""))
	for _, r := range s.requests() {
		require.GreaterOrEqual(t, r.Start, at("11:00:00").UnixMilli())
		require.LessOrEqual(t, r.End, at("12:00:00").UnixMilli())
	}
	measured := s.requests()[0]
	require.True(t, measured.isProbe())
	require.LessOrEqual(t, measured.End-measured.Start, time.Hour.Milliseconds()/12, "a part of the range says enough")
	require.Len(t, s.requests(), 3, "beside the query, all of the range is looked at for sparser series")
	source.query(context.Background(), hour(time.Minute), gaps("sum", ""))
	require.Len(t, s.requests(), 4, "the same range needs no second measurement")
}

// On OVH Metrics all points have to be read once more to find sparse series, unless there are none: the windows saw all that
// exist.
func TestAllOfTheRangeIsSearchedForSparseSeriesOnlyWhereThereMayBeSome(t *testing.T) {
	refused := func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no index", http.StatusBadRequest) }
	lists := func(hosts ...string) http.HandlerFunc {
		var results []string
		for _, host := range hosts {
			results = append(results, `{"metric":"m","tags":{"host":"`+host+`"}}`)
		}
		return respond(`{"results":[` + strings.Join(results, ",") + `]}`)
	}
	web := func(n int) (names []string) {
		for i := 1; i <= n; i++ {
			names = append(names, fmt.Sprintf("web%02d", i))
		}
		return names
	}
	for name, c := range map[string]struct {
		series   int
		lookup   http.HandlerFunc
		filters  string
		searched bool
	}{
		"all series were seen":         {7, lists(web(7)...), "", false},
		"one wasn't":                   {7, lists(append(web(7), "old")...), "", true},
		"one wasn't, but doesn't pass": {7, lists(append(web(7), "old")...), `{"type":"wildcard","tagk":"host","filter":"web*"}`, false},
		"one wasn't that passes":       {7, lists(append(web(7), "web00")...), `{"type":"wildcard","tagk":"host","filter":"web*"}`, true},
		"there are few points to read": {2, lists(web(2)...), "", true},
		"the server lists none":        {7, refused, "", true},
	} {
		s := newStore(t, "ovh")
		for i := 1; i <= c.series; i++ { // of 18,000 points in five hours
			s.write(fmt.Sprintf("web%02d", i), at("07:00:00"), at("12:00:00"), 1, 1)
		}
		source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": s.respond, "/api/search/lookup": c.lookup}), "ovh", nil)
		saved := strings.Replace(gaps("sum", "1m"), `{`, `{"filters":[`+c.filters+`],`, 1)
		response := source.query(context.Background(), asked{from: at("07:00:00"), to: at("12:00:00")}, saved)["A"]
		require.NoError(t, response.Error, name)
		searched := slices.ContainsFunc(s.requests(), func(r storeRequest) bool { return r.isProbe() && len(r.Queries) == 1 })
		require.Equal(t, c.searched, searched, name)
	}
}

// sparse are two hosts with a point every 10 s, and one whose points are so far apart that the newest part of the hour has none.
func sparse(t *testing.T, dialect string, step int64) *store {
	s := hosts(t, dialect, 10, 10)
	s.write("web09", at("11:01:00"), at("11:55:00"), step, 100)
	return s
}

func TestASeriesWithoutAPointInTheNewestPartOfTheRangeIsFound(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		for _, aggregator := range []string{"sum", "count", "mult", "diff"} {
			if dialect == "ovh" && (aggregator == "mult" || aggregator == "diff") {
				continue // it has none
			}
			response := sparse(t, dialect, 18*60).connect(nil).query(context.Background(), hour(20*time.Second), gaps(aggregator, "20s"))["A"]
			require.NoError(t, response.Error)
			require.Regexp(t, "Some series of m (have a point only every 18m|may have points further apart than 20s)", notices(response), "%s: %s", dialect, aggregator)
		}
	}
}

func TestAPartialSearchForSparseSeriesHasANotice(t *testing.T) {
	for dialect, said := range map[string]bool{"ovh": true, "opentsdb": false} {
		s := newStore(t, dialect)
		for i := range 61 { // 1.1 million points in five hours
			s.write(fmt.Sprint("web", i), at("07:00:00"), at("12:00:00"), 1, 1)
		}
		s.write("old", at("07:02:00"), at("07:25:00"), 20*60, 100)
		response := s.connect(nil).query(context.Background(), asked{from: at("07:00:00"), to: at("12:00:00")}, gaps("sum", "1m"))["A"]
		require.NoError(t, response.Error)
		text := "only its newest 4h was searched for series of m with points further apart than 1m; sum over 1m may miss such series that ended before"
		require.Equal(t, said, strings.Contains(notices(response), text), "%s: %s", dialect, notices(response))
		require.NotEmpty(t, notices(response))
	}
}

func TestAnAutoIntervalHoldsAPointOfASeriesWithoutOneInTheNewestPart(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		for _, aggregator := range []string{"sum", "count", "avg"} {
			s := hosts(t, dialect, 10, 10)
			s.write("web09", at("10:00:30"), at("13:00:00"), 360, 100) // …, 11:48:30, 11:54:30, 12:00:30
			response := s.connect(nil).query(context.Background(), hour(20*time.Second), gaps(aggregator, ""))["A"]
			require.NoError(t, response.Error)
			want := map[string]float64{"sum": 300, "count": 3, "avg": 100}[aggregator]
			for _, v := range values(t, response.Frames[0]) {
				require.Equal(t, want, v, "%s: %s (%v)", dialect, aggregator, response.Frames[0].Meta.Custom)
			}
			require.Empty(t, notices(response))
		}
	}
}

// Aggregators that are computed here from the buckets of each series.
func TestAnAutoIntervalHoldsAPointOfEachSeriesThatIsAggregatedHere(t *testing.T) {
	for aggregator, want := range map[string]float64{"mult": 1e6, "diff": 0, "first": 100, "last": 100} {
		interval := 10 * time.Minute
		if aggregator == "mult" || aggregator == "diff" {
			interval = 15 * time.Minute // a late point isn't missed
		}
		s := hosts(t, "opentsdb", 10, 10)
		s.write("web09", at("10:00:30"), at("13:00:00"), 360, 100) // …, 11:48:30, 11:54:30, 12:00:30
		response := s.connect(nil).query(context.Background(), hour(20*time.Second), gaps(aggregator, ""))["A"]
		require.NoError(t, response.Error)
		require.Equal(t, interval.Seconds(), response.Frames[0].Fields[0].Config.Interval/1000, aggregator)
		for _, v := range values(t, response.Frames[0]) {
			require.Equal(t, want, v, "%s (%v)", aggregator, response.Frames[0].Meta.Custom)
		}
	}
}

func TestSeriesThatBeganOrEndedInTheRangeAreNoReasonForANotice(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		s := hosts(t, dialect, 10, 10)
		s.write("ended", at("10:00:00"), at("11:20:00"), 10, 100)
		s.write("began", at("11:10:00"), at("13:00:00"), 10, 100)
		s.write("both", at("11:05:00"), at("11:30:00"), 10, 100)
		response := s.connect(nil).query(context.Background(), hour(20*time.Second), gaps("sum", "20s"))["A"]
		require.NoError(t, response.Error)
		require.Empty(t, notices(response), dialect)
	}
}

func TestMeasuringTheSampleIntervalReadsThePointsOnceWhereItCan(t *testing.T) {
	for dialect, subQueries := range map[string]int{"ovh": 2, "opentsdb": 1} {
		s := hosts(t, dialect, 10, 10)
		response := s.connect(nil).query(context.Background(), hour(2*time.Second), gaps("sum", ""))["A"]
		require.Equal(t, 200.0, values(t, response.Frames[0])[0])
		measured := s.requests()[0]
		require.True(t, measured.isProbe())
		require.Len(t, measured.Queries, subQueries, dialect)
	}
}

func TestTheSampleIntervalIsNotMeasuredWhereNothingDependsOnIt(t *testing.T) {
	for name, c := range map[string]struct {
		saved    string
		settings map[string]any
	}{
		"a min interval is set":       {gaps("sum", ""), map[string]any{"timeInterval": "10s"}},
		"nothing is aggregated":       {gaps("none", ""), nil},
		"an average at a fixed time":  {gaps("avg", "1m"), nil},
		"the server interpolates":     {`{"metric":"m","aggregator":"sum"}`, nil},
		"points are left as they are": {`{"metric":"m","aggregator":"sum","disableDownsampling":true}`, nil},
	} {
		s := hosts(t, "opentsdb", 10, 10)
		source := s.connect(c.settings)
		require.NoError(t, source.query(context.Background(), hour(2*time.Second), c.saved)["A"].Error)
		require.Len(t, s.requests(), 1, name)
	}
}

func TestAnUnknownSampleIntervalHasANoticeAndItsFailureIsCached(t *testing.T) {
	s := hosts(t, "opentsdb", 10, 60)
	s.fails = func(w http.ResponseWriter, r storeRequest) bool {
		if r.isProbe() {
			http.Error(w, `{"error":{"code":500,"message":"too busy"}}`, http.StatusInternalServerError)
		}
		return r.isProbe()
	}
	source := s.connect(nil)
	for range 3 {
		response := source.query(context.Background(), hour(2*time.Second), gaps("sum", ""))["A"]
		require.NoError(t, response.Error)
		require.Contains(t, notices(response), "The sample interval of m is not known; sum over 2s may miss series. Set Min interval")
		require.Contains(t, notices(response), "too busy")
	}
	probes := 0
	for _, r := range s.requests() {
		if r.isProbe() {
			probes++
		}
	}
	require.Equal(t, 1, probes)
}

func TestASlowMeasurementDelaysAQueryByASecondAtMost(t *testing.T) {
	s := hosts(t, "opentsdb", 10, 10)
	released := make(chan struct{})
	s.fails = func(_ http.ResponseWriter, r storeRequest) bool {
		if r.isProbe() {
			<-released
		}
		return r.isProbe()
	}
	done := make(chan backend.DataResponse, 1)
	source := s.connect(nil)
	t.Cleanup(func() { close(released) }) // before the server closes, which waits for its handlers
	go func() { done <- source.query(context.Background(), hour(2*time.Second), gaps("sum", ""))["A"] }()
	select {
	case response := <-done:
		require.Contains(t, notices(response), "is not known")
	case <-time.After(20 * time.Second):
		t.Fatal("the query waits for its sample interval")
	}
}

// A wrong number is worse for a rule than a late one.
func TestAnAlertRuleWaitsLongerForItsSampleIntervalThanAPanel(t *testing.T) {
	s := hosts(t, "opentsdb", 10, 60)
	s.fails = func(_ http.ResponseWriter, r storeRequest) bool {
		if r.isProbe() {
			time.Sleep(1500 * time.Millisecond)
		}
		return false
	}
	source := s.connect(nil)
	rule := hour(2 * time.Second)
	rule.headers = map[string]string{"FromAlert": "true"}
	panel := make(chan backend.DataResponse, 1)
	go func() { panel <- source.query(context.Background(), hour(2*time.Second), gaps("sum", ""))["A"] }() // at the same time
	response := source.query(context.Background(), rule, gaps("sum", ""))["A"]
	require.NoError(t, response.Error)
	require.Empty(t, notices(response))
	for _, v := range values(t, response.Frames[0]) {
		require.Equal(t, 200.0, v)
	}
	require.Contains(t, notices(<-panel), "is not known")
}

func TestAnIntervalTooShortForSomeSeriesHasANotice(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		s := hosts(t, dialect, 10, 60)
		source := s.connect(nil)
		short := source.query(context.Background(), hour(time.Minute), gaps("sum", "20s"))["A"]
		require.Contains(t, notices(short), "Some series of m have a point only every 1m; sum over 20s misses them in between. Set an interval of 2m or longer.")
		long := source.query(context.Background(), hour(time.Minute), gaps("sum", "2m"))["A"]
		require.Empty(t, notices(long))
	}
}
