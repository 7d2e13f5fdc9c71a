package opentsdb_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// release is the OpenTSDB under test: run.sh says which it has started.
func release() string {
	if version := os.Getenv("OPENTSDB_VERSION"); version != "" {
		return version
	}
	return newest
}

const newest = "2.4.1"

// revisions tell the builds on Maven Central apart, whose /api/version has no number.
var revisions = map[string]string{"2.2.1": "dc9f0cf", "2.3.2": "fac1e739", newest: "eb125a342"}

func TestReleaseIsTheOneThatWasAskedFor(t *testing.T) {
	s := connect(t)
	_, body := s.post("/api/version", nil)
	var version struct {
		Revision string `json:"short_revision"`
		Version  string `json:"version"`
	}
	if err := json.Unmarshal(body, &version); err != nil {
		t.Fatal(err)
	}
	if version.Revision != revisions[release()] {
		t.Errorf("%s has revision %s, not that of %s", s.url, version.Revision, release())
	}
	if version.Version != "BuildData" {
		t.Errorf("a build of Maven's says its number: %s", body)
	}
}

// ability is something that releases differ in: the response to a sub-query on two series of one point, 1 and 2.
// The second series has a tag key more.
type ability struct {
	name  string
	query map[string]any
	// want is each release's response: a sum of all values, or the message of the error.
	want map[string]any
}

func in(v22, v23, v24 any) map[string]any {
	return map[string]any{"2.2.1": v22, "2.3.2": v23, newest: v24}
}

var abilities = []ability{
	{"aggregator none", map[string]any{"aggregator": "none"}, in("No such aggregation function: none", 3.0, 3.0)},
	{"aggregator first", map[string]any{"aggregator": "first"}, in("No such aggregation function: first", 1.0, 1.0)},
	{"aggregator last", map[string]any{"aggregator": "last"}, in("No such aggregation function: last", 2.0, 2.0)},
	{"aggregator mult", map[string]any{"aggregator": "mult"}, in("No such aggregation function: mult", 2.0, 2.0)},
	{"aggregator diff", map[string]any{"aggregator": "diff"}, in("No such aggregation function: diff", "No such aggregation function: diff", 1.0)},
	{"aggregator median", map[string]any{"aggregator": "median"}, in("No such aggregation function: median", "No such aggregation function: median", 2.0)},
	{"aggregator pfsum", map[string]any{"aggregator": "pfsum"}, in("No such aggregation function: pfsum", "No such aggregation function: pfsum", 3.0)},
	{"aggregator squareSum", map[string]any{"aggregator": "squareSum"}, in("No such aggregation function: squareSum", "No such aggregation function: squareSum", 5.0)},
	{"aggregator count", map[string]any{"aggregator": "count"}, in(2.0, 2.0, 2.0)},
	{"aggregator p95", map[string]any{"aggregator": "p95"}, in(2.0, 2.0, 2.0)},
	{"downsampler last", map[string]any{"downsample": "1m-last"}, in("No such downsampling function: last", 3.0, 3.0)},
	{"downsampler median", map[string]any{"downsample": "1m-median"}, in("No such downsampling function: median", "No such downsampling function: median", 3.0)},
	{"one bucket", map[string]any{"downsample": "0all-sum"}, in("Zero or negative duration: 0all", 3.0, 3.0)},
	{"calendar buckets", map[string]any{"downsample": "1hc-sum"}, in("Invalid duration (suffix): 1hc", 3.0, 3.0)},
	{"fill policy null", map[string]any{"downsample": "1m-sum-null"}, in(3.0, 3.0, 3.0)},
	{"an unknown fill policy", map[string]any{"downsample": "1m-sum-x"}, in("No such fill policy: 'x': must be one of: none zero nan null", "Unrecognized fill policy: x", "Unrecognized fill policy: x")},
	{"explicit tags", map[string]any{"filters": []any{filterOf("wildcard", "host", "*", false)}, "explicitTags": true}, in(3.0, 1.0, 1.0)},
	{"percentiles", map[string]any{"percentiles": []any{50}}, in(3.0, 3.0, 0.0)},
	{"two literal_or", map[string]any{"filters": []any{filterOf("literal_or", "host", "a|b", false), filterOf("literal_or", "host", "b", false)}}, in(3.0, 3.0, 3.0)},
	{"literal_or and wildcard", map[string]any{"filters": []any{filterOf("literal_or", "host", "a|b", false), filterOf("wildcard", "host", "b*", false)}}, in(2.0, 2.0, 2.0)},
	{"an empty value at the end", map[string]any{"filters": []any{filterOf("literal_or", "host", "b|", false)}}, in(2.0, 2.0, 2.0)},
	{"an empty value at the start", map[string]any{"filters": []any{filterOf("literal_or", "host", "|b", false)}}, in("Missing UID name", "Missing UID name", "Missing UID name")},
	{"a wildcard without asterisk", map[string]any{"filters": []any{filterOf("wildcard", "host", "b", false)}}, in("Unable to parse the given JSON", "Unable to parse the given JSON", "Unable to parse the given JSON")},
}

