package opentsdb_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// noon is when the points of these tests begin.
var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func ms(after time.Duration) int64 { return noon.Add(after).UnixMilli() }

// hour is the first hour of the points.
var hour = asked{from: noon, to: noon.Add(time.Hour)}

// every makes a point each step, n of them, by a function of their number.
func every(step time.Duration, n int, value func(i int) float64) []point {
	points := make([]point, n)
	for i := range points {
		points[i] = at(ms(time.Duration(i)*step), value(i))
	}
	return points
}

func tags(pairs ...string) map[string]string {
	out := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = pairs[i+1]
	}
	return out
}

// labels are the sorted values of a tag in a response.
func labels(all []series, key string) []string {
	var out []string
	for _, s := range all {
		out = append(out, s.tags[key])
	}
	slices.Sort(out)
	return out
}

// What was put over HTTP comes back through the backend: values, timestamps and labels.
func TestPointsComeBack(t *testing.T) {
	s := connect(t)
	metric := s.metric("cpu")
	web1 := series{tags("host", "web1", "dc", "gra"), every(10*time.Second, 60, func(i int) float64 { return float64(i) + 0.25 })}
	web2 := series{tags("host", "web2", "dc", "gra"), every(10*time.Second, 60, func(i int) float64 { return 1000 + float64(i) })}
	db1 := series{tags("host", "db1", "dc", "bhs"), every(10*time.Second, 60, func(i int) float64 { return -float64(i) / 8 })}
	s.store(metric, web1, web2, db1)

	t.Run("raw", func(t *testing.T) {
		got := s.query(hour, map[string]any{"metric": metric, "aggregator": "none", "disableDownsampling": true})
		same(t, "raw", got, []series{web1, web2, db1})
	})
	t.Run("downsampled", func(t *testing.T) {
		got := s.query(hour, map[string]any{"metric": metric, "aggregator": "sum", "downsampleInterval": "1m", "downsampleAggregator": "max"})
		want := series{tags: tags()}
		for minute := range 10 {
			last, first := float64(minute*6+5), float64(minute*6)
			want.points = append(want.points, at(ms(time.Duration(minute)*time.Minute), last+0.25+1000+last-first/8))
		}
		same(t, "1m-max, sum", got, []series{want})
	})
	t.Run("grouped", func(t *testing.T) {
		got := s.query(hour, map[string]any{"metric": metric, "aggregator": "sum", "downsampleInterval": "5m", "downsampleAggregator": "avg",
			"filters": []any{map[string]any{"type": "wildcard", "tagk": "dc", "filter": "*", "groupBy": true}}})
		gra, bhs := series{tags: tags("dc", "gra")}, series{tags: tags("dc", "bhs", "host", "db1")}
		for i := range 2 {
			mean := float64(i*30) + 14.5
			gra.points = append(gra.points, at(ms(time.Duration(i)*5*time.Minute), mean+0.25+1000+mean))
			bhs.points = append(bhs.points, at(ms(time.Duration(i)*5*time.Minute), -mean/8))
		}
		same(t, "5m-avg, sum by dc", got, []series{gra, bhs})
	})
	t.Run("filtered", func(t *testing.T) {
		got := s.query(hour, map[string]any{"metric": metric, "aggregator": "none", "disableDownsampling": true,
			"filters": []any{map[string]any{"type": "literal_or", "tagk": "host", "filter": "web2|db1", "groupBy": false}}})
		same(t, "filtered", got, []series{web2, db1})
	})
	t.Run("in the older form", func(t *testing.T) {
		got := s.query(hour, map[string]any{"metric": metric, "aggregator": "sum", "disableDownsampling": true, "tags": map[string]any{"host": "web*"}})
		same(t, "tags", got, []series{web1, web2})
	})
	t.Run("outside of the range", func(t *testing.T) {
		later := asked{from: noon.Add(2 * time.Hour), to: noon.Add(3 * time.Hour)}
		if got := s.query(later, map[string]any{"metric": metric, "aggregator": "sum"}); len(got) != 0 {
			t.Errorf("there are points where none were stored: %v", got)
		}
	})
}

