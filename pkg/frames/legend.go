package frames

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// Legend says how series without an alias are named, as saved queries write it.
type Legend string

// The legends.
const (
	LegendAuto    Legend = "auto"    // by what differs among the series of the result
	LegendVerbose Legend = "verbose" // by the metric and all labels, as Grafana writes them
)

// Names returns the names that the user sees, by which series of one result are sorted.
func Names(series []opentsdb.Series, meta Meta) []string {
	names := make([]string, len(series))
	all, _ := named([]Result{{Series: series, Meta: meta}})
	for i, s := range all {
		names[i] = s.sorted
	}
	return names
}

// ordered returns the named series of all results, in the order of frames.
func ordered(results []Result) ([]namedSeries, metas) {
	all, said := named(results)
	if !said.first().Ranked {
		slices.SortStableFunc(all, byName)
	}
	return all, said
}

// named returns the series of all results with their names.
func named(results []Result) ([]namedSeries, metas) {
	said := make(metas, len(results))
	count := 0
	for i, r := range results {
		said[i] = r.Meta
		count += len(r.Series)
	}
	all := make([]namedSeries, 0, count)
	for i := range results {
		for _, s := range results[i].Series {
			all = append(all, namedSeries{Series: s, meta: &said[i], key: s.Metric + "\x00" + opentsdb.TagsKey(s.Tags)})
		}
	}
	auto := autoNames(all)
	for i := range all {
		s := &all[i]
		suffix := ""
		if s.meta.Shift != "" {
			suffix = " (" + s.meta.Shift + ")"
		}
		switch {
		case s.meta.Alias != "":
			s.display = Name(*s.meta, s.Series)
			s.sorted = s.display
		case s.meta.Legend == LegendAuto:
			s.display = auto(i) + suffix
			s.sorted = s.display
		default:
			s.sorted = verboseName(s.Series) + suffix
			if suffix != "" {
				s.display = s.sorted
			}
		}
	}
	return all, said
}

// verboseName returns the metric and all labels, as Grafana writes them.
func verboseName(s opentsdb.Series) string {
	if len(s.Tags) == 0 {
		return s.Metric
	}
	var labels []string
	for _, key := range slices.Sorted(maps.Keys(s.Tags)) {
		labels = append(labels, fmt.Sprintf("%s=%q", key, s.Tags[key]))
	}
	return s.Metric + " {" + strings.Join(labels, ", ") + "}"
}

// autoNames names series by what differs among them: the metric, then values of tags, in the order of their keys. A single series
// has its metric's name. If names are equal nevertheless, as some series lack tags, those are verbose.
func autoNames(series []namedSeries) func(i int) string {
	if !slices.ContainsFunc(series, func(s namedSeries) bool { return s.meta.Alias == "" && s.meta.Legend == LegendAuto }) {
		return func(int) string { return "" }
	}
	metrics, keys := several(series), setOf(distinguishing(series))
	names := make([]string, len(series))
	times := make(map[string]int, len(series))
	for i, s := range series {
		var parts []string
		if metrics {
			parts = append(parts, s.Metric)
		}
		for _, key := range keysAmong(s, keys) {
			parts = append(parts, s.Tags[key])
		}
		if len(parts) == 0 {
			parts = append(parts, s.Metric)
		}
		names[i] = strings.Join(parts, ", ")
		times[names[i]]++
	}
	return func(i int) string {
		if times[names[i]] > 1 {
			return verboseName(series[i].Series)
		}
		return names[i]
	}
}

// maxMinimized bounds the keys among which distinguishing looks for unnecessary ones.
const maxMinimized = 20

// distinguishing returns the tag keys, sorted, whose values distinguish the series of each metric. These are the keys that the
// query groups by and that differ. If they don't suffice, they are all keys that differ, without those that others make
// unnecessary, up to maxMinimized: where each host has one data centre, the host suffices.
func distinguishing(series []namedSeries) []string {
	if len(series) < 2 {
		return nil
	}
	numbers := numbersOfValues(series)
	groupBy := map[string]bool{}
	for _, s := range series {
		for _, key := range s.meta.GroupBy {
			groupBy[key] = true
		}
	}
	var grouped []string
	keys := slices.Sorted(maps.Keys(numbers))
	for _, key := range keys {
		if groupBy[key] {
			grouped = append(grouped, key)
		}
	}
	if tellApart(series, grouped) {
		return grouped
	}
	if !tellApart(series, keys) || len(keys) > maxMinimized {
		return keys
	}
	fewestFirst := slices.Clone(keys)
	slices.SortStableFunc(fewestFirst, func(a, b string) int { return numbers[a] - numbers[b] })
	for _, key := range fewestFirst {
		without := slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return k == key })
		if tellApart(series, without) {
			keys = without
		}
	}
	return keys
}

// numbersOfValues returns how many values each tag key has that differs among series; a missing tag counts as a value.
func numbersOfValues(series []namedSeries) map[string]int {
	values, having := map[string]map[string]bool{}, map[string]int{}
	for _, s := range series {
		for key, value := range s.Tags {
			if values[key] == nil {
				values[key] = map[string]bool{}
			}
			values[key][value] = true
			having[key]++
		}
	}
	numbers := map[string]int{}
	for key, distinct := range values {
		n := len(distinct)
		if having[key] < len(series) {
			n++
		}
		if n > 1 {
			numbers[key] = n
		}
	}
	return numbers
}

// tellApart says whether the values of the keys, with the metric, are different for all series.
func tellApart(series []namedSeries, keys []string) bool {
	among := setOf(keys)
	seen := make(map[string]struct{}, len(series))
	var id strings.Builder
	for _, s := range series {
		id.Reset()
		id.WriteString(s.Metric)
		for _, key := range keysAmong(s, among) {
			id.WriteString("\x00" + key + "\x00" + s.Tags[key])
		}
		if _, twice := seen[id.String()]; twice {
			return false
		}
		seen[id.String()] = struct{}{}
	}
	return true
}

// keysAmong returns a series' tag keys that are in a set, sorted.
func keysAmong(s namedSeries, set map[string]bool) []string {
	keys := make([]string, 0, len(s.Tags))
	for key := range s.Tags {
		if set[key] {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

func setOf(keys []string) map[string]bool {
	set := make(map[string]bool, len(keys))
	for _, key := range keys {
		set[key] = true
	}
	return set
}

// tagKeys returns the tag keys of all series, sorted.
func tagKeys(series []namedSeries) []string {
	keys := map[string]struct{}{}
	for _, s := range series {
		for key := range s.Tags {
			keys[key] = struct{}{}
		}
	}
	return slices.Sorted(maps.Keys(keys))
}
