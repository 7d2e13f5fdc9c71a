package functions_test

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/functions"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query/buckets"
)

// The reference below knows every stored point and computes each value again from the definitions in docs/functions.md: slowly,
// one look at all points for each. The package gets only what Needs asks for.

// column is a series of the reference: its values by time.
type column struct {
	metric, host, dc string
	values           map[int64]float64
}

func (c column) name() string { return c.metric + " " + c.host }

// frame is what a function sees as time: the timestamps of the buckets, when each of them is over, and the clock.
type frame struct {
	timestamps, overs []int64
	now               int64
}

// between is a range of timestamps, without its end.
type between struct{ from, to int64 }

func (b between) holds(t int64) bool { return b.from <= t && t < b.to }

// inner gives the series that a function works on, for what it shows and what it needs.
type inner func(shown, needed between) []column

// definition is one random function and what it means.
type definition struct {
	saved functions.Saved
	// moved is the frame of its result.
	moved func(frame) frame
	value func(f frame, shown, needed between, in inner) []column
}

func saved(name string, params ...any) functions.Saved {
	s := functions.Saved{Name: name}
	for _, p := range params {
		switch p := p.(type) {
		case int:
			s.Params = append(s.Params, functions.Number(float64(p)))
		case float64:
			s.Params = append(s.Params, functions.Number(p))
		case string:
			s.Params = append(s.Params, functions.Text(p))
		}
	}
	return s
}

// mapped makes each series again, at the times of needed that it has a number at, unless a value is NaN.
func mapped(in []column, needed between, times func(column) []int64, value func(c column, t int64) float64) (out []column) {
	for _, c := range in {
		made := column{c.metric, c.host, c.dc, map[int64]float64{}}
		for _, t := range times(c) {
			if !needed.holds(t) {
				continue
			}
			if v := value(c, t); !math.IsNaN(v) {
				made.values[t] = v
			}
		}
		if len(made.values) > 0 {
			out = append(out, made)
		}
	}
	return out
}

func own(c column) (times []int64) {
	for t := range c.values {
		times = append(times, t)
	}
	slices.Sort(times)
	return times
}

func valuesIn(c column, from, to int64) (values []float64) {
	for _, t := range own(c) {
		if from <= t && t < to {
			values = append(values, c.values[t])
		}
	}
	return values
}

func reduced(by string, values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	switch by {
	case "max":
		return slices.Max(values)
	case "min":
		return slices.Min(values)
	case "sum":
		return sum
	case "avg":
		return sum / float64(len(values))
	case "median":
		sorted := slices.Clone(values)
		slices.Sort(sorted)
		if n := len(sorted); n%2 == 0 {
			return sorted[n/2-1]/2 + sorted[n/2]/2
		}
		return sorted[len(sorted)/2]
	}
	return values[len(values)-1]
}

// byValue are the series with a number in shown, by a value of theirs; equal ones by name.
func byValue(in []column, shown between, by string, descending bool) []column {
	in = slices.DeleteFunc(slices.Clone(in), func(c column) bool { return len(valuesIn(c, shown.from, shown.to)) == 0 })
	slices.SortFunc(in, func(a, b column) int { return strings.Compare(a.name(), b.name()) })
	slices.SortStableFunc(in, func(a, b column) int {
		x, y := reduced(by, valuesIn(a, shown.from, shown.to)), reduced(by, valuesIn(b, shown.from, shown.to))
		switch {
		case math.IsNaN(x) && math.IsNaN(y):
			return 0
		case math.IsNaN(x):
			return 1
		case math.IsNaN(y):
			return -1
		case descending:
			return cmp.Compare(y, x)
		}
		return cmp.Compare(x, y)
	})
	return in
}

// firstOf is the first timestamp from a time on.
func firstOf(f frame, from int64) int64 {
	return f.timestamps[slices.IndexFunc(f.timestamps, func(t int64) bool { return t >= from })]
}

func indexOf(f frame, t int64) int { return slices.Index(f.timestamps, t) }

func unmoved(f frame) frame { return f }