// What docs/servers.md says of the releases is so, asked with plain HTTP.
func TestReleaseAbilities(t *testing.T) {
	s := connect(t)
	metric := s.metric("abilities")
	s.store(metric, series{tags("host", "a"), []point{at(ms(0), 1)}})
	s.store(metric, series{tags("host", "b", "disk", "sda"), []point{at(ms(0), 2)}})
	for _, a := range abilities {
		t.Run(a.name, func(t *testing.T) {
			query := map[string]any{"metric": metric, "aggregator": "sum"}
			maps.Copy(query, a.query)
			body, err := json.Marshal(map[string]any{"start": ms(0), "end": ms(time.Hour - time.Second), "msResolution": true, "queries": []any{query}})
			if err != nil {
				t.Fatal(err)
			}
			status, received := s.post("/api/query", body)
			if want, refused := a.want[release()].(string); refused {
				var failed struct{ Error struct{ Message string } }
				if err := json.Unmarshal(received, &failed); err != nil || status != http.StatusBadRequest || failed.Error.Message != want {
					t.Errorf("%d %s, want 400 %q", status, received, want)
				}
				return
			}
			sum := 0.0
			for _, one := range readSeries(t, status, body, received) {
				for _, p := range one.points {
					if p.value != nil {
						sum += *p.value
					}
				}
			}
			if sum != a.want[release()] {
				t.Errorf("%s: sum of all %v, want %v", received, sum, a.want[release()])
			}
		})
	}
}

