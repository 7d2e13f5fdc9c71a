package executor

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/problems"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// limitedServer responds with sums over HTTP, and refuses, as its server type does, a request that reads more points than its
// limit.
type limitedServer struct {
	*bucketServer
	dialect *dialects.Dialect
	limit   int // of points that one request may read; 0: none
	// fails writes the response instead of the server where it returns true.
	fails func(w http.ResponseWriter, r *http.Request, start, end int64) bool

	mu    sync.Mutex
	asked []query.Slice
}

func (s *limitedServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var request struct{ Start, End int64 }
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.asked = append(s.asked, query.Slice{Start: request.Start, End: request.End})
	s.mu.Unlock()
	if s.fails != nil && s.fails(w, r, request.Start, request.End) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.limit > 0 && s.stored(request.Start, request.End) > s.limit {
		s.refuse(w)
		return
	}
	out := []map[string]any{}
	for _, one := range s.fetch(request.Start, request.End) {
		dps := map[string]float64{}
		for _, p := range one.Points {
			dps[fmt.Sprint(p.TimeMs)] = p.Value
		}
		out = append(out, map[string]any{"metric": "m", "tags": one.Tags, "aggregateTags": []string{}, "dps": dps})
	}
	_ = json.NewEncoder(w).Encode(out)
}

func (s *limitedServer) refuse(w http.ResponseWriter) {
	if s.dialect == dialects.OVH {
		http.Error(w, `{"message":"invalid character 'E' looking for beginning of value"}`, http.StatusInternalServerError)
		return
	}
	http.Error(w, `{"error":{"code":413,"message":"Sorry, you have attempted to fetch more than our limit of 10 data points. Please try filtering using more tags or decrease your time range."}}`, http.StatusRequestEntityTooLarge)
}

// stored counts points between two times.
func (s *limitedServer) stored(start, end int64) (n int) {
	for _, points := range s.points {
		for ms := range points {
			if ms >= start && ms <= end {
				n++
			}
		}
	}
	return n
}

func (s *limitedServer) executor(t *testing.T, config Config) *Executor {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	endpoint, err := url.Parse(server.URL)
	require.NoError(t, err)
	config.Doer, config.Endpoint, config.Server, config.Dialect = server.Client(), endpoint, "gra1", s.dialect
	config.Tracer = noop.NewTracerProvider().Tracer("")
	if config.MaxSeries == 0 {
		config.MaxSeries = 1000
	}
	e := New(config)
	t.Cleanup(e.Close)
	return e
}

// plan is a sum in buckets of a step, grouped as the server's.
func (s *limitedServer) plan(t *testing.T, from, to int64) query.Plan {
	t.Helper()
	filters := []string{}
	for _, key := range s.groupBy {
		filters = append(filters, fmt.Sprintf(`{"type":"wildcard","tagk":%q,"filter":"*","groupBy":true}`, key))
	}
	q, err := query.Parse([]byte(`{"metric":"m","aggregator":"sum","downsampleInterval":"1m","downsampleAggregator":"sum","downsampleFillPolicy":"gaps","filters":[` + strings.Join(filters, ",") + `]}`))
	require.NoError(t, err)
	plan, err := query.NewPlan(q, query.PanelContext{Range: query.Range{From: time.UnixMilli(from), To: time.UnixMilli(to)}}, s.dialect)
	require.NoError(t, err)
	return plan
}

// manyHosts is a server of ten minutes' points of hosts that come and go, over some hours.
func manyHosts(seed uint64, dialect *dialects.Dialect) (*limitedServer, int64, int64) {
	r := rand.New(rand.NewPCG(seed, 3))
	s := &limitedServer{dialect: dialect, bucketServer: &bucketServer{at: dialect.BucketTimestamp, points: map[string]map[int64]float64{}}}
	s.groupBy = [][]string{{}, {"host"}, {"dc"}, {"host", "dc"}}[r.IntN(4)]
	from := int64(1_767_222_000_000) + r.Int64N(step)
	to := from + (60+r.Int64N(1000))*step
	for i := range 2 + r.IntN(6) {
		points := map[int64]float64{}
		began := from - step + r.Int64N(to-from)
		ended := began + r.Int64N(to-began) + step
		for ms := floor(began, 20_000); ms <= ended; ms += 20_000 {
			if r.IntN(6) > 0 {
				points[ms] = float64(r.IntN(100))
			}
		}
		s.points[fmt.Sprintf("web%02d,dc%d", i, r.IntN(3))] = points
	}
	return s, from, to
}

func at(now int64) Caller { return Caller{Now: time.UnixMilli(now), Origin: Panel} }