// world is stored points of some series, and how they are spread.
type world struct {
	step functions.Step
	// frame is that of the stored points.
	frame frame
	// shown is in ms, and the timestamps of it.
	shown      functions.Range
	timestamps between
	stored     []column
	// lengths are times for windows and shifts, by what they subtract.
	lengths map[string]func(t int64) int64
	// countable says that lengths can be numbers of buckets.
	countable bool
	// calendar is the zone of the buckets; nil: they have one length.
	calendar *time.Location
}

func (w *world) length(r *rand.Rand) (written any, minus func(f frame, t int64) int64) {
	if w.countable && r.IntN(2) == 0 {
		n := 1 + r.IntN(6)
		return n, func(f frame, t int64) int64 { return f.timestamps[indexOf(f, t)-n] }
	}
	names := make([]string, 0, len(w.lengths))
	for name := range w.lengths {
		names = append(names, name)
	}
	slices.Sort(names)
	name := names[r.IntN(len(names))]
	return name, func(_ frame, t int64) int64 { return w.lengths[name](t) }
}

func (w *world) random(r *rand.Rand, isLast bool) definition {
	by := []string{"max", "avg", "min", "sum", "last"}[r.IntN(5)]
	kinds := []string{"rank", "rank", "filter", "sort", "shift", "moving", "moving", "scale", "offset", "absolute", "derivative", "integral"}
	if w.frame.timestamps != nil {
		kinds = append(kinds, "keep", "null", "other")
		if isLast {
			kinds = append(kinds, "percent", "percent")
		}
	}
	switch kind := kinds[r.IntN(len(kinds))]; kind {
	case "rank", "other":
		n, descending := 1+r.IntN(4), r.IntN(2) == 0
		name := map[bool]string{true: "highest", false: "lowest"}[descending]
		params := []any{n, by}
		if kind == "other" {
			params = append(params, "other")
		}
		return definition{saved(name, params...), unmoved, func(_ frame, shown, needed between, in inner) []column {
			all := byValue(in(shown, needed), shown, by, descending)
			selected, rest := all[:min(n, len(all))], all[min(n, len(all)):]
			if kind == "rank" || len(rest) == 0 {
				return selected
			}
			other := column{rest[0].metric, all[0].host, all[0].dc, map[int64]float64{}}
			for _, c := range rest {
				if c.metric != other.metric {
					other.metric = "other"
				}
				for t, v := range c.values {
					other.values[t] += v
				}
			}
			name := "other"
			for isTaken := true; isTaken; {
				isTaken = false
				for _, c := range all {
					if c.host != all[0].host {
						other.host = name
					}
					if c.dc != all[0].dc {
						other.dc = name
					}
				}
				for _, c := range all {
					isTaken = isTaken || c.host == other.host && c.dc == other.dc
				}
				name = "(" + name + ")"
			}
			return append(slices.Clone(selected), mapped([]column{other}, needed, own, func(c column, t int64) float64 { return c.values[t] })...)
		}}
	case "filter":
		op, x := []string{">", ">=", "<", "<=", "!="}[r.IntN(5)], float64(r.IntN(9)-3)*unit+0.5
		return definition{saved("filterSeries", by, op, x), unmoved, func(_ frame, shown, needed between, in inner) []column {
			return slices.DeleteFunc(slices.Clone(in(shown, needed)), func(c column) bool {
				numbers := valuesIn(c, shown.from, shown.to)
				if len(numbers) == 0 || math.IsNaN(reduced(by, numbers)) {
					return true
				}
				v := reduced(by, numbers)
				return !(strings.Contains(op, ">") && v > x || strings.HasPrefix(op, "<") && v < x || op == "!=" && v != x)
			})
		}}
	case "sort":
		descending := r.IntN(2) == 0
		params := []any{by}
		if descending {
			params = append(params, "desc")
		}
		return definition{saved("sortBy", params...), unmoved, func(_ frame, shown, needed between, in inner) []column {
			return byValue(in(shown, needed), shown, by, descending)
		}}
	case "shift":
		return w.shift(r)
	case "moving":
		written, minus := w.length(r)
		function := []string{"movingAverage", "movingMedian", "movingMin", "movingMax", "movingSum"}[r.IntN(5)]
		if function == "movingAverage" && r.IntN(2) == 0 {
			function = "movingSum" // averages of averages of averages aren't whole numbers
		}
		of := map[string]string{"movingAverage": "avg", "movingMedian": "median", "movingMin": "min", "movingMax": "max", "movingSum": "sum"}[function]
		return definition{saved(function, written), unmoved, func(f frame, shown, needed between, in inner) []column {
			from := needed
			if f.timestamps == nil {
				from.from = minus(f, needed.from)
			} else {
				after := minus(f, firstOf(f, needed.from))
				from.from = min(needed.from, firstOf(f, after+1))
			}
			out := mapped(in(shown, from), needed, own, func(c column, t int64) float64 {
				return reduced(of, valuesIn(c, minus(f, t)+1, t+1))
			})
			return w.whole(out, f, function == "movingSum")
		}}
	case "scale":
		x := []float64{-1, 0, 2, 0.5, -4}[r.IntN(5)]
		return pointwise(saved("scale", x), func(v float64) float64 { return v * x })
	case "offset":
		x := []float64{0, 1e6, -5e5}[r.IntN(3)]
		return pointwise(saved("offset", x), func(v float64) float64 { return v + x })
	case "absolute":
		return pointwise(saved("absolute"), math.Abs)
	case "derivative":
		nonNegative := r.IntN(2) == 0
		name := map[bool]string{true: "nonNegativeDerivative", false: "derivative"}[nonNegative]
		return definition{saved(name), unmoved, func(f frame, shown, needed between, in inner) []column {
			from := needed
			if f.timestamps == nil {
				from.from = time.UnixMilli(needed.from - 1).Truncate(time.Hour).UnixMilli()
			} else {
				from.from = f.timestamps[indexOf(f, firstOf(f, needed.from))-1]
			}
			out := mapped(in(shown, from), needed, own, func(c column, t int64) float64 {
				before, has := math.NaN(), false
				if f.timestamps != nil {
					before, has = c.values[f.timestamps[indexOf(f, t)-1]]
				} else if earlier := valuesIn(c, math.MinInt64, t); len(earlier) > 0 {
					before, has = earlier[len(earlier)-1], true
				}
				if change := c.values[t] - before; has && (!nonNegative || change >= 0) {
					return change
				}
				return math.NaN()
			})
			return w.whole(out, f, true)
		}}
	case "integral":
		return definition{saved("integral"), unmoved, func(f frame, shown, needed between, in inner) []column {
			out := mapped(in(shown, needed), needed, own, func(c column, t int64) float64 {
				if t < shown.from {
					return math.NaN()
				}
				return reduced("sum", valuesIn(c, shown.from, t+1))
			})
			return w.whole(out, f, true)
		}}
	case "keep":
		var written any
		minus := func(frame, int64) int64 { return math.MinInt64 }
		s := saved("keepLastValue")
		if r.IntN(3) > 0 {
			written, minus = w.length(r)
			s = saved("keepLastValue", written)
		}
		return definition{s, unmoved, func(f frame, shown, needed between, in inner) []column {
			from := needed
			if written != nil {
				from.from = min(needed.from, firstOf(f, minus(f, firstOf(f, needed.from))))
			}
			return mapped(in(shown, from), needed, f.finished, func(c column, t int64) float64 {
				if v, has := c.values[t]; has {
					return v
				}
				if earlier := valuesIn(c, minus(f, t), t); len(earlier) > 0 && f.isOver(t) {
					return earlier[len(earlier)-1]
				}
				return math.NaN()
			})
		}}
	case "null":
		x := []float64{0, 7 * unit}[r.IntN(2)]
		s := saved("transformNull", x)
		return definition{s, unmoved, func(f frame, shown, needed between, in inner) []column {
			return mapped(in(shown, needed), needed, f.finished, func(c column, t int64) float64 {
				if v, has := c.values[t]; has || !f.isOver(t) {
					return map[bool]float64{true: v, false: math.NaN()}[has]
				}
				return x
			})
		}}
	default:
		keys := [][]any{nil, {"dc"}, {"host"}, {"dc", "rack"}}[r.IntN(4)]
		return definition{saved("asPercent", keys...), unmoved, func(_ frame, shown, needed between, in inner) []column {
			all := in(shown, needed)
			named := slices.Clone(all)
			slices.SortFunc(named, func(a, b column) int { return strings.Compare(a.name(), b.name()) })
			return mapped(all, needed, own, func(c column, t int64) float64 {
				sum := 0.0
				for _, other := range named {
					if v, has := other.values[t]; has && (!slices.Contains(keys, any("dc")) || c.dc == other.dc) && (!slices.Contains(keys, any("host")) || c.host == other.host) {
						sum += v
					}
				}
				if sum == 0 {
					return math.NaN()
				}
				return 100 * (c.values[t] / sum)
			})
		}}
	}
}

