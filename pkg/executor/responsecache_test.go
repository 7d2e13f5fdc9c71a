package executor

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

const step = int64(60_000)

// bucketServer holds points by series and sums them per group of the series that have one, as both servers do for queries that
// leave gaps.
type bucketServer struct {
	at      dialects.BucketTimestamp
	groupBy []string
	points  map[string]map[int64]float64 // by "host,dc"
	fetched int                          // points sent
}

// bucket is the timestamp of the bucket that a time lies in.
func (s *bucketServer) bucket(ms int64) int64 {
	if s.at == dialects.AtEnd {
		return (ms + step - 1) / step * step
	}
	return ms / step * step
}

func (s *bucketServer) fetch(start, end int64) []opentsdb.Series {
	type group struct {
		tags map[string]string
		sums map[int64]float64
	}
	groups := map[string]*group{}
	for name, points := range s.points {
		host, dc, _ := strings.Cut(name, ",")
		tags := map[string]string{"host": host, "dc": dc}
		key := ""
		for _, k := range s.groupBy {
			key += tags[k] + ","
		}
		for ms, value := range points {
			if ms < start || ms > end || (s.at == dialects.AtEnd && ms == start) {
				continue
			}
			g, ok := groups[key]
			if !ok {
				g = &group{tags: map[string]string{"host": host, "dc": dc}, sums: map[int64]float64{}}
				groups[key] = g
			}
			for k, v := range tags {
				if g.tags[k] != v {
					delete(g.tags, k)
				}
			}
			g.sums[s.bucket(ms)] += value
		}
	}
	var out []opentsdb.Series
	for _, g := range groups {
		series := opentsdb.Series{Metric: "m", Tags: g.tags}
		timestamps := []int64{}
		for ms := range g.sums {
			timestamps = append(timestamps, ms)
		}
		slices.Sort(timestamps)
		for _, ms := range timestamps {
			value := g.sums[ms]
			series.Points = append(series.Points, opentsdb.Point{TimeMs: ms, Value: value})
		}
		s.fetched += len(timestamps)
		out = append(out, series)
	}
	return out
}

