package refresh_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/refresh"
)

const step = int64(60_000)

// server holds points by series and sums them per group of living series, as both servers do for queries that leave gaps.
type server struct {
	at      dialects.BucketTimestamp
	groupBy []string
	points  map[string]map[int64]float64 // by "host,dc"
	fetched int                          // points sent
}

// bucket is the stamp of the bucket that a time lies in.
func (s *server) bucket(ms int64) int64 {
	if s.at == dialects.AtEnd {
		return (ms + step - 1) / step * step
	}
	return ms / step * step
}

func (s *server) fetch(start, end int64) []opentsdb.Series {
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
		stamps := []int64{}
		for ms := range g.sums {
			stamps = append(stamps, ms)
		}
		slices.Sort(stamps)
		for _, ms := range stamps {
			value := g.sums[ms]
			series.Points = append(series.Points, opentsdb.Point{TimeMs: ms, Value: value})
		}
		s.fetched += len(stamps)
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

// question asks for the last span before now, of whole buckets, as the plugin widens ranges.
func (s *server) question(now, span int64) refresh.Question {
	q := refresh.Question{Key: "q", Step: step, At: s.at, GroupBy: s.groupBy, Start: (now - span) / step * step, End: (now + step - 1) / step * step}
	if s.at == dialects.AtStart {
		q.End--
	}
	return q
}

func TestARefreshAnswersWhatAWholeFetchWould(t *testing.T) {
	tails := 0
	for seed := range uint64(24) {
		r := rand.New(rand.NewPCG(seed, 7))
		s := &server{points: map[string]map[int64]float64{}}
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
				for ms := from / 20_000 * 20_000; ms < to; ms += 20_000 {
					if ms >= from && ms >= life[0] && ms <= life[1] && r.IntN(12) > 0 {
						s.points[name][ms] = float64(r.IntN(100))
					}
				}
			}
		}
		write(now-100*step, now)

		clock := time.UnixMilli(now)
		cache := refresh.New(1_000_000, func() time.Time { return clock })
		for range 80 {
			passed := r.Int64N(3 * step)
			write(now, now+passed)
			now += passed
			clock = clock.Add(time.Duration(passed) * time.Millisecond)
			for name := range lives { // late points, within the overlap
				if late := now - r.Int64N(9*step); r.IntN(4) == 0 && late > lives[name][0] {
					s.points[name][late] = float64(r.IntN(100))
				}
			}
			q := s.question(now, 60*step)
			got, outcome, err := cache.Query(t.Context(), q, func(_ context.Context, start int64) ([]opentsdb.Series, error) {
				return s.fetch(start, q.End), nil
			})
			require.NoError(t, err)
			require.Equal(t, text(s.fetch(q.Start, q.End)), text(got), "seed %d, grouped by %v", seed, s.groupBy)
			if outcome == refresh.Tail {
				tails++
			}
		}
	}
	require.Greater(t, tails, 500, "most refreshes are of the kind that this test is for")
}

// day is a server with a day of one series, and a cache that holds it.
func day(t *testing.T) (*server, *refresh.Cache, *time.Time, func(now int64) refresh.Outcome) {
	t.Helper()
	s := &server{groupBy: []string{"host"}, points: map[string]map[int64]float64{"web01,gra": {}}}
	start := int64(1_767_222_000_000)
	for ms := start - 86_400_000; ms < start+86_400_000; ms += step {
		s.points["web01,gra"][ms] = 1
	}
	clock := time.UnixMilli(start)
	cache := refresh.New(10_000, func() time.Time { return clock })
	return s, cache, &clock, func(now int64) refresh.Outcome {
		q := s.question(now, 86_400_000)
		_, outcome, err := cache.Query(t.Context(), q, func(_ context.Context, start int64) ([]opentsdb.Series, error) { return s.fetch(start, q.End), nil })
		require.NoError(t, err)
		return outcome
	}
}

func TestARefreshOfADayFetchesLessThanTwoPerCent(t *testing.T) {
	s, _, clock, ask := day(t)
	now := clock.UnixMilli()
	require.Equal(t, refresh.Whole, ask(now))
	whole := s.fetched
	require.Equal(t, refresh.Tail, ask(now+10_000))
	require.Less(t, float64(s.fetched-whole), 0.02*float64(whole))
}

func TestWhatIsOldIsFetchedAsAWholeAgain(t *testing.T) {
	_, _, clock, ask := day(t)
	now := clock.UnixMilli()
	ask(now)
	*clock = clock.Add(11 * time.Minute)
	require.Equal(t, refresh.Whole, ask(now+660_000))
}

func TestAnEarlierOrFarRangeIsFetchedAsAWhole(t *testing.T) {
	_, _, clock, ask := day(t)
	now := clock.UnixMilli()
	ask(now)
	require.Equal(t, refresh.Whole, ask(now-3_600_000), "further back")
	require.Equal(t, refresh.Whole, ask(now+86_400_000+7_200_000), "not adjoining")
}

func TestWhatIsTooLargeIsNotKept(t *testing.T) {
	s, _, clock, _ := day(t)
	cache := refresh.New(100, time.Now)
	for range 2 {
		q := s.question(clock.UnixMilli(), 86_400_000)
		_, outcome, err := cache.Query(t.Context(), q, func(_ context.Context, start int64) ([]opentsdb.Series, error) { return s.fetch(start, q.End), nil })
		require.NoError(t, err)
		require.Equal(t, refresh.Whole, outcome)
	}
}

func TestAFailureIsToldAndNothingOfItKept(t *testing.T) {
	_, cache, clock, ask := day(t)
	now := clock.UnixMilli()
	ask(now)
	q := refresh.Question{Key: "q", Start: now/step*step - 86_400_000, End: now/step*step + step - 1, Step: step, GroupBy: []string{"host"}}
	_, _, err := cache.Query(t.Context(), q, func(context.Context, int64) ([]opentsdb.Series, error) { return nil, errors.New("down") })
	require.ErrorContains(t, err, "down")
	require.Equal(t, refresh.Tail, ask(now+10_000))
}