func TestMillisecondTimestampsAreDistinct(t *testing.T) {
	s := connect(t)
	metric := s.metric("ms")
	stored := series{tags("host", "a"), every(100*time.Millisecond, 50, func(i int) float64 { return float64(i) * 1.5 })}
	s.store(metric, stored)
	got := s.query(asked{from: noon, to: noon.Add(time.Minute)}, map[string]any{"metric": metric, "aggregator": "sum", "disableDownsampling": true})
	same(t, "10 points a second", got, []series{stored})
}

// Integers beyond 2^53 and floats keep what a float64 can hold of them.
func TestValuesKeepTheirBits(t *testing.T) {
	s := connect(t)
	metric := s.metric("values")
	values := []float64{0, -1, 0.1, 1.0 / 3, 1e-300, 1.7976931348623157e308, 9007199254740992, -9007199254740992, 123456789.125}
	stored := series{tags("host", "a"), every(time.Second, len(values), func(i int) float64 { return values[i] })}
	s.store(metric, stored)
	got := s.query(hour, map[string]any{"metric": metric, "aggregator": "none", "disableDownsampling": true})
	want := s.direct(hour.from, hour.to, map[string]any{"metric": metric, "aggregator": "none"})
	if len(got) != 1 || len(want) != 1 || len(got[0].points) != len(values) || len(want[0].points) != len(values) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i, p := range got[0].points {
		if *p.value != *want[0].points[i].value {
			t.Errorf("%v comes back as %v, plain HTTP says %v", values[i], *p.value, *want[0].points[i].value)
		}
	}
}

func TestEveryFilterType(t *testing.T) {
	s := connect(t)
	metric := s.metric("filters")
	hosts := []string{"web01", "web02", "Web03", "db-1", "db.1", "a/b"}
	for _, host := range hosts {
		s.store(metric, series{tags("host", host, "dc", "gra"), every(time.Minute, 3, func(i int) float64 { return float64(len(host)) })})
	}
	for _, c := range []struct {
		kind, text string
		want       []string
	}{
		{"literal_or", "web01", []string{"web01"}},
		{"literal_or", "web01|db.1", []string{"db.1", "web01"}},
		{"iliteral_or", "WEB01|web03", []string{"Web03", "web01"}},
		{"not_literal_or", "web01|web02", []string{"Web03", "a/b", "db-1", "db.1"}},
		{"not_iliteral_or", "WEB01|web02|WEB03", []string{"a/b", "db-1", "db.1"}},
		{"wildcard", "*", []string{"Web03", "a/b", "db-1", "db.1", "web01", "web02"}},
		{"wildcard", "web*", []string{"web01", "web02"}},
		{"wildcard", "*1", []string{"db-1", "db.1", "web01"}},
		{"wildcard", "d*1", []string{"db-1", "db.1"}},
		{"iwildcard", "WEB*", []string{"Web03", "web01", "web02"}},
		{"regexp", "web0[12]", []string{"web01", "web02"}},
		{"regexp", `db\.1`, []string{"db.1"}},
		{"regexp", "^(web01|a/b)$", []string{"a/b", "web01"}},
	} {
		for _, groupBy := range []bool{true, false} {
			got := s.query(hour, map[string]any{"metric": metric, "aggregator": "none", "disableDownsampling": true,
				"filters": []any{map[string]any{"type": c.kind, "tagk": "host", "filter": c.text, "groupBy": groupBy}}})
			if hosts := labels(got, "host"); !slices.Equal(hosts, c.want) {
				t.Errorf("%s(%s), groupBy %v: %v, want %v", c.kind, c.text, groupBy, hosts, c.want)
			}
		}
	}
	message := s.refusal(hour, map[string]any{"metric": metric, "aggregator": "sum",
		"filters": []any{map[string]any{"type": "not_key", "tagk": "host", "filter": "", "groupBy": false}}})
	if !strings.Contains(message, "not_key") {
		t.Errorf("not_key, which OpenTSDB 2.4.1 lacks: %s", message)
	}
	both := s.query(hour, map[string]any{"metric": metric, "aggregator": "none", "disableDownsampling": true, "filters": []any{
		map[string]any{"type": "wildcard", "tagk": "host", "filter": "web*", "groupBy": true},
		map[string]any{"type": "not_literal_or", "tagk": "host", "filter": "web02", "groupBy": false}}})
	if hosts := labels(both, "host"); !slices.Equal(hosts, []string{"web01"}) {
		t.Errorf("two filters on one key: %v", hosts)
	}
}