// On every release the plugin is right. What a release lacks may be refused instead, by its name.
func TestReleaseIsRightOrSaysWhatItLacks(t *testing.T) {
	s := connect(t)
	metric, other := s.metric("release"), s.metric("release.other")
	a, b, c := s.prefix+"a", s.prefix+"b", s.prefix+"c"
	minutes := func(value func(i int) float64) []point { return every(time.Minute, 10, value) }
	// One after the other, so that their ids are in this order.
	one := series{tags("host", a, "dc", "lga"), minutes(func(i int) float64 { return float64(i + 1) })}
	two := series{tags("host", b, "dc", "lga"), minutes(func(i int) float64 { return float64(10 * (i + 1)) })}
	three := series{tags("host", c, "dc", "gra", "rack", "r1"), minutes(func(i int) float64 { return 4 })}
	for _, each := range []series{one, two, three} {
		s.store(metric, each)
	}
	s.store(other, series{tags("host", a), minutes(func(i int) float64 { return 1000 })})
	counter := s.metric("release.counter")
	s.store(counter, series{tags("host", a), minutes(func(i int) float64 { return float64(60 * (i % 6)) })})

	all := func(of func(x, y, z float64) float64) []series {
		points := make([]point, 10)
		for i := range points {
			points[i] = at(one.points[i].ms, of(*one.points[i].value, *two.points[i].value, *three.points[i].value))
		}
		// OpenTSDB gives a group the tags that all its series agree on, and those that only some have.
		return []series{{tags("rack", "r1"), points}}
	}
	pairs := func(of func(x, y float64) float64) []series {
		var points []point
		for i := 0; i < 10; i += 2 {
			points = append(points, at(two.points[i].ms, of(*two.points[i].value, *two.points[i+1].value)))
		}
		return []series{{two.tags, points}}
	}
	host := func(kind, text string, groupBy bool) map[string]any { return filterOf(kind, "host", text, groupBy) }
	onlyTwo := []any{host("literal_or", b, true)}
	without := func(stored series, keys ...string) series {
		stored.tags = maps.Clone(stored.tags)
		for _, key := range keys {
			delete(stored.tags, key)
		}
		return stored
	}

	for _, q := range []struct {
		name string
		// lacks names what the releases before since don't have.
		lacks, since string
		saved        map[string]any
		want         []series
	}{
		{"sum", "", "", map[string]any{"aggregator": "sum", "downsampleInterval": "1m"}, all(func(x, y, z float64) float64 { return x + y + z })},
		{"avg", "", "", map[string]any{"aggregator": "avg", "downsampleInterval": "1m"}, all(func(x, y, z float64) float64 { return (x + y + z) / 3 })},
		{"count", "", "", map[string]any{"aggregator": "count", "downsampleInterval": "1m"}, all(func(x, y, z float64) float64 { return 3 })},
		{"mimmax", "", "", map[string]any{"aggregator": "mimmax", "downsampleInterval": "1m"}, all(func(x, y, z float64) float64 { return max(x, y, z) })},
		{"sum, gaps open", "", "", map[string]any{"aggregator": "sum", "downsampleInterval": "1m", "downsampleFillPolicy": "gaps"}, all(func(x, y, z float64) float64 { return x + y + z })},
		{"first", "first", "2.3.2", map[string]any{"aggregator": "first", "downsampleInterval": "1m"}, all(func(x, y, z float64) float64 { return x })},
		{"last", "last", "2.3.2", map[string]any{"aggregator": "last", "downsampleInterval": "1m"}, all(func(x, y, z float64) float64 { return z })},
		{"mult", "mult", "2.3.2", map[string]any{"aggregator": "mult", "downsampleInterval": "1m"}, all(func(x, y, z float64) float64 { return x * y * z })},
		{"diff", "diff", newest, map[string]any{"aggregator": "diff", "downsampleInterval": "1m"}, all(func(x, y, z float64) float64 { return z - x })},
		{"median", "median", newest, map[string]any{"aggregator": "median", "downsampleInterval": "1m"}, all(func(x, y, z float64) float64 {
			sorted := []float64{x, y, z}
			slices.Sort(sorted)
			return sorted[1]
		})},
		{"pfsum", "pfsum", newest, map[string]any{"aggregator": "pfsum", "downsampleInterval": "1m"}, all(func(x, y, z float64) float64 { return x + y + z })},
		{"squareSum", "squareSum", newest, map[string]any{"aggregator": "squareSum", "downsampleInterval": "1m"}, all(func(x, y, z float64) float64 { return x*x + y*y + z*z })},
		{"raw points of each series", "none", "2.3.2", map[string]any{"aggregator": "none", "disableDownsampling": true}, []series{one, two, three}},
		{"each series downsampled", "none", "2.3.2", map[string]any{"aggregator": "none", "downsampleInterval": "1m"}, []series{one, two, three}},
		{"downsampler last", "last", "2.3.2", map[string]any{"aggregator": "sum", "downsampleInterval": "2m", "downsampleAggregator": "last", "filters": onlyTwo}, pairs(func(x, y float64) float64 { return y })},
		{"downsampler mult", "mult", "2.3.2", map[string]any{"aggregator": "sum", "downsampleInterval": "2m", "downsampleAggregator": "mult", "filters": onlyTwo}, pairs(func(x, y float64) float64 { return x * y })},
		{"downsampler median", "median", newest, map[string]any{"aggregator": "sum", "downsampleInterval": "2m", "downsampleAggregator": "median", "filters": onlyTwo}, pairs(func(x, y float64) float64 { return y })},
		{"downsampler diff", "diff", newest, map[string]any{"aggregator": "sum", "downsampleInterval": "2m", "downsampleAggregator": "diff", "filters": onlyTwo}, pairs(func(x, y float64) float64 { return y - x })},
		{"downsampler max", "", "", map[string]any{"aggregator": "sum", "downsampleInterval": "2m", "downsampleAggregator": "max", "filters": onlyTwo}, pairs(func(x, y float64) float64 { return y })},
		{"one bucket of the whole range", "0all|whole range", "2.3.2", map[string]any{"aggregator": "sum", "downsampleInterval": "0all", "downsampleAggregator": "sum", "filters": onlyTwo}, []series{{two.tags, []point{at(ms(0), 550)}}}},
		{"explicit tags", "(?i)explicit", "2.3.2", map[string]any{"aggregator": "sum", "downsampleInterval": "1m", "explicitTags": true,
			"filters": []any{host("wildcard", "*", true), filterOf("wildcard", "dc", "*", false)}}, []series{one, two}},
		{"two exact filters on one key", "", "", map[string]any{"aggregator": "sum", "downsampleInterval": "1m", "filters": []any{host("literal_or", a+"|"+b, true), host("literal_or", b+"|"+c, true)}}, []series{two}},
		{"a list before a pattern, on the second key", "", "", map[string]any{"aggregator": "sum", "downsampleInterval": "1m", "filters": []any{
			host("wildcard", "*", true), filterOf("literal_or", "dc", "lga", false), filterOf("regexp", "dc", "^(lga|gra)$", false)}}, []series{one, two}},
		{"a negated filter, on a key that not all have", "", "", map[string]any{"aggregator": "sum", "downsampleInterval": "1m", "filters": []any{filterOf("not_literal_or", "rack", "r2", true)}}, []series{three}},
		{"iwildcard", "", "", map[string]any{"aggregator": "sum", "downsampleInterval": "1m", "filters": []any{host("iwildcard", strings.ToUpper(b)+"*", true)}}, []series{two}},
		{"regexp", "", "", map[string]any{"aggregator": "sum", "downsampleInterval": "1m", "filters": []any{host("regexp", regexp.QuoteMeta(b)+"$", true)}}, []series{two}},
		{"group by", "", "", map[string]any{"aggregator": "sum", "downsampleInterval": "1m", "filters": []any{filterOf("wildcard", "dc", "g*", true)}}, []series{three}},
		{"counter, resets dropped", "", "", map[string]any{"metric": counter, "aggregator": "sum", "disableDownsampling": true, "shouldComputeRate": true, "isCounter": true},
			[]series{{tags("host", a), slices.Delete(every(time.Minute, 10, func(int) float64 { return 1 }), 6, 7)[1:]}}},
		{"two metrics", "", "", map[string]any{"metric": metric + "|" + other, "aggregator": "max", "downsampleInterval": "1m", "filters": []any{host("literal_or", a, true)}},
			[]series{one, without(one, "dc")}},
	} {
		t.Run(q.name, func(t *testing.T) {
			saved := map[string]any{"metric": metric, "downsampleAggregator": "avg", "downsampleFillPolicy": "none"}
			maps.Copy(saved, q.saved)
			response := s.respond(hour, saved)
			if response.Error == nil {
				got := withPoints(fromFrames(t, response.Frames))
				if q.name == "two metrics" {
					twoMetrics(t, got, one)
					return
				}
				same(t, q.name, got, q.want)
				return
			}
			message := response.Error.Error()
			if q.since == "" || release() >= q.since {
				t.Fatalf("OpenTSDB %s can do it, and the plugin says: %s", release(), message)
			}
			if !regexp.MustCompile(q.lacks).MatchString(message) || strings.Contains(message, "TSQuery(") {
				t.Errorf("says %q, which doesn't name what OpenTSDB %s lacks", message, release())
			}
		})
	}
}

