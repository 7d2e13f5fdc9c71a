package functions

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// rank selects the highest or lowest series by a reducer over the range shown.
type rank struct {
	plain
	// highest selects the highest; otherwise the lowest are.
	highest bool
	count   int
	by      reducer
	// other adds a series with the sum of the rest.
	other bool
}

func readRank(highest bool) func(*arguments) function {
	return func(a *arguments) function {
		return rank{highest: highest, count: a.seriesCount(0), by: a.by(1, "avg"), other: a.word(2, "other", nil, nil)}
	}
}

func (f rank) check(name string, s Step) string {
	if f.other && s.isRaw() {
		return messages.FunctionRestNeedsInterval.Text(name)
	}
	return ""
}

func (f rank) apply(r *run, series []opentsdb.Series) ([]opentsdb.Series, error) {
	all := rated(r, series, f.by)
	sortRated(all, f.highest)
	selected, rest := all[:min(f.count, len(all))], all[min(f.count, len(all)):]
	if !f.other || len(rest) == 0 {
		return unrated(selected), nil
	}
	sum, err := sumOf(r, unrated(rest))
	if err != nil {
		return nil, err
	}
	other := otherOf(unrated(all), unrated(rest))
	other.Points = sum
	return append(unrated(selected), other), nil
}

// filterSeries selects the series whose value, by a reducer over the range shown, compares true with a number.
type filterSeries struct {
	plain
	by reducer
	op string
	x  float64
}

var comparisons = map[string]func(a, b float64) bool{
	">":  func(a, b float64) bool { return a > b },
	">=": func(a, b float64) bool { return a >= b },
	"<":  func(a, b float64) bool { return a < b },
	"<=": func(a, b float64) bool { return a <= b },
	"=":  func(a, b float64) bool { return a == b },
	"!=": func(a, b float64) bool { return a < b || a > b },
}

func readFilter(a *arguments) function {
	f := filterSeries{by: a.by(0, "")}
	if op, ok := a.required(1, messages.FunctionComparisonMissing); ok {
		f.op = op
		if _, known := comparisons[op]; !known {
			a.problem(1, messages.FunctionComparisonUnknown, clip(op))
		}
		a.keep(Text(op))
	}
	f.x = a.number(2)
	return f
}

func (f filterSeries) apply(r *run, series []opentsdb.Series) ([]opentsdb.Series, error) {
	compare := comparisons[f.op]
	all := rated(r, series, f.by)
	return unrated(slices.DeleteFunc(all, func(s ratedSeries) bool { return !compare(s.value, f.x) })), nil
}

// sortBy sorts the series by a reducer over the range shown.
type sortBy struct {
	plain
	by         reducer
	descending bool
}

func readSort(a *arguments) function {
	return sortBy{by: a.by(0, ""), descending: a.word(1, "desc", []string{"true"}, []string{"false", "asc"})}
}

func (f sortBy) apply(r *run, series []opentsdb.Series) ([]opentsdb.Series, error) {
	all := rated(r, series, f.by)
	sortRated(all, f.descending)
	return unrated(all), nil
}

// reducer reduces a series' numbers to one.
type reducer string

// reducers are the reducers by the names that they are read by.
var reducers = map[string]reducer{
	"max": "max", "avg": "avg", "min": "min", "sum": "sum", "last": "last",
	"average": "avg", "mean": "avg", "total": "sum", "current": "last",
}

// of returns the value of at least one number; NaN where it isn't a number, such as the sum of both infinities.
func (by reducer) of(points []opentsdb.Point) float64 {
	value := points[len(points)-1].Value
	switch by {
	case "max":
		for _, p := range points {
			value = max(value, p.Value)
		}
	case "min":
		for _, p := range points {
			value = min(value, p.Value)
		}
	case "sum", "avg":
		value = 0
		for _, p := range points {
			value += p.Value
		}
		if by == "avg" {
			value /= float64(len(points))
		}
	}
	return value
}

