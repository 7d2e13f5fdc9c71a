package opentsdb_test

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

var (
	seed  = flag.Uint64("seed", 1, "the seed of the random series and queries; 0: another at each run")
	cases = flag.Int("cases", 150, "how many random queries each property is tried with")
)

func random(t *testing.T) *rand.Rand {
	from := *seed
	if from == 0 {
		from = rand.Uint64()
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("again: go test ./tests/opentsdb -run %s -seed %d", t.Name(), from)
		}
	})
	return rand.New(rand.NewPCG(from, 1))
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// randomQuery is a query on series with the tags host and dc.
type randomQuery struct {
	Aggregator  string
	Filters     []filter
	step        time.Duration // 0: no downsampling
	downsampler string
	fill        string
	from, to    time.Time
}

func (q randomQuery) String() string {
	return fmt.Sprintf("%s of %s-%s-%s %v, %s to %s", q.Aggregator, q.step, q.downsampler, q.fill, q.Filters, q.from.Format("15:04:05.000"), q.to.Format("15:04:05.000"))
}

// saved is the query as Grafana stores it.
func (q randomQuery) saved(metric string) map[string]any {
	out := map[string]any{"metric": metric, "aggregator": q.Aggregator, "filters": q.Filters, "disableDownsampling": q.step == 0}
	if q.step > 0 {
		out["downsampleInterval"], out["downsampleAggregator"], out["downsampleFillPolicy"] = interval(q.step), q.downsampler, q.fill
	}
	return out
}

// wire is the query as any client sends it to OpenTSDB.
func (q randomQuery) wire(metric string) map[string]any {
	out := map[string]any{"metric": metric, "aggregator": q.Aggregator, "filters": q.Filters}
	if q.step > 0 {
		out["downsample"] = interval(q.step) + "-" + q.downsampler + "-" + q.fill
	}
	return out
}