// finished are the timestamps that a fill looks at: isOver says which of them it may fill.
func (f frame) finished(column) []int64 { return f.timestamps }

func (f frame) isOver(t int64) bool { return f.overs[indexOf(f, t)] <= f.now }

// whole leaves out the bucket that isn't over, where a value depends on how full it is.
func (w *world) whole(in []column, f frame, depends bool) []column {
	if !depends || f.timestamps == nil {
		return in
	}
	everything := between{math.MinInt64, math.MaxInt64}
	return mapped(in, everything, own, func(c column, t int64) float64 {
		if !f.isOver(t) {
			return math.NaN()
		}
		return c.values[t]
	})
}

func pointwise(s functions.Saved, of func(float64) float64) definition {
	return definition{s, unmoved, func(_ frame, shown, needed between, in inner) []column {
		return mapped(in(shown, needed), needed, own, func(c column, t int64) float64 { return of(c.values[t]) })
	}}
}

func (w *world) shift(r *rand.Rand) definition {
	written, _ := w.length(r)
	later := r.IntN(4) == 0
	sign := int64(1)
	text := fmt.Sprint(written)
	if later {
		sign, text = -1, "+"+text
	} else if r.IntN(3) == 0 {
		text = "-" + text
	}
	if w.calendar != nil {
		return w.calendarShift(text, int(sign))
	}
	var ms int64
	if n, isCount := written.(int); isCount {
		ms = sign * int64(n) * (w.frame.timestamps[1] - w.frame.timestamps[0])
	} else {
		ms = -sign * w.lengths[written.(string)](0)
	}
	move := func(all []int64) (moved []int64) {
		for _, t := range all {
			moved = append(moved, t+ms)
		}
		return moved
	}
	return definition{
		saved("timeShift", text),
		func(f frame) frame { return frame{move(f.timestamps), move(f.overs), f.now + ms} },
		func(_ frame, shown, needed between, in inner) []column {
			var out []column
			for _, c := range in(between{shown.from - ms, shown.to - ms}, between{needed.from - ms, needed.to - ms}) {
				moved := column{c.metric, c.host, c.dc, map[int64]float64{}}
				for t, v := range c.values {
					moved.values[t+ms] = v
				}
				out = append(out, moved)
			}
			return out
		},
	}
}