// What slices give together equals what the server gives for the full range, labels included: whether they are known to be
// needed before, or the server refuses the full range.
func TestSlicesGiveWhatTheFullRangeWould(t *testing.T) {
	refused := 0
	for seed := range uint64(60) {
		for _, dialect := range []*dialects.Dialect{dialects.OVH, dialects.OpenTSDB} {
			s, from, to := manyHosts(seed, dialect)
			plan := s.plan(t, from, to)
			want := text(s.fetch(plan.Request.Start, plan.Request.End))

			span := float64(plan.Request.End-plan.Request.Start) / 1000
			known := query.Density{PerSecond: 1e6 * float64(1+seed%40) / span}
			result, err := s.executor(t, Config{}).Series(t.Context(), at(to), plan, known)
			require.NoError(t, err)
			require.Equal(t, want, text(result.Series), "seed %d, %s", seed, dialect.ID)
			if dialect == dialects.OVH && seed%40 > 2 {
				require.GreaterOrEqual(t, result.Slices, 4)
			}

			s.limit = s.stored(plan.Request.Start, plan.Request.End) / 2
			result, err = s.executor(t, Config{}).Series(t.Context(), at(to), plan, query.Density{})
			if err == nil {
				refused++
				require.Equal(t, want, text(result.Series), "seed %d, %s", seed, dialect.ID)
			}
			require.LessOrEqual(t, result.Slices, 1<<maxHalvings)
		}
	}
	require.Greater(t, refused, 90, "this test is for what is put together after a refusal")
}

// steady is a server of a day of one series a minute, that reads at most limit points.
func steady(dialect *dialects.Dialect, limit int) (s *limitedServer, from, to int64) {
	s = &limitedServer{dialect: dialect, limit: limit, bucketServer: &bucketServer{
		at: dialect.BucketTimestamp, groupBy: []string{"host"}, points: map[string]map[int64]float64{"web01,gra": {}},
	}}
	from = 1_767_225_600_000
	to = from + 86_400_000
	for ms := from; ms <= to; ms += step {
		s.points["web01,gra"][ms] = 1
	}
	return s, from, to
}

func TestARangeThatIsRefusedIsHalvedABoundedNumberOfTimes(t *testing.T) {
	for _, dialect := range []*dialects.Dialect{dialects.OVH, dialects.OpenTSDB} {
		for _, c := range []struct {
			limit, slices, requests int
		}{
			{limit: 1000, slices: 2, requests: 1 + 2},
			{limit: 500, slices: 4, requests: 1 + 1 + 4},
			{limit: 130, slices: 16, requests: 1 + 3 + 16},
			{limit: 10, slices: 0, requests: 1 + 4},
		} {
			s, from, to := steady(dialect, c.limit)
			result, err := s.executor(t, Config{}).Series(t.Context(), at(to), s.plan(t, from, to), query.Density{})
			require.Equal(t, c.slices, result.Slices)
			requests := len(s.asked)
			if dialect == dialects.OVH {
				if c.slices == 0 { // the smallest part isn't taken either, so it may be anything
					require.Equal(t, 2, requests)
					require.ErrorContains(t, err, "Most often the token is wrong")
					continue
				}
				requests-- // asked whether it was the size
			}
			require.Equal(t, c.requests, requests, "%s, %d points at most", dialect.ID, c.limit)
			if c.slices > 0 {
				require.NoError(t, err)
				continue
			}
			require.ErrorContains(t, err, "Even the slice between 2026-01-01 22:")
			require.ErrorContains(t, err, "choose a time range shorter than 2h, or filters that leave fewer series.")
		}
	}
}

func TestOtherFailuresAreNotAskedForAgain(t *testing.T) {
	for _, status := range []int{400, 401, 403, 429, 500, 503, 504} {
		s, from, to := steady(dialects.OpenTSDB, 0)
		s.fails = func(w http.ResponseWriter, _ *http.Request, _, _ int64) bool {
			http.Error(w, "{}", status)
			return true
		}
		_, err := s.executor(t, Config{}).Series(t.Context(), at(to), s.plan(t, from, to), query.Density{})
		require.Error(t, err)
		require.Len(t, s.asked, 1, "status %d", status)
	}
}

// inSlices makes a range of a day one of four slices.
var inSlices = query.Density{Series: 1, PerSecond: 50}