func text(series []opentsdb.Series) []string {
	var out []string
	for _, s := range series {
		line := fmt.Sprintf("%q", opentsdb.TagsKey(s.Tags))
		for _, p := range s.Points {
			line += fmt.Sprintf(" %d=%v", p.TimeMs, p.Value)
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}

// rangeOf is the span of whole buckets from … to, as a plan widens ranges.
func (s *bucketServer) rangeOf(from, to int64) rangeQuery {
	q := rangeQuery{key: "q", step: step, at: s.at, groupBy: s.groupBy, start: floor(from, step), end: floor(to+step-1, step)}
	if s.at == dialects.AtStart {
		q.end--
	}
	return q
}

// ask asks a cache at a time, and gives how it was served.
func (s *bucketServer) ask(t *testing.T, c *responseCache, now int64, q rangeQuery) (Result, int64) {
	t.Helper()
	from := int64(-1)
	result, err := c.query(t.Context(), time.UnixMilli(now), q, func(_ context.Context, start int64) ([]opentsdb.Series, error) {
		from = start
		return s.fetch(start, q.end), nil
	})
	require.NoError(t, err)
	return result, from
}

// What a cache gives equals what the server gives for the full range: whatever the range, whether the clock stands in it,
// before or behind it, with points that come up to ten minutes late and points that are deleted within those, whoever asked
// what before.
func TestTheCacheGivesWhatAFullFetchWould(t *testing.T) {
	partly := 0
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 7))
		s := &bucketServer{points: map[string]map[int64]float64{}}
		s.at = []dialects.BucketTimestamp{dialects.AtStart, dialects.AtEnd}[seed%2]
		s.groupBy = [][]string{{}, {"host"}, {"dc"}, {"host", "dc"}}[r.IntN(4)]
		now := int64(1_767_222_000_000) + r.Int64N(step)
		lives := map[string][2]int64{} // from … to
		for i := range 2 + r.IntN(6) {
			name := fmt.Sprintf("web%02d,dc%d", i, r.IntN(3))
			from := now - r.Int64N(90*step)
			to := from + r.Int64N(300*step)
			if r.IntN(3) == 0 {
				to = now + 1000*step
			}
			lives[name] = [2]int64{from, to}
			s.points[name] = map[int64]float64{}
		}
		write := func(from, to int64) {
			for name, life := range lives {
				for ms := floor(from, 20_000); ms < to; ms += 20_000 {
					if ms >= from && ms >= life[0] && ms <= life[1] && r.IntN(12) > 0 {
						s.points[name][ms] = float64(r.IntN(100))
					}
				}
			}
		}
		write(now-200*step, now)

		cache := newResponseCache(64 << 20)
		dayStart := floor(now, 60*step) - 60*step
		for range 120 {
			passed := maxFresh.Milliseconds() + r.Int64N(3*step)
			if r.IntN(20) == 0 {
				passed += r.Int64N(30 * step) // nobody looked for a while
			}
			before := now
			now += passed
			write(before, now)
			for name := range lives {
				// Points arrive up to the overlap late, at any time since the last look, and others go.
				arrived := before + r.Int64N(passed)
				late := arrived - r.Int64N(overlap.Milliseconds())
				if r.IntN(4) == 0 && late > lives[name][0] {
					s.points[name][late] = float64(r.IntN(100))
				}
				for ms := range s.points[name] {
					if ms > arrived-overlap.Milliseconds()+step && r.IntN(60) == 0 {
						delete(s.points[name], ms)
					}
				}
			}
			var q rangeQuery
			switch r.IntN(5) {
			case 0: // today, to midnight
				q = s.rangeOf(dayStart, dayStart+400*step)
			case 1: // today so far
				q = s.rangeOf(dayStart, now)
			case 2: // somebody else's range
				q = s.rangeOf(now-r.Int64N(100*step)-step, now-r.Int64N(10)*step)
			default:
				q = s.rangeOf(now-60*step, now)
			}
			if q.end <= q.start {
				continue
			}
			got, from := s.ask(t, cache, now, q)
			require.Equal(t, text(s.fetch(q.start, q.end)), text(got.Series), "seed %d, grouped by %v", seed, s.groupBy)
			if from > q.start {
				partly++
				require.NotNil(t, got.Cached)
				require.Equal(t, CachedPart{From: q.start, To: from, FetchedAt: got.Cached.FetchedAt}, *got.Cached)
			}
		}
	}
	require.Greater(t, partly, 500, "this test is for what is put together")
}

// day is a server with two days of one series a minute, and the time in the middle.
func day() (*bucketServer, *responseCache, int64) {
	s := &bucketServer{groupBy: []string{"host"}, points: map[string]map[int64]float64{"web01,gra": {}}}
	start := int64(1_767_222_000_000)
	for ms := start - 86_400_000; ms < start+86_400_000; ms += step {
		s.points["web01,gra"][ms] = 1
	}
	return s, newResponseCache(1 << 20), start
}

func TestARefreshOfADayFetchesLittle(t *testing.T) {
	s, cache, now := day()
	s.ask(t, cache, now, s.rangeOf(now-86_400_000, now))
	full := s.fetched
	_, from := s.ask(t, cache, now+30_000, s.rangeOf(now+30_000-86_400_000, now+30_000))
	require.Positive(t, from)
	require.Less(t, float64(s.fetched-full), 0.02*float64(full))
}

func TestTheFetchedPartBeginsBeforeTheClockAndNotTheRangesEnd(t *testing.T) {
	s, cache, now := day()
	today := s.rangeOf(now-12*3_600_000, now+12*3_600_000)
	s.ask(t, cache, now, today)
	_, from := s.ask(t, cache, now+60_000, today)
	require.Equal(t, now-overlap.Milliseconds(), from)
}

func TestLateAndDeletedPointsShowAtOnce(t *testing.T) {
	s, cache, now := day()
	points := s.points["web01,gra"]
	last := func(at int64) rangeQuery { return s.rangeOf(at-3_600_000, at) }
	s.ask(t, cache, now, last(now))
	points[now-9*step] = 7
	delete(points, now-8*step)
	now += 15_000
	got, _ := s.ask(t, cache, now, last(now))
	require.Equal(t, text(s.fetch(last(now).start, last(now).end)), text(got.Series))
}