// calendarShift shifts by days of the calendar: a bucket shows that of so many days before at the same time of the clock.
func (w *world) calendarShift(text string, sign int) definition {
	days, _ := strconv.Atoi(strings.Trim(text, "+-d"))
	days *= sign
	clock := func(t int64, days int) string {
		local := time.UnixMilli(t).In(w.calendar)
		return time.Date(local.Year(), local.Month(), local.Day()-days, local.Hour(), 0, 0, 0, time.UTC).Format(time.DateTime)
	}
	at := func(t int64, days int) (int64, bool) {
		for _, u := range w.frame.timestamps {
			if clock(u, 0) == clock(t, days) {
				return u, true
			}
		}
		return 0, false
	}
	edge := func(t int64, days int) int64 {
		local := time.UnixMilli(t).In(w.calendar)
		return local.AddDate(0, 0, -days).UnixMilli()
	}
	return definition{
		saved("timeShift", strings.TrimSuffix(text, "d")+"d"),
		func(f frame) frame { return frame{f.timestamps, f.overs, edge(f.now, -days)} },
		func(f frame, shown, needed between, in inner) []column {
			moved := func(b between) between { return between{edge(b.from, days), edge(b.to, days)} }
			return mapped(in(moved(shown), moved(needed)), needed, func(column) []int64 { return f.timestamps }, func(c column, t int64) float64 {
				if u, ok := at(t, days); ok {
					if v, has := c.values[u]; has {
						return v
					}
				}
				return math.NaN()
			})
		},
	}
}