func TestASliceThatFailsFailsTheQueryAndSaysWhichItWas(t *testing.T) {
	s, from, to := steady(dialects.OVH, 0)
	s.fails = func(w http.ResponseWriter, _ *http.Request, start, _ int64) bool {
		failing := start == from+2*6*3_600_000
		if failing {
			http.Error(w, "{}", http.StatusServiceUnavailable)
		}
		return failing
	}
	result, err := s.executor(t, Config{}).Series(t.Context(), at(to), s.plan(t, from, to), inSlices)
	require.Empty(t, result.Series)
	require.ErrorContains(t, err, "not available (503). It may be restarting: try again later. It happened between 2026-01-01 12:00:00 UTC and 2026-01-01 18:00:00 UTC, in one of 4 slices of the time range.")
	var p *problems.Error
	require.ErrorAs(t, err, &p)
	require.Equal(t, problems.KindUnavailable, p.Kind)
}

func TestCancellingStopsAllSlices(t *testing.T) {
	s, from, to := steady(dialects.OVH, 0)
	came, left := make(chan struct{}, 10), make(chan struct{}, 10)
	s.fails = func(_ http.ResponseWriter, r *http.Request, _, _ int64) bool {
		came <- struct{}{}
		<-r.Context().Done()
		left <- struct{}{}
		return true
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	e := s.executor(t, Config{})
	go func() {
		_, err := e.Series(ctx, at(to), s.plan(t, from, to), inSlices)
		ended <- err
	}()
	for range 4 {
		<-came
	}
	cancel()
	for range 4 {
		<-left
	}
	err := <-ended
	require.ErrorIs(t, err, context.Canceled)
	require.NotContains(t, err.Error(), "slices")
}

func TestTheLimitsAreThoseOfAllSlicesTogether(t *testing.T) {
	s, from, to := steady(dialects.OVH, 0)
	whole := s.executor(t, Config{})
	_, err := whole.Series(t.Context(), at(to), s.plan(t, from, to), query.Density{})
	require.NoError(t, err)

	body, err := json.Marshal(map[string]float64{"1767225600000": 1})
	require.NoError(t, err)
	size := int64(len(body)-1) * 1441 // a little less than one response holds
	for _, known := range []query.Density{{}, inSlices} {
		_, err = s.executor(t, Config{MaxResponseBytes: size}).Series(t.Context(), at(to), s.plan(t, from, to), known)
		require.ErrorContains(t, err, "reading it was stopped")
	}

	// Each quarter of the day has a host of its own.
	s.points = map[string]map[int64]float64{}
	for ms := from + step; ms <= to; ms += step {
		host := fmt.Sprintf("web%02d,gra", (ms-from-1)/(6*3_600_000))
		if s.points[host] == nil {
			s.points[host] = map[int64]float64{}
		}
		s.points[host][ms] = 1
	}
	_, err = s.executor(t, Config{MaxSeries: 4}).Series(t.Context(), at(to), s.plan(t, from, to), inSlices)
	require.NoError(t, err)
	_, err = s.executor(t, Config{MaxSeries: 3}).Series(t.Context(), at(to), s.plan(t, from, to), inSlices)
	require.ErrorContains(t, err, "has more than 3 series")
}

func TestTheResponseCacheHoldsTheJoinedSlices(t *testing.T) {
	s, from, to := steady(dialects.OVH, 0)
	e := s.executor(t, Config{ResponseCacheBytes: 1 << 20})
	result, err := e.Series(t.Context(), at(to), s.plan(t, from, to), inSlices)
	require.NoError(t, err)
	require.Equal(t, 4, result.Slices)
	require.Len(t, s.asked, 4)
	later := to + 2*step
	result, err = e.Series(t.Context(), at(later), s.plan(t, from+2*step, later), inSlices)
	require.NoError(t, err)
	require.Equal(t, 1, result.Slices)
	require.Len(t, s.asked, 5, "the newest buckets are few")
	require.NotNil(t, result.Cached)
}

func TestWhatCanNotBeSlicedSaysByHowMuchToNarrow(t *testing.T) {
	s, from, to := steady(dialects.OVH, 1000)
	q, err := query.Parse([]byte(`{"metric":"m","aggregator":"sum","downsampleInterval":"1m","downsampleFillPolicy":"none"}`))
	require.NoError(t, err)
	plan, err := query.NewPlan(q, query.PanelContext{Range: query.Range{From: time.UnixMilli(from), To: time.UnixMilli(to)}}, dialects.OVH)
	require.NoError(t, err)
	known := query.Density{Series: 5000, SampleInterval: 10 * time.Second, PerSecond: 500}
	_, err = s.executor(t, Config{}).Series(t.Context(), at(to), plan, known)
	require.EqualError(t, err, "gra1's store stopped the query (500): it reads at most 20,000,000 points. This query reads 43,200,000 points or more, of 5000 series. Choose a time range of at most 11h, or filters that leave at most 2314 series.")
	require.Len(t, s.asked, 1)
}