func interval(d time.Duration) string {
	if d%time.Minute == 0 {
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return fmt.Sprintf("%ds", d/time.Second)
}

// widened is the range of whole buckets that the plugin asks for.
func (q randomQuery) widened() (time.Time, time.Time) {
	if q.step == 0 {
		return q.from, q.to
	}
	end := q.to.Truncate(q.step)
	if end.Before(q.to) {
		end = end.Add(q.step)
	}
	return q.from.Truncate(q.step), end.Add(-time.Millisecond)
}

// randomSeries are series whose values have two decimals, so that sums are nearly exact; some have holes, some end early,
// some have points within one second, some but a single one.
func randomSeries(r *rand.Rand) []series {
	var all []series
	for _, host := range []string{"web1", "web2", "Web3", "db-1", "db-2"} {
		for _, dc := range []string{"gra", "bhs"} {
			if r.IntN(4) == 0 {
				continue
			}
			one := series{tags: tags("host", host, "dc", dc)}
			step := pick(r, 700*time.Millisecond, 5*time.Second, 10*time.Second, 37*time.Second, 5*time.Minute)
			begin, end := time.Duration(r.Int64N(int64(30*time.Minute))), time.Hour-time.Duration(r.Int64N(int64(30*time.Minute)))
			if step < time.Second {
				end = begin + 3*time.Minute
			}
			for after := begin.Truncate(step); after <= end; after += step {
				if r.IntN(10) == 0 {
					after += time.Duration(r.IntN(8)) * step // a hole
				}
				one.points = append(one.points, at(ms(after), math.Round((r.Float64()*200-50)*100)/100))
				if r.IntN(200) == 0 {
					break
				}
			}
			all = append(all, one)
		}
	}
	return all
}

func randomFilters(r *rand.Rand) []filter {
	var out []filter
	if r.IntN(3) > 0 {
		f := pick(r,
			filter{Type: "wildcard", Filter: "*"},
			filter{Type: "wildcard", Filter: "web*"},
			filter{Type: "iwildcard", Filter: "WEB*"},
			filter{Type: "literal_or", Filter: "web1|db-1"},
			filter{Type: "iliteral_or", Filter: "WEB1|web3"},
			filter{Type: "not_literal_or", Filter: "web1|web2"},
			filter{Type: "not_iliteral_or", Filter: "web3"},
			filter{Type: "regexp", Filter: "^(web|db)[-]?[12]$"},
		)
		f.TagK, f.GroupBy = "host", r.IntN(2) == 0
		out = append(out, f)
	}
	if r.IntN(2) == 0 {
		out = append(out, filter{Type: pick(r, "wildcard", "not_literal_or"), TagK: "dc", Filter: "g*", GroupBy: r.IntN(2) == 0})
		if f := &out[len(out)-1]; f.Type == "not_literal_or" {
			f.Filter = "bhs"
		}
	}
	return out
}

func randomRange(r *rand.Rand) (time.Time, time.Time) {
	from := noon.Add(time.Duration(r.Int64N(int64(40 * time.Minute)))).Truncate(time.Millisecond)
	return from, from.Add(time.Minute + time.Duration(r.Int64N(int64(time.Hour)))).Truncate(time.Millisecond)
}

func randomDownsampling(r *rand.Rand, q *randomQuery) {
	q.step = pick(r, 10*time.Second, 30*time.Second, time.Minute, 5*time.Minute, 15*time.Minute, time.Hour)
	q.downsampler = pick(r, "avg", "sum", "min", "max", "count", "first", "last", "dev")
}

// What the plugin says is what a plain HTTP client gets for the same question, whatever the question.
func TestPluginSaysWhatPlainHTTPSays(t *testing.T) {
	s, r := connect(t), random(t)
	// A server refuses a value that it never stored, which chance may have left out.
	for _, host := range []string{"web1", "web2", "db-1"} {
		s.store(s.metric("names-"+host), series{tags: tags("host", host, "dc", "bhs"), points: []point{at(ms(0), 1)}})
	}
	for n := range 3 {
		metric := s.metric(fmt.Sprintf("plain%d", n))
		s.store(metric, randomSeries(r)...)
		for range *cases / 3 {
			q := randomQuery{Aggregator: pick(r, "sum", "avg", "min", "max", "count", "zimsum", "mimmin", "mimmax", "dev", "none", "p95", "median"), Filters: randomFilters(r)}
			q.from, q.to = randomRange(r)
			if r.IntN(4) > 0 {
				randomDownsampling(r, &q)
				q.fill = pick(r, "none", "nan", "null", "zero")
			}
			from, to := q.widened()
			want := s.direct(from, to, q.wire(metric))
			if !same(t, q.String(), withPoints(s.query(asked{from: q.from, to: q.to}, q.saved(metric))), withPoints(want)) {
				return
			}
		}
	}
}

// withPoints leaves series without points out, which a server may or may not send.
func withPoints(all []series) []series {
	return slices.DeleteFunc(all, func(s series) bool { return len(s.points) == 0 })
}

// What the plugin says is what a plain HTTP client computes from the raw points, where the documentation leaves nothing
// open: raw points, and buckets whose gaps aren't drawn over.
func TestPluginSaysWhatTheRawPointsSay(t *testing.T) {
	s, r := connect(t), random(t)
	for n := range 3 {
		metric := s.metric(fmt.Sprintf("raw%d", n))
		s.store(metric, randomSeries(r)...)
		raw := s.direct(noon.Add(-time.Hour), noon.Add(3*time.Hour), map[string]any{"metric": metric, "aggregator": "none"})
		for range *cases / 3 {
			q := randomQuery{Aggregator: pick(r, "sum", "avg", "min", "max", "zimsum", "mimmin", "mimmax", "count", "dev", "none"), Filters: randomFilters(r)}
			q.from, q.to = randomRange(r)
			randomDownsampling(r, &q)
			q.fill = pick(r, "gaps", "gaps", "nan", "null", "zero")
			if q.Aggregator == "count" {
				q.fill = "gaps" // of nothing but NaN, OpenTSDB counts 0
			}
			if q.Aggregator == "none" && q.fill == "zero" {
				q.fill = "nan"
			}
			from, to := q.widened()
			want := downsampled(raw, q, from, to)
			got := s.query(asked{from: q.from, to: q.to}, q.saved(metric))
			if !same(t, q.String(), withPoints(got), withPoints(want)) {
				return
			}
		}
	}
}

// Raw points and their rates.
func TestPluginKeepsRawPoints(t *testing.T) {
	s, r := connect(t), random(t)
	metric := s.metric("kept")
	stored := randomSeries(r)
	s.store(metric, stored...)
	for range *cases / 3 {
		q := randomQuery{Aggregator: "none", Filters: randomFilters(r)}
		q.from, q.to = randomRange(r)
		var want []series
		for _, one := range chosen(stored, q.Filters) {
			one.points = slices.DeleteFunc(sorted(one.points), func(p point) bool { return p.ms < q.from.UnixMilli() || p.ms > q.to.UnixMilli() })
			want = append(want, one)
		}
		if !same(t, q.String(), withPoints(s.query(asked{from: q.from, to: q.to}, q.saved(metric))), withPoints(want)) {
			return
		}
	}
	whole := randomQuery{Aggregator: "none", from: noon.Add(-time.Hour), to: noon.Add(3 * time.Hour)}
	saved := whole.saved(metric)
	saved["shouldComputeRate"] = true
	want := slices.Clone(stored)
	for i := range want {
		want[i].points = rates(sorted(want[i].points))
	}
	same(t, "rate", withPoints(s.query(asked{from: whole.from, to: whole.to}, saved)), withPoints(want))
}

// A dashboard that refreshes shows what it would show without the response cache.
func TestRefreshesChangeNothing(t *testing.T) {
	s, r := connect(t), random(t)
	metric := s.metric("refreshed")
	stored := randomSeries(r)
	s.store(metric, stored...)
	for range *cases / 10 {
		q := randomQuery{Aggregator: pick(r, "sum", "avg", "min", "max", "none"), Filters: randomFilters(r)}
		randomDownsampling(r, &q)
		q.step, q.fill = pick(r, 10*time.Second, 30*time.Second, time.Minute), "gaps"
		from, to := noon.Add(-10*time.Minute), noon.Add(20*time.Minute)
		s.configure(map[string]any{"dialect": "opentsdb", "responseCacheMB": 64})
		before := s.settings
		s.configure(map[string]any{"dialect": "opentsdb", "responseCacheMB": 0})
		fresh := s.settings
		for range 5 {
			s.settings = before
			got := s.query(asked{from: from, to: to}, q.saved(metric))
			s.settings = fresh
			want := s.query(asked{from: from, to: to}, q.saved(metric))
			if !same(t, q.String(), withPoints(got), withPoints(want)) {
				return
			}
			step := time.Duration(r.Int64N(int64(5 * time.Minute)))
			from, to = from.Add(step), to.Add(step)
		}
	}
}