// unit makes averages of two averages of up to eight values whole numbers, so that sums don't depend on their order.
const unit = 840 * 840

// store makes series that begin late, end early, have gaps and, now and then, infinities.
func (w *world) store(r *rand.Rand, times []int64) {
	for i := range 1 + r.IntN(7) {
		c := column{[]string{"a", "b"}[r.IntN(2)], "web" + strconv.Itoa(i), []string{"gra", "bhs"}[r.IntN(2)], map[int64]float64{}}
		begin, end, gaps := 0, len(times), r.Float64()
		if r.IntN(3) == 0 {
			begin = r.IntN(len(times))
		}
		if r.IntN(3) == 0 {
			end = begin + r.IntN(len(times)-begin+1)
		}
		infinities := r.IntN(4) == 0
		for _, t := range times[begin:end] {
			switch {
			case r.Float64() < gaps*gaps:
			case infinities && r.IntN(30) == 0:
				c.values[t] = math.Inf(1 - 2*r.IntN(2))
			default:
				c.values[t] = float64(r.IntN(14)-5) * unit
			}
		}
		w.stored = append(w.stored, c)
	}
}

// fixedWorld has buckets of a minute, whose timestamps are their starts or their ends.
func fixedWorld(r *rand.Rand, at dialects.BucketTimestamp) *world {
	w := &world{step: functions.Every(time.Minute, at), countable: true, lengths: map[string]func(int64) int64{}}
	for text, ms := range map[string]int64{"30s": 30_000, "1m": 60_000, "90s": 90_000, "3m": 180_000, "7min": 420_000} {
		w.lengths[text] = func(t int64) int64 { return t - ms }
	}
	for i := range int64(400) {
		begin := startMs + i*60_000
		timestamp := begin
		if at == dialects.AtEnd {
			timestamp += 60_000
		}
		w.frame.timestamps, w.frame.overs = append(w.frame.timestamps, timestamp), append(w.frame.overs, begin+60_000)
	}
	from := 180 + r.IntN(20)
	to := from + 1 + r.IntN(30)
	w.shown = functions.Range{FromMs: startMs + int64(from)*60_000, ToMs: startMs + int64(to)*60_000}
	w.timestamps = between{w.shown.FromMs, w.shown.ToMs}
	if at == dialects.AtEnd {
		w.timestamps = between{w.shown.FromMs + 1, w.shown.ToMs + 1}
	}
	w.frame.now = w.shown.FromMs + r.Int64N(3*(w.shown.ToMs-w.shown.FromMs))
	if r.IntN(2) == 0 { // at the very end of a bucket
		w.frame.now = w.frame.now / 60_000 * 60_000
	}
	w.store(r, w.frame.timestamps)
	return w
}

// rawWorld has points at any time.
func rawWorld(r *rand.Rand) *world {
	w := &world{step: functions.Raw(), lengths: map[string]func(int64) int64{}}
	for text, ms := range map[string]int64{"1s": 1000, "1m": 60_000, "10m": 600_000} {
		w.lengths[text] = func(t int64) int64 { return t - ms }
	}
	var times []int64
	for t := int64(startMs); len(times) < 400; t += 1 + r.Int64N(60_000) {
		times = append(times, t)
	}
	w.shown = functions.Range{FromMs: times[200] - r.Int64N(1000), ToMs: times[200+r.IntN(60)] + 1}
	w.timestamps = between{w.shown.FromMs, w.shown.ToMs}
	w.store(r, times)
	return w
}

