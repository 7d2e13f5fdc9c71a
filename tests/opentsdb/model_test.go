package opentsdb_test

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
)

// This file computes the result of a query from stored points, by OpenTSDB's documentation: select, group, downsample,
// fill, aggregate. It shares no code with the plugin.

// filter is one of a query's filters.
type filter struct {
	Type    string `json:"type"`
	TagK    string `json:"tagk"`
	Filter  string `json:"filter"`
	GroupBy bool   `json:"groupBy"`
}

// passes says whether a series with a value of the filter's key passes it.
func (f filter) passes(value string) bool {
	in := func(value, list string) bool { return slices.Contains(strings.Split(list, "|"), value) }
	switch f.Type {
	case "literal_or":
		return in(value, f.Filter)
	case "iliteral_or":
		return in(strings.ToLower(value), strings.ToLower(f.Filter))
	case "not_literal_or":
		return !in(value, f.Filter)
	case "not_iliteral_or":
		return !in(strings.ToLower(value), strings.ToLower(f.Filter))
	case "wildcard":
		return glob(f.Filter, value)
	case "iwildcard":
		return glob(strings.ToLower(f.Filter), strings.ToLower(value))
	default:
		return regexp.MustCompile(f.Filter).MatchString(value)
	}
}

// glob matches a text with a pattern in which * stands for any text.
func glob(pattern, text string) bool {
	head, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == text
	}
	if !strings.HasPrefix(text, head) {
		return false
	}
	for i := len(head); i <= len(text); i++ {
		if glob(rest, text[i:]) {
			return true
		}
	}
	return false
}

// chosen are the series that pass all filters.
func chosen(stored []series, filters []filter) []series {
	var out []series
	for _, s := range stored {
		if !slices.ContainsFunc(filters, func(f filter) bool { return !f.passes(s.tags[f.TagK]) }) {
			out = append(out, s)
		}
	}
	return out
}

// groups are the series that become one each, by the values of the keys that are grouped by.
func groups(stored []series, filters []filter, aggregator string) map[string][]series {
	out := map[string][]series{}
	for _, s := range stored {
		key := tagsText(s.tags)
		if aggregator != "none" {
			by := map[string]string{}
			for _, f := range filters {
				if f.GroupBy {
					by[f.TagK] = s.tags[f.TagK]
				}
			}
			key = tagsText(by)
		}
		out[key] = append(out[key], s)
	}
	return out
}

// shared are the tags that all series have with one value.
func shared(members []series) map[string]string {
	out := map[string]string{}
	for k, v := range members[0].tags {
		if !slices.ContainsFunc(members, func(s series) bool { return s.tags[k] != v }) {
			out[k] = v
		}
	}
	return out
}

// reduce makes one value of some, which are in the order of time or of series.
func reduce(aggregator string, values []float64) float64 {
	switch aggregator {
	case "sum", "zimsum":
		sum := 0.0
		for _, v := range values {
			sum += v
		}
		return sum
	case "avg":
		return reduce("sum", values) / float64(len(values))
	case "min", "mimmin":
		return slices.Min(values)
	case "max", "mimmax":
		return slices.Max(values)
	case "count":
		return float64(len(values))
	case "first":
		return values[0]
	case "last":
		return values[len(values)-1]
	case "dev":
		mean, squares := reduce("avg", values), 0.0
		for _, v := range values {
			squares += (v - mean) * (v - mean)
		}
		return math.Sqrt(squares / float64(len(values)))
	}
	panic("no such aggregator: " + aggregator)
}

// buckets are the buckets that have points, by their timestamp: those of [from, to], in steps from 1970.
func buckets(points []point, from, to time.Time, step time.Duration, downsampler string) map[int64]float64 {
	values := map[int64][]float64{}
	for _, p := range points {
		if p.ms >= from.UnixMilli() && p.ms <= to.UnixMilli() {
			timestamp := p.ms - p.ms%step.Milliseconds()
			values[timestamp] = append(values[timestamp], *p.value)
		}
	}
	out := map[int64]float64{}
	for timestamp, v := range values {
		out[timestamp] = reduce(downsampler, v)
	}
	return out
}

// downsampled is the result of a downsampled query whose empty buckets don't get a value by interpolation: with gaps they
// are left out, with nan and null a group's bucket that no series has is a gap, with zero every series has a value in
// every bucket. OpenTSDB reads whole hours: a series with points in the hours of a range belongs to its group even when it
// has none in the range itself. The points of these tests lie in one hour, so all of them belong.
func downsampled(stored []series, q randomQuery, from, to time.Time) []series {
	var out []series
	for _, members := range groups(chosen(stored, q.Filters), q.Filters, q.Aggregator) {
		var lines []map[int64]float64
		for _, s := range members {
			lines = append(lines, buckets(s.points, from, to, q.step, q.downsampler))
		}
		one := series{tags: shared(members)}
		step := q.step.Milliseconds()
		for timestamp := from.UnixMilli(); timestamp <= to.UnixMilli(); timestamp += step {
			var values []float64
			for _, line := range lines {
				if v, ok := line[timestamp]; ok {
					values = append(values, v)
				} else if q.fill == "zero" {
					values = append(values, 0)
				}
			}
			switch {
			case len(values) > 0 && q.Aggregator == "none":
				one.points = append(one.points, at(timestamp, values[0]))
			case len(values) > 0:
				one.points = append(one.points, at(timestamp, reduce(q.Aggregator, values)))
			case q.fill != "gaps":
				one.points = append(one.points, point{ms: timestamp})
			}
		}
		out = append(out, one)
	}
	return out
}

// rates are the changes per second from each point to the next.
func rates(points []point) []point {
	var out []point
	for i := 1; i < len(points); i++ {
		seconds := float64(points[i].ms-points[i-1].ms) / 1000
		out = append(out, at(points[i].ms, (*points[i].value-*points[i-1].value)/seconds))
	}
	return out
}

// sorted are points in order of time.
func sorted(points []point) []point {
	return slices.SortedFunc(slices.Values(points), func(a, b point) int { return cmp.Compare(a.ms, b.ms) })
}