// twoMetrics checks the results of two metrics: the points of one, and 1000 each minute.
func twoMetrics(t *testing.T, got []series, one series) {
	t.Helper()
	if len(got) != 2 {
		t.Fatalf("%d series of two metrics", len(got))
	}
	slices.SortFunc(got, func(x, y series) int { return int(*x.points[0].value - *y.points[0].value) })
	same(t, "the one metric", got[:1], []series{{got[0].tags, one.points}})
	same(t, "the other", got[1:], []series{{got[1].tags, every(time.Minute, 10, func(int) float64 { return 1000 })}})
}

func TestReleaseHasCalendarDaysOrSaysSo(t *testing.T) {
	s := connect(t)
	metric := s.metric("release.calendar")
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	first, after := time.Date(2026, time.October, 24, 0, 0, 0, 0, paris), time.Date(2026, time.October, 27, 0, 0, 0, 0, paris)
	stored := series{tags: tags("host", "a")}
	for at30 := first.Add(30 * time.Minute); at30.Before(after); at30 = at30.Add(time.Hour) {
		stored.points = append(stored.points, at(at30.UnixMilli(), 1))
	}
	s.store(metric, stored)
	want := series{tags: stored.tags}
	for day, hours := range []float64{24, 25, 24} {
		want.points = append(want.points, at(time.Date(2026, time.October, 24+day, 0, 0, 0, 0, paris).UnixMilli(), hours))
	}
	for _, policy := range []string{"none", "gaps"} {
		response := s.respond(asked{from: first, to: after}, map[string]any{"metric": metric, "aggregator": "sum", "downsampleInterval": "1d",
			"downsampleAggregator": "count", "downsampleFillPolicy": policy, "useCalendar": true, "timezone": "Europe/Paris"})
		switch {
		case response.Error == nil:
			same(t, policy, fromFrames(t, response.Frames), []series{want})
		case release() >= "2.3.2":
			t.Errorf("OpenTSDB %s has calendar buckets, and the plugin says: %v", release(), response.Error)
		case !strings.Contains(strings.ToLower(response.Error.Error()), "calendar"):
			t.Errorf("says %v, which doesn't name what OpenTSDB %s lacks", response.Error, release())
		}
	}
}