func TestExplicitTags(t *testing.T) {
	s := connect(t)
	metric := s.metric("explicit")
	one := series{tags("host", "a"), every(time.Minute, 3, func(int) float64 { return 1 })}
	two := series{tags("host", "a", "disk", "sda"), every(time.Minute, 3, func(int) float64 { return 2 })}
	s.store(metric, one, two)
	filters := []any{map[string]any{"type": "wildcard", "tagk": "host", "filter": "*", "groupBy": true}}
	same(t, "without", s.query(hour, map[string]any{"metric": metric, "aggregator": "none", "disableDownsampling": true, "filters": filters}), []series{one, two})
	same(t, "with", s.query(hour, map[string]any{"metric": metric, "aggregator": "none", "disableDownsampling": true, "filters": filters, "explicitTags": true}), []series{one})
}

// The rate options, as http://opentsdb.net/docs/build/html/user_guide/query/rate.html describes them, on a counter that
// resets at its 30th point and wraps at 65,536 at its 40th.
func TestRates(t *testing.T) {
	s := connect(t)
	metric := s.metric("counter")
	values := make([]float64, 60)
	for i := range values {
		switch {
		case i == 0:
			values[i] = 1000
		case i == 30:
			values[i] = 10
		case i == 39:
			values[i] = 65000
		case i == 40:
			values[i] = 464 // 1,000 more, past 65,536
		default:
			values[i] = values[i-1] + 100
		}
	}
	s.store(metric, series{tags("host", "a"), every(10*time.Second, len(values), func(i int) float64 { return values[i] })})
	for name, c := range map[string]struct {
		saved map[string]any
		rate  func(before, value float64) *float64 // per 10 s; nil: no point
	}{
		"plain": {map[string]any{}, func(b, v float64) *float64 { r := v - b; return &r }},
		"counter that wraps": {map[string]any{"isCounter": true, "counterMax": 65536}, func(b, v float64) *float64 {
			r := v - b
			if r < 0 {
				r = 65536 - b + v
			}
			return &r
		}},
		"counter that resets": {map[string]any{"isCounter": true, "counterMax": "65536", "counterResetValue": "500"}, func(b, v float64) *float64 {
			r := v - b
			if r < 0 {
				if r = 65536 - b + v; r/10 > 500 { // of a wrap only, whatever the documentation says of any rate
					r = 0
				}
			}
			return &r
		}},
		"resets dropped": {map[string]any{"isCounter": true, "dropResets": true}, func(b, v float64) *float64 {
			if v < b {
				return nil
			}
			r := v - b
			return &r
		}},
	} {
		t.Run(name, func(t *testing.T) {
			saved := map[string]any{"metric": metric, "aggregator": "sum", "disableDownsampling": true, "shouldComputeRate": true}
			for k, v := range c.saved {
				saved[k] = v
			}
			want := series{tags: tags("host", "a")}
			for i := 1; i < len(values); i++ {
				if r := c.rate(values[i-1], values[i]); r != nil {
					want.points = append(want.points, at(ms(time.Duration(i)*10*time.Second), *r/10))
				}
			}
			same(t, name, s.query(hour, saved), []series{want})
		})
	}
}