func TestAResponseIsServedAgainForASixthOfABucketUpToTenSeconds(t *testing.T) {
	for _, c := range []struct{ step, fresh int64 }{{0, 1000}, {1000, 1000}, {30_000, 5000}, {60_000, 10_000}, {3_600_000, 10_000}} {
		s, cache, now := day()
		q := s.rangeOf(now-3_600_000, now)
		q.step = c.step
		s.ask(t, cache, now, q)
		result, from := s.ask(t, cache, now+c.fresh-1, q)
		require.Equal(t, int64(-1), from, "nothing is fetched for a step of %d ms", c.step)
		require.Equal(t, time.UnixMilli(now), result.Cached.FetchedAt)
		_, from = s.ask(t, cache, now+c.fresh, q)
		require.NotEqual(t, int64(-1), from)
	}
}

func TestOldResponsesAreFetchedInFullAgain(t *testing.T) {
	s, cache, now := day()
	s.ask(t, cache, now, s.rangeOf(now-86_400_000, now))
	later := now + fullEvery.Milliseconds()
	q := s.rangeOf(later-86_400_000, later)
	_, from := s.ask(t, cache, later, q)
	require.Equal(t, q.start, from)
}

func TestAClockThatGoesBackIsNotTrusted(t *testing.T) {
	s, cache, now := day()
	s.ask(t, cache, now, s.rangeOf(now-86_400_000, now))
	q := s.rangeOf(now-86_400_000, now)
	_, from := s.ask(t, cache, now-60_000, q)
	require.Equal(t, q.start, from)
}

func TestSeveralRangesOfOneQueryAreCachedBesideEachOther(t *testing.T) {
	s, cache, now := day()
	hour, sixHours := s.rangeOf(now-3_600_000, now), s.rangeOf(now-6*3_600_000, now)
	s.ask(t, cache, now, hour)
	s.ask(t, cache, now, sixHours)
	for _, q := range []rangeQuery{hour, sixHours} {
		_, from := s.ask(t, cache, now+20_000, q)
		require.Greater(t, from, q.start)
	}
}

func TestAFailureIsReturnedAndNotCached(t *testing.T) {
	s, cache, now := day()
	q := s.rangeOf(now-86_400_000, now)
	s.ask(t, cache, now, q)
	_, err := cache.query(t.Context(), time.UnixMilli(now+20_000), q, func(context.Context, int64) ([]opentsdb.Series, error) { return nil, errors.New("down") })
	require.ErrorContains(t, err, "down")
	_, from := s.ask(t, cache, now+20_000, q)
	require.Greater(t, from, q.start)
}

func TestTheCacheIsBoundedByItsMemory(t *testing.T) {
	const maxBytes = 8 << 20
	cache := newResponseCache(maxBytes)
	measure := func() int64 {
		runtime.GC()
		runtime.GC() // what the first one finalized
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := measure()
	for n := range 40 { // each some 2 MB: many series of one point
		series := make([]opentsdb.Series, 3000)
		for i := range series {
			host := fmt.Sprintf("web%05d", i)
			series[i] = opentsdb.Series{Metric: "m", Tags: map[string]string{"host": host, "dc": "gra" + host}, Points: make([]opentsdb.Point, 1)}
		}
		q := rangeQuery{key: fmt.Sprint(n), start: 0, end: 100 * step, step: step, groupBy: []string{"host"}}
		_, err := cache.query(t.Context(), time.UnixMilli(200*step), q, func(context.Context, int64) ([]opentsdb.Series, error) { return series, nil })
		require.NoError(t, err)
	}
	held := measure() - before
	require.LessOrEqual(t, cache.store.bytes, int64(maxBytes))
	require.Less(t, float64(held), 1.3*maxBytes, "%d bytes are counted, %d held", cache.store.bytes, held)
	require.Greater(t, float64(held), 0.7*float64(cache.store.bytes))
	runtime.KeepAlive(cache)
}