func TestReleaseReturnsNamesSeriesAndLastPoints(t *testing.T) {
	s := connect(t)
	metric := s.metric("release.names")
	recent := time.Now().Add(-70 * time.Minute).Truncate(10 * time.Minute)
	for i, host := range []string{"a", "b"} {
		s.store(metric, series{tags("host", host, "dc", "gra"), []point{at(recent.UnixMilli(), float64(i)+0.5)}})
	}
	for url, want := range map[string]string{
		"metrics?q=" + metric:                       `"` + metric + `"`,
		"tag-keys?metric=" + metric:                 `["dc","host"]`,
		"tag-values?metric=" + metric + "&key=host": `["a","b"]`,
		"aggregators":                               `"sum"`,
	} {
		if _, body := s.resource(url); !strings.Contains(body, want) {
			t.Errorf("%s: %s, without %s", url, body, want)
		}
	}
	_, body := s.resource("aggregators")
	for _, name := range []string{"none", "median"} {
		has := release() == newest || (name == "none" && release() == "2.3.2")
		if offered := strings.Contains(body, `"`+name+`"`); offered && !has {
			t.Errorf("%s is offered, which OpenTSDB %s doesn't have: %s", name, release(), body)
		}
	}
	hours := asked{from: recent.Add(-time.Hour), to: time.Now()}
	want := []series{{tags("host", "a", "dc", "gra"), []point{at(recent.UnixMilli(), 0.5)}}, {tags("host", "b", "dc", "gra"), []point{at(recent.UnixMilli(), 1.5)}}}
	same(t, "last", s.query(hours, map[string]any{"metric": metric, "queryType": "last"}), want)
	response := s.respond(hours, map[string]any{"metric": metric, "queryType": "series"})
	if response.Error != nil || len(response.Frames) != 1 || response.Frames[0].Rows() != 2 {
		t.Errorf("series: %v, %d frames", response.Error, len(response.Frames))
	}
}

func init() {
	if _, known := revisions[release()]; !known {
		panic(fmt.Sprintf("OPENTSDB_VERSION: %s is none of %v", release(), slices.Sorted(maps.Keys(revisions))))
	}
}