// Two series of which one has a hole and the other ends early.
func TestFillPolicies(t *testing.T) {
	s := connect(t)
	metric := s.metric("fills")
	var a, b []point
	for i := range 10 {
		if i < 3 || i > 5 {
			a = append(a, at(ms(time.Duration(i)*time.Minute), 10))
		}
		if i < 5 {
			b = append(b, at(ms(time.Duration(i)*time.Minute), 1))
		}
	}
	s.store(metric, series{tags("host", "a"), a}, series{tags("host", "b"), b})
	ten := asked{from: noon, to: noon.Add(10 * time.Minute)}
	gap := func(minute int) point { return point{ms: ms(time.Duration(minute) * time.Minute)} }
	v := func(minute int, value float64) point { return at(ms(time.Duration(minute)*time.Minute), value) }
	for _, c := range []struct {
		fill string
		want []point
	}{
		// Between a's points its line is drawn; after b's last, b is no more.
		{"none", []point{v(0, 11), v(1, 11), v(2, 11), v(3, 11), v(4, 11), v(6, 10), v(7, 10), v(8, 10), v(9, 10)}},
		{"nan", []point{v(0, 11), v(1, 11), v(2, 11), v(3, 1), v(4, 1), gap(5), v(6, 10), v(7, 10), v(8, 10), v(9, 10)}},
		{"null", []point{v(0, 11), v(1, 11), v(2, 11), v(3, 1), v(4, 1), gap(5), v(6, 10), v(7, 10), v(8, 10), v(9, 10)}},
		{"zero", []point{v(0, 11), v(1, 11), v(2, 11), v(3, 1), v(4, 1), v(5, 0), v(6, 10), v(7, 10), v(8, 10), v(9, 10)}},
		{"gaps", []point{v(0, 11), v(1, 11), v(2, 11), v(3, 1), v(4, 1), v(6, 10), v(7, 10), v(8, 10), v(9, 10)}},
	} {
		t.Run(c.fill, func(t *testing.T) {
			got := s.query(ten, map[string]any{"metric": metric, "aggregator": "sum", "downsampleInterval": "1m", "downsampleAggregator": "avg", "downsampleFillPolicy": c.fill})
			same(t, c.fill, got, []series{{tags(), c.want}})
		})
	}
}

func TestWhatTheServerRefuses(t *testing.T) {
	s := connect(t)
	metric := s.metric("known")
	s.store(metric, series{tags("host", "a"), every(time.Minute, 3, func(int) float64 { return 1 })})
	filter := func(key, value string) []any {
		return []any{map[string]any{"type": "literal_or", "tagk": key, "filter": value, "groupBy": true}}
	}
	for name, c := range map[string]struct {
		saved map[string]any
		says  []string
	}{
		"an unknown metric":    {map[string]any{"metric": metric + ".not"}, []string{"has no metric", metric + ".not"}},
		"an unknown tag key":   {map[string]any{"metric": metric, "filters": filter("nokey"+s.prefix, "a")}, []string{"has no tag key", "nokey" + s.prefix}},
		"an unknown tag value": {map[string]any{"metric": metric, "filters": filter("host", "novalue"+s.prefix)}, []string{"has no tag value", "novalue" + s.prefix}},
		"a bad regexp":         {map[string]any{"metric": metric, "filters": []any{map[string]any{"type": "regexp", "tagk": "host", "filter": "web[", "groupBy": true}}}, []string{"web["}},
		"no metric":            {map[string]any{"aggregator": "sum"}, []string{"Metric"}},
	} {
		t.Run(name, func(t *testing.T) {
			message := s.refusal(hour, c.saved)
			for _, text := range c.says {
				if !strings.Contains(message, text) {
					t.Errorf("says %q, without %q", message, text)
				}
			}
			if strings.Contains(message, "net.opentsdb") || strings.Contains(message, ".java") {
				t.Errorf("has a stack trace: %s", message)
			}
		})
	}
}

