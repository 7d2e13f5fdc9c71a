package executor

import (
	"maps"
	"slices"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// joinSlices joins the series of slices, which are in the order of time. A group's labels are the tags that all its series in the
// range share, so they are the labels that the group has in all slices. Its AggregateTags may differ from those of a full fetch:
// of the keys that not all series have, OpenTSDB leaves out some, depending on the order in which it reads them.
func joinSlices(plan query.Plan, parts []part) []opentsdb.Series {
	by := groupedBy(plan)
	groups := map[string]int{}
	var joined []opentsdb.Series
	var sizes []int
	for n := range parts {
		for i, s := range parts[n].series {
			s.Points = ownPoints(plan, parts[n].slice, s.Points)
			parts[n].series[i].Points = s.Points
			key := groupKey(s, by)
			at, known := groups[key]
			if !known {
				at = len(joined)
				groups[key] = at
				joined, sizes = append(joined, s), append(sizes, 0)
			} else if by != nil {
				joined[at].Tags, joined[at].AggregateTags = sharedLabels(joined[at], s)
				joined[at].TSUIDs = union(joined[at].TSUIDs, s.TSUIDs)
			}
			sizes[at] += len(s.Points)
		}
	}
	for at := range joined {
		joined[at].Points = make([]opentsdb.Point, 0, sizes[at])
	}
	for _, p := range parts {
		for _, s := range p.series {
			into := &joined[groups[groupKey(s, by)]]
			into.Points = append(into.Points, s.Points...)
		}
	}
	return slices.DeleteFunc(joined, func(s opentsdb.Series) bool { return len(s.Points) == 0 })
}

// ownPoints returns the points of a slice's own buckets, without those of its neighbours'.
func ownPoints(plan query.Plan, s query.Slice, points []opentsdb.Point) []opentsdb.Point {
	for len(points) > 0 && !plan.Holds(s, points[0].TimeMs) {
		points = points[1:]
	}
	for len(points) > 0 && !plan.Holds(s, points[len(points)-1].TimeMs) {
		points = points[:len(points)-1]
	}
	return points
}

// sharedLabels returns the tags that two parts of a group share, and the keys that were aggregated away in one of them or differ
// between them.
func sharedLabels(a, b opentsdb.Series) (tags map[string]string, aggregated []string) {
	if sameLabels(a, b) {
		return a.Tags, a.AggregateTags
	}
	tags = map[string]string{}
	keys := map[string]bool{}
	for _, key := range slices.Concat(a.AggregateTags, b.AggregateTags) {
		keys[key] = true
	}
	for key, value := range a.Tags {
		if other, has := b.Tags[key]; has && other == value {
			tags[key] = value
		} else if has {
			keys[key] = true
		}
	}
	return tags, slices.Sorted(maps.Keys(keys))
}

// union returns the identifiers of both lists, a's first.
func union(a, b []string) []string {
	known := make(map[string]bool, len(a))
	for _, id := range a {
		known[id] = true
	}
	for _, id := range b {
		if !known[id] {
			a = append(a[:len(a):len(a)], id)
		}
	}
	return a
}