// calendar is the step of a query's calendar intervals.
func calendar(count int64, unit string, zone *time.Location) functions.Step {
	interval := buckets.Interval{Count: count, Unit: unit}
	return functions.ByCalendar(functions.Calendar{Buckets: buckets.New(interval, zone), Count: count, Unit: unit, Zone: zone})
}

// localBuckets are hours or days of a zone.
type localBuckets struct{ isDay bool }

func (b localBuckets) Start(t time.Time) time.Time {
	if b.isDay {
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
	}
	return t.Truncate(time.Hour)
}

func (b localBuckets) Next(t time.Time) time.Time {
	if b.isDay {
		return time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, t.Location())
	}
	return t.Add(time.Hour)
}

// calendarWorld has hours or days of Paris around a change of clocks.
func calendarWorld(r *rand.Rand, isDay bool) *world {
	zone, _ := time.LoadLocation("Europe/Paris")
	month, date := time.March, 30
	if r.IntN(2) == 0 {
		month, date = time.October, 26
	}
	w := &world{calendar: zone, lengths: map[string]func(int64) int64{}}
	for days := range 4 {
		w.lengths[strconv.Itoa(days+1)+"d"] = func(t int64) int64 {
			at := time.UnixMilli(t).In(zone).AddDate(0, 0, -days-1)
			if before := at.Add(-time.Hour); before.Hour() == at.Hour() { // the first of two equal hours
				at = before
			}
			return at.UnixMilli()
		}
	}
	b := localBuckets{isDay}
	unit := map[bool]string{true: "d", false: "h"}[isDay]
	w.step = calendar(1, unit, zone)
	span := map[bool]int{true: 200, false: 14}[isDay]
	begin := time.Date(2025, month, date-span, 0, 0, 0, 0, zone)
	for t, end := begin, begin.AddDate(0, 0, 2*span); t.Before(end); t = b.Next(t) {
		w.frame.timestamps, w.frame.overs = append(w.frame.timestamps, t.UnixMilli()), append(w.frame.overs, b.Next(t).UnixMilli())
	}
	from := time.Date(2025, month, date-2+r.IntN(5), 0, 0, 0, 0, zone)
	to := from.AddDate(0, 0, 1+r.IntN(4))
	w.shown = functions.Range{FromMs: from.UnixMilli(), ToMs: to.UnixMilli()}
	w.timestamps = between{w.shown.FromMs, w.shown.ToMs}
	// At noon, which every day has once.
	w.frame.now = from.AddDate(0, 0, r.IntN(5)).Add(12 * time.Hour).UnixMilli()
	w.store(r, w.frame.timestamps)
	return w
}

func TestRandomChainsAgainstTheReference(t *testing.T) {
	worlds := map[string]func(*rand.Rand) *world{
		"buckets whose timestamps are starts": func(r *rand.Rand) *world { return fixedWorld(r, dialects.AtStart) },
		"buckets whose timestamps are ends":   func(r *rand.Rand) *world { return fixedWorld(r, dialects.AtEnd) },
		"raw points":                          rawWorld,
		"hours of the calendar":               func(r *rand.Rand) *world { return calendarWorld(r, false) },
		"days of the calendar":                func(r *rand.Rand) *world { return calendarWorld(r, true) },
	}
	for name, make := range worlds {
		t.Run(name, func(t *testing.T) {
			shown := 0
			for seed := range uint64(150) {
				r := rand.New(rand.NewPCG(seed, 14))
				w := make(r)
				var chain []definition
				for i, n := 0, 1+r.IntN(4); i < n; i++ {
					chain = append(chain, w.random(r, i == n-1))
				}
				shown += compare(t, w, chain, r.IntN(4) == 0, fmt.Sprintf("seed %d", seed))
			}
			require.Greater(t, shown, 250, "points that were compared")
		})
	}
}