// The list of series and their names come from the index that the server keeps of them.
func TestNamesAndSeries(t *testing.T) {
	s := connect(t)
	metric := s.metric("named")
	for _, host := range []string{"a", "b"} {
		s.store(metric, series{tags("host", host, "dc", "gra"), every(time.Minute, 3, func(i int) float64 { return float64(i) })})
	}
	for url, want := range map[string]string{
		"metrics?q=" + metric:                             `"` + metric + `"`,
		"tag-keys?metric=" + metric:                       `["dc","host"]`,
		"tag-values?metric=" + metric + "&key=host":       `["a","b"]`,
		"series?metric=" + metric:                         `{"metric":"` + metric + `","tags":{"dc":"gra","host":"a"}}`,
		"aggregators":                                     `"sum"`,
		"tag-values?metric=" + metric + "&key=host&q=b":   `["b"]`,
		"tag-values?metric=" + metric + ".not&key=host":   metric + ".not",
		"tag-keys?metric=" + metric + "&q=h":              `["host"]`,
		"tag-values?metric=" + metric + "&key=dc&limit=1": `["gra"]`,
	} {
		if _, body := s.resource(url); !strings.Contains(body, want) {
			t.Errorf("%s: %s, without %s", url, body, want)
		}
	}
}

// A calendar's days begin at midnight where the user lives, and are 23 or 25 hours long when the clocks change: in Paris,
// on 29 March and 25 October 2026.
func TestCalendarDays(t *testing.T) {
	s := connect(t)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		month time.Month
		day   int
		hours []float64
	}{
		"spring": {time.March, 28, []float64{24, 23, 24}},
		"autumn": {time.October, 24, []float64{24, 25, 24}},
	} {
		t.Run(name, func(t *testing.T) {
			metric := s.metric("calendar." + name)
			first := time.Date(2026, c.month, c.day, 0, 0, 0, 0, paris)
			after := time.Date(2026, c.month, c.day+3, 0, 0, 0, 0, paris)
			stored := series{tags: tags("host", "a")}
			for hour := first; hour.Before(after); hour = hour.Add(time.Hour) {
				stored.points = append(stored.points, at(hour.Add(30*time.Minute).UnixMilli(), 2.5))
			}
			s.store(metric, stored)
			want := series{tags: tags("host", "a")}
			for i, hours := range c.hours {
				want.points = append(want.points, at(time.Date(2026, c.month, c.day+i, 0, 0, 0, 0, paris).UnixMilli(), hours))
			}
			for _, policy := range []string{"none", "gaps"} {
				got := s.query(asked{from: first, to: after}, map[string]any{"metric": metric, "aggregator": "sum", "downsampleInterval": "1d",
					"downsampleAggregator": "count", "downsampleFillPolicy": policy, "useCalendar": true, "timezone": "Europe/Paris"})
				same(t, policy, got, []series{want})
			}
		})
	}
}

