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
	LegendAuto    Legend = "auto"    // by what tells a series apart from the others of the result
	LegendVerbose Legend = "verbose" // by the metric and all labels, as Grafana writes them
)

// Names are the names by which series of one result are ordered: what a user reads.
func Names(series []opentsdb.Series, meta Meta) []string {
	names := make([]string, len(series))
	all, _ := named([]Result{{Series: series, Meta: meta}})
	for i, s := range all {
		names[i] = s.sorted
	}
	return names
}

// ordered gives the series of all results their names, and puts them in their order.
func ordered(results []Result) ([]namedSeries, metas) {
	all, said := named(results)
	if !said.first().Ranked {
		slices.SortStableFunc(all, byName)
	}
	return all, said
}

// named gives the series of all results their names.
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

// verboseName is the metric and all labels, as Grafana writes them.
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

// autoNames names each of several series by what tells it apart from the others: its metric where it differs, then the
// values of the tags that differ, in the order of their keys. A single series has its metric's name. Names that are equal
// nevertheless, since tags lack here and there, are verbose.
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

// maxMinimized is of how many keys the ones are looked for that no other replaces.
const maxMinimized = 20

// distinguishing are the tag keys, sorted, whose values tell the series of each metric apart: those that the query groups
// by and that differ, or, where these don't suffice, of all keys that differ the ones that no other replaces, as long as there
// aren't too many. Where a host has one data centre, the host says both.
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

// numbersOfValues are, of each tag key that differs among series, how many values it has; none is one, too.
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

// keysAmong are a series' tag keys that are in a set, sorted. A metric may have as many keys as series.
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

// tagKeys are the tag keys of all series, sorted.
func tagKeys(series []namedSeries) []string {
	keys := map[string]struct{}{}
	for _, s := range series {
		for key := range s.Tags {
			keys[key] = struct{}{}
		}
	}
	return slices.Sorted(maps.Keys(keys))
}