// compare holds Apply against the reference, and counts the points.
func compare(t *testing.T, w *world, chain []definition, isZeroFilled bool, where string) (compared int) {
	t.Helper()
	var list []functions.Saved
	evaluate := inner(func(_, needed between) []column {
		all := mapped(w.stored, needed, own, func(c column, t int64) float64 { return c.values[t] })
		slices.SortFunc(all, func(a, b column) int { return strings.Compare(a.name(), b.name()) })
		return all
	})
	f, isRanked := w.frame, false
	for _, d := range chain {
		list = append(list, d.saved)
		in := evaluate
		f = d.moved(f)
		frame := f
		evaluate = func(shown, needed between) []column { return d.value(frame, shown, needed, in) }
		isRanked = isRanked || slices.Contains([]string{"highest", "lowest", "sortBy"}, d.saved.Name)
	}
	where = fmt.Sprintf("%s: %v", where, list)
	want := mapped(evaluate(w.timestamps, w.timestamps), w.timestamps, own, func(c column, t int64) float64 { return c.values[t] })
	fill := functions.LeaveGaps
	if isZeroFilled && f.timestamps != nil {
		fill = functions.FillZero
		want = mapped(want, w.timestamps, f.finished, func(c column, t int64) float64 {
			if v, has := c.values[t]; has || !f.isOver(t) {
				return map[bool]float64{true: v, false: math.NaN()}[has]
			}
			return 0
		})
	}
	if !isRanked {
		slices.SortFunc(want, func(a, b column) int { return strings.Compare(a.name(), b.name()) })
	}

	parsed, err := functions.Parse(list)
	require.NoError(t, err, where)
	needs := parsed.Needs(w.shown, w.step)
	result, err := parsed.Apply(context.Background(), w.fetch(needs.Fetch), functions.Input{
		Shown: w.shown, Step: w.step, NowMs: w.frame.now, HideUnfinished: true, Fill: fill,
		Names: func(series []opentsdb.Series) (names []string) {
			for _, s := range series {
				names = append(names, s.Metric+" "+s.Tags["host"])
			}
			return names
		},
	})
	require.NoError(t, err, where)
	require.Equal(t, isRanked, result.Ranked, where)
	var got, wanted []string
	for _, s := range result.Series {
		got = append(got, s.Metric+" "+s.Tags["host"]+" "+s.Tags["dc"])
	}
	for _, c := range want {
		wanted = append(wanted, c.name()+" "+c.dc)
	}
	require.Equal(t, wanted, got, where)
	for i, c := range want {
		times := own(c)
		require.Len(t, result.Series[i].Points, len(times), "%s: %s", where, c.name())
		for j, p := range result.Series[i].Points {
			require.Equal(t, times[j], p.TimeMs, where)
			if v := c.values[p.TimeMs]; v != p.Value {
				require.InEpsilon(t, v, p.Value, 1e-9, "%s: %s at %d", where, c.name(), p.TimeMs)
			}
			compared++
		}
	}
	return compared
}

// fetch is what a server gives for a range, in any order and with NaN for some of the gaps.
func (w *world) fetch(r functions.Range) (series []opentsdb.Series) {
	within := between{r.FromMs, r.ToMs}
	if isAtEnd := w.frame.timestamps != nil && w.frame.timestamps[0] == w.frame.overs[0]; isAtEnd {
		within = between{r.FromMs + 1, r.ToMs + 1}
	}
	for i := len(w.stored) - 1; i >= 0; i-- {
		c := w.stored[i]
		s := opentsdb.Series{Metric: c.metric, Tags: map[string]string{"host": c.host, "dc": c.dc}}
		times := own(c)
		if i%2 == 0 && w.frame.timestamps != nil {
			times = w.frame.timestamps
		}
		for _, t := range times {
			v, has := c.values[t]
			if !has {
				v = math.NaN()
			}
			if within.holds(t) {
				s.Points = append(s.Points, opentsdb.Point{TimeMs: t, Value: v})
			}
		}
		series = append(series, s)
	}
	return series
}