func TestLastPoints(t *testing.T) {
	s := connect(t)
	metric := s.metric("last")
	// The server looks back from now, hour by hour.
	now := time.Now()
	recent := func(ago time.Duration, value float64) point {
		return at(now.Add(-ago).Truncate(10*time.Minute).UnixMilli(), value)
	}
	one := series{tags("host", "a"), []point{recent(100*time.Minute, 0.5), recent(80*time.Minute, 1.5)}}
	two := series{tags("host", "b"), []point{recent(60*time.Minute, 7), recent(40*time.Minute, -14)}}
	s.store(metric, one, two)
	want := []series{{one.tags, one.points[1:]}, {two.tags, two.points[1:]}}
	hours := asked{from: now.Add(-3 * time.Hour), to: now}
	same(t, "last", s.query(hours, map[string]any{"metric": metric, "queryType": "last"}), want)
	same(t, "last of one", s.query(hours, map[string]any{"metric": metric, "queryType": "last",
		"filters": []any{map[string]any{"type": "literal_or", "tagk": "host", "filter": "b", "groupBy": true}}}), want[1:])
	same(t, "last of a host that there isn't", s.query(hours, map[string]any{"metric": metric, "queryType": "last",
		"filters": []any{map[string]any{"type": "literal_or", "tagk": "host", "filter": s.metric("nosuch")}}}), nil)
	same(t, "last of two filters on one key", s.query(hours, map[string]any{"metric": metric, "queryType": "last", "filters": []any{
		map[string]any{"type": "literal_or", "tagk": "host", "filter": "a"}, map[string]any{"type": "literal_or", "tagk": "host", "filter": "a|b"},
	}}), want[:1])
}

func TestSeriesTable(t *testing.T) {
	s := connect(t)
	metric := s.metric("table")
	for _, host := range []string{"a", "b"} {
		s.store(metric, series{tags("host", host, "dc", "gra"), every(time.Minute, 1, func(int) float64 { return 1 })})
	}
	s.store(metric, series{tags("host", "c"), every(time.Minute, 1, func(int) float64 { return 1 })})
	response := s.respond(hour, map[string]any{"metric": metric, "queryType": "series"})
	if response.Error != nil || len(response.Frames) != 1 {
		t.Fatal(response.Error, len(response.Frames))
	}
	var got []string
	frame := response.Frames[0]
	for row := range frame.Rows() {
		line := ""
		for _, field := range frame.Fields {
			value, _ := field.ConcreteAt(row)
			line += field.Name + "=" + value.(string) + " "
		}
		got = append(got, strings.TrimSpace(line))
	}
	slices.Sort(got)
	want := []string{
		"metric=" + metric + " dc= host=c",
		"metric=" + metric + " dc=gra host=a",
		"metric=" + metric + " dc=gra host=b",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Where both series have a point, the result is the server's own; where one has none, it is the other's, and not lost.
func TestNoBucketIsLostWhereASeriesIsMissing(t *testing.T) {
	s := connect(t)
	metric := s.metric("missing")
	first := series{tags("host", "a"), every(time.Minute, 10, func(i int) float64 { return float64(i + 1) })}
	second := series{tags: tags("host", "b")}
	for i := range 10 {
		if i%2 == 0 {
			second.points = append(second.points, at(ms(time.Duration(i)*time.Minute), float64(100*i+7)))
		}
	}
	s.store(metric, first, second)
	span := asked{from: noon, to: noon.Add(10*time.Minute - time.Millisecond)}
	for aggregator, alone := range map[string]func(float64) float64{
		"first": func(v float64) float64 { return v },
		"last":  func(v float64) float64 { return v },
		"diff":  func(float64) float64 { return 0 },
		"mult":  func(v float64) float64 { return v },
	} {
		served := map[int64]float64{}
		for _, one := range s.direct(span.from, span.to, map[string]any{"metric": metric, "aggregator": aggregator, "downsample": "1m-avg-nan"}) {
			for _, p := range one.points {
				if p.value != nil {
					served[p.ms] = *p.value
				}
			}
		}
		want := series{tags: tags()}
		for i, p := range first.points {
			if i%2 == 1 {
				want.points = append(want.points, at(p.ms, alone(*p.value)))
				continue
			}
			value, ok := served[p.ms]
			if !ok {
				t.Fatalf("%s: the server has no value where both series have one", aggregator)
			}
			want.points = append(want.points, at(p.ms, value))
		}
		got := s.query(span, map[string]any{"metric": metric, "aggregator": aggregator, "downsampleInterval": "1m", "downsampleFillPolicy": "gaps", "filters": []any{}})
		same(t, aggregator, got, []series{want})
	}
}
