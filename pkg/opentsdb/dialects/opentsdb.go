package dialects

import (
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// OpenTSDB is OpenTSDB 2.2 to 2.4, as recorded in testdata/exchanges/opentsdb.ndjson.
var OpenTSDB = &Dialect{
	ID:    "opentsdb",
	Title: "OpenTSDB",
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
	LastUnit:        time.Millisecond,
	Calendar:        true,
	CounterOptions:  true,
	RawAggregates:   true,
	Annotations:     true,
	Percentiles:     true,
	Rollups:         true,
	Version:         true,
	GapFill:         openTSDBGapFill,
	CheckText:       checkControls,
	CheckMetric:     checkControls,
	Select:          func(filters []opentsdb.Filter) ([]opentsdb.Filter, error) { return filters, nil },
}

// openTSDBGapFill: with nan every bucket of the range is there, and the aggregators pass over NaN
// (http://opentsdb.net/docs/build/html/user_guide/query/downsampling.html#fill-policies). Without it a series counts with
// its last rate, or a value between its points, where it has no point (AggregationIterator.nextDoubleValue). Four aggregators
// don't pass over NaN, and lose the buckets in which one series has none (Aggregators.First, Last, Diff and Multiply): each
// series' buckets are asked for instead, and aggregated here.
func openTSDBGapFill(aggregator string, rate bool) (GapFill, bool) {
	switch aggregator {
	case "none":
		if rate {
			return GapFill{Aggregator: "none", FillPolicy: "none"}, true // a rate from NaN would be NaN, and nothing is aggregated
		}
	case "first", "last", "diff", "mult":
		return GapFill{Aggregator: "none", FillPolicy: "nan"}, true
	}
	return GapFill{Aggregator: aggregator, FillPolicy: "nan"}, true
}
