package dialects

import (
	"slices"
	"time"
)

// OpenTSDB is OpenTSDB 2.4, as recorded in testdata/exchanges/opentsdb.ndjson.
var OpenTSDB = &Dialect{
	ID:    "opentsdb",
	Title: "OpenTSDB 2.4",
	Aggregators: []string{
		"avg", "sum", "min", "max", "count", "dev", "none", "zimsum", "mimmin", "mimmax", "first", "last", "median",
		"diff", "mult", "pfsum", "squareSum",
		"p50", "p75", "p90", "p95", "p99", "p999",
		"ep50r3", "ep75r3", "ep90r3", "ep95r3", "ep99r3", "ep999r3",
		"ep50r7", "ep75r7", "ep90r7", "ep95r7", "ep99r7", "ep999r7",
	},
	Downsamplers: []string{
		"avg", "sum", "min", "max", "count", "dev", "first", "last", "median", "zimsum", "mimmin", "mimmax",
		"diff", "mult", "pfsum", "squareSum",
		"p50", "p75", "p90", "p95", "p99", "p999",
		"ep50r3", "ep75r3", "ep90r3", "ep95r3", "ep99r3", "ep999r3",
		"ep50r7", "ep75r7", "ep90r7", "ep95r7", "ep99r7", "ep999r7",
	},
	FilterTypes: []Ability{
		{Name: "literal_or", Support: Native},
		{Name: "iliteral_or", Support: Native},
		{Name: "not_literal_or", Support: Native},
		{Name: "not_iliteral_or", Support: Native},
		{Name: "wildcard", Support: Native},
		{Name: "iwildcard", Support: Native},
		{Name: "regexp", Support: Native},
		{Name: "not_key", Support: Native, Note: "OpenTSDB 2.4.1 doesn't know this filter and refuses the query"},
	},
	FillPolicies: []Ability{
		{Name: "gaps", Support: Rewritten, Note: "Sent as nan: a bucket without a point is a gap, and aggregates are those of the series that have one"},
		{Name: "none", Support: Native, Note: "Empty buckets are left out; aggregates interpolate across them"},
		{Name: "nan", Support: Native, Note: "Empty buckets are NaN, shown as gaps"},
		{Name: "null", Support: Native, Note: "Empty buckets are null, shown as gaps"},
		{Name: "zero", Support: Native, Note: "Empty buckets are 0"},
	},
	Resolution:      time.Millisecond,
	BucketTimestamp: AtStart,
	RowLength:       time.Hour,
	LastUnit:        time.Millisecond,
	Calendar:        true,
	WholeRange:      true,
	ExplicitTags:    true,
	QueryIndex:      true,
	CounterOptions:  true,
	RawAggregates:   true,
	Annotations:     true,
	Percentiles:     true,
	Rollups:         true,
	Version:         true,
	LeaveGaps:       openTSDBLeaveGaps,
	SeriesIDs:       true,
	CheckText:       checkControls,
	Select:          selectNatively,
}

// since24 and since23 are the aggregators that came with those versions
// (exchanges v-agg-…, v-ds-… in testdata/exchanges/opentsdb-2.2.ndjson and opentsdb-2.3.ndjson).
var (
	since24 = []string{"pfsum", "diff", "median", "squareSum"}
	since23 = []string{"none", "first", "last", "mult"}
)

// OpenTSDB23 is OpenTSDB 2.3: it has no percentiles of histograms, and ignores the field.
var OpenTSDB23 = older(OpenTSDB, "OpenTSDB 2.3", since24, func(d *Dialect) {
	d.Percentiles = false
})

// OpenTSDB22 is OpenTSDB 2.2: it refuses calendar intervals and 0all, and ignores explicitTags.
var OpenTSDB22 = older(OpenTSDB23, "OpenTSDB 2.2", since23, func(d *Dialect) {
	d.Calendar, d.WholeRange, d.ExplicitTags, d.QueryIndex = false, false, false, false
})

// OpenTSDBUnknown is an OpenTSDB that doesn't say which version it is.
var OpenTSDBUnknown = older(OpenTSDB22, "OpenTSDB of unknown version", nil, func(*Dialect) {})

// older returns a version without some aggregators and abilities of the next one.
func older(newer *Dialect, title string, lacks []string, change func(*Dialect)) *Dialect {
	d := *newer
	d.Title = title
	d.Lacks = slices.Concat(newer.Lacks, lacks)
	has := func(names []string) []string {
		return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(lacks, name) })
	}
	d.Aggregators, d.Downsamplers = has(newer.Aggregators), has(newer.Downsamplers)
	change(&d)
	return &d
}

// OpenTSDBVersion derives the version from the aggregators that a server lists: /api/version often names none (exchange
// v-version).
func OpenTSDBVersion(aggregators []string) *Dialect {
	switch {
	case slices.Contains(aggregators, "pfsum"):
		return OpenTSDB
	case slices.Contains(aggregators, "none"):
		return OpenTSDB23
	default:
		return OpenTSDB22
	}
}

// openTSDBLeaveGaps requests aggregates by the fill policy nan: the response has every bucket of the range, and aggregators
// skip NaN (http://opentsdb.net/docs/build/html/user_guide/query/downsampling.html#fill-policies). Without nan, a series counts
// where it has no point, with its last rate or an interpolated value (AggregationIterator.nextDoubleValue). Four aggregators
// don't skip NaN, and lose the buckets in which one series has no point (Aggregators.First, Last, Diff and Multiply); for those
// the plugin requests each series' buckets, and aggregates them itself.
func openTSDBLeaveGaps(aggregator string, rate bool) (GapAggregate, bool) {
	switch aggregator {
	case "none":
		if rate {
			return GapAggregate{Aggregator: "none", FillPolicy: "none"}, true // the rate after a NaN would be NaN, and there are no other series to interpolate for
		}
	case "first", "last", "diff", "mult":
		return GapAggregate{Aggregator: "none", FillPolicy: "nan"}, true
	}
	return GapAggregate{Aggregator: aggregator, FillPolicy: "nan"}, true
}
