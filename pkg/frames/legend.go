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
	metrics, keys := several(series), distinguishing(series)
	names := make([]string, len(series))
	times := make(map[string]int, len(series))
	for i, s := range series {
		var parts []string
		if metrics {
			parts = append(parts, s.Metric)
		}
		for _, key := range keys {
			if value, ok := s.Tags[key]; ok {
				parts = append(parts, value)
			}
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

// distinguishing are the tag keys, sorted, whose values tell the series of each metric apart: those that the query groups
// by and that differ, or, where these don't suffice, of all keys that differ the ones that no other replaces. Where a host
// has one data centre, the host says both.
func distinguishing(series []namedSeries) []string {
	if len(series) < 2 {
		return nil
	}
	values := map[string]int{} // of each key that differs, the number of its values
	for _, key := range tagKeys(series) {
		seen := map[string]struct{}{}
		for _, s := range series {
			value, has := s.Tags[key]
			seen[fmt.Sprint(has, value)] = struct{}{}
		}
		if len(seen) > 1 {
			values[key] = len(seen)
		}
	}
	var grouped []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if slices.ContainsFunc(series, func(s namedSeries) bool { return slices.Contains(s.meta.GroupBy, key) }) {
			grouped = append(grouped, key)
		}
	}
	if tellApart(series, grouped) {
		return grouped
	}
	keys := slices.Sorted(maps.Keys(values))
	if !tellApart(series, keys) {
		return keys
	}
	fewestFirst := slices.Clone(keys)
	slices.SortStableFunc(fewestFirst, func(a, b string) int { return values[a] - values[b] })
	for _, key := range fewestFirst {
		without := slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return k == key })
		if tellApart(series, without) {
			keys = without
		}
	}
	return keys
}

// tellApart says whether the values of the keys, with the metric, are different for all series.
func tellApart(series []namedSeries, keys []string) bool {
	seen := make(map[string]struct{}, len(series))
	var id strings.Builder
	for _, s := range series {
		id.Reset()
		id.WriteString(s.Metric)
		for _, key := range keys {
			value, has := s.Tags[key]
			fmt.Fprintf(&id, "\x00%t%s", has, value)
		}
		if _, twice := seen[id.String()]; twice {
			return false
		}
		seen[id.String()] = struct{}{}
	}
	return true
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