type ratedSeries struct {
	opentsdb.Series
	value float64
	// position is the series' index in the order of display names and labels, which decides between equal values.
	position int
}

// rated returns the series with numbers in the range shown, with their values, in the order of the series.
func rated(r *run, series []opentsdb.Series, by reducer) []ratedSeries {
	positions := map[string]int{}
	for i, s := range ordered(series, r.names) {
		positions[identity(s)] = i
	}
	all := make([]ratedSeries, 0, len(series))
	for _, s := range series {
		if points := cut(s.Points, r.in.shown); len(points) > 0 {
			all = append(all, ratedSeries{s, by.of(points), positions[identity(s)]})
		}
	}
	return all
}

func identity(s opentsdb.Series) string { return s.Metric + "\x00" + opentsdb.TagsKey(s.Tags) }

// sortRated sorts by value; NaN comes last.
func sortRated(all []ratedSeries, descending bool) {
	slices.SortStableFunc(all, func(a, b ratedSeries) int {
		if n := math.IsNaN(a.value); n != math.IsNaN(b.value) {
			return map[bool]int{true: 1, false: -1}[n]
		}
		byValue := cmp.Compare(a.value, b.value)
		if descending {
			byValue = -byValue
		}
		return cmp.Or(byValue, a.position-b.position)
	})
}

func unrated(all []ratedSeries) []opentsdb.Series {
	series := make([]opentsdb.Series, len(all))
	for i, one := range all {
		series[i] = one.Series
	}
	return series
}

// sumOf returns, for each timestamp, the sum of the series with a number there.
func sumOf(r *run, series []opentsdb.Series) ([]opentsdb.Point, error) {
	sums, err := sumAt(r, series)
	if err != nil {
		return nil, err
	}
	points := make([]opentsdb.Point, 0, len(sums))
	for ms, sum := range sums {
		points = gapless(points, ms, sum)
	}
	slices.SortFunc(points, func(a, b opentsdb.Point) int { return cmp.Compare(a.TimeMs, b.TimeMs) })
	return points, nil
}

func sumAt(r *run, series []opentsdb.Series) (map[int64]float64, error) {
	sums := map[int64]float64{}
	for _, s := range series {
		if err := r.ctx.Err(); err != nil {
			return nil, err
		}
		for _, p := range s.Points {
			sums[p.TimeMs] += p.Value
		}
	}
	return sums, nil
}

// otherOf returns the labels of the rest: tags that all of them share keep their values, the others are "other", or "(other)"
// if a series has those very tags.
func otherOf(all, rest []opentsdb.Series) opentsdb.Series {
	other := opentsdb.Series{Metric: rest[0].Metric, Tags: map[string]string{}, Index: rest[0].Index}
	for _, s := range rest {
		if s.Metric != other.Metric {
			other.Metric = "other"
		}
	}
	shared := maps.Clone(all[0].Tags)
	keys, aggregated := map[string]bool{}, map[string]bool{}
	for _, s := range all {
		for key := range s.Tags {
			keys[key] = true
		}
		for _, key := range s.AggregateTags {
			aggregated[key] = true
		}
		maps.DeleteFunc(shared, func(key, value string) bool {
			has, ok := s.Tags[key]
			return !ok || has != value
		})
	}
	var changed []string
	for key := range keys {
		if _, same := shared[key]; !same {
			changed = append(changed, key)
		}
		delete(aggregated, key)
	}
	if len(changed) == 0 {
		changed = []string{"series"}
	}
	other.AggregateTags = slices.Sorted(maps.Keys(aggregated))
	taken := map[string]bool{}
	for _, s := range all {
		taken[opentsdb.TagsKey(s.Tags)] = true
	}
	maps.Copy(other.Tags, shared)
	for name := "other"; ; name = "(" + name + ")" {
		for _, key := range changed {
			other.Tags[key] = name
		}
		if !taken[opentsdb.TagsKey(other.Tags)] {
			return other
		}
	}
}
