package dialects

import (
	"regexp"
	"strings"
	"time"
)

// OVH is the gateway of OVH Metrics, as recorded in testdata/exchanges/ovh-gateway.ndjson and ovh-gateway-gaps.ndjson. It
// translates each query into a script of the store behind it.
var OVH = &Dialect{
	ID:    "ovh",
	Title: "OVH Metrics",
	Aggregators: []string{
		"avg", "sum", "min", "max", "count", "dev", "none", "zimsum", "mimmin", "mimmax",
		"p50", "p75", "p90", "p95", "p99", "p999",
	},
	Downsamplers: []string{
		"avg", "sum", "min", "max", "count", "dev", "first", "last", "zimsum", "mimmin", "mimmax",
		"p50", "p75", "p90", "p95", "p99", "p999",
	},
	ListsComplete: true,
	FilterTypes: []Ability{
		{Name: "literal_or", Support: Native},
		{Name: "iliteral_or", Support: Rewritten, Note: "Sent as an equal regexp"},
		{Name: "not_literal_or", Support: Rewritten, Note: "Sent as an equal regexp"},
		{Name: "not_iliteral_or", Support: Rewritten, Note: "Sent as an equal regexp"},
		{Name: "wildcard", Support: Native},
		{Name: "iwildcard", Support: Rewritten, Note: "Sent as an equal regexp"},
		{Name: "regexp", Support: Rewritten, Note: "OVH would match whole values only; it is sent so that it matches anywhere in the value, as documented"},
		{Name: "not_key", Support: Refused, Note: "OVH Metrics has no way to ask for series without a tag key"},
	},
	FillPolicies: []Ability{
		{Name: "gaps", Support: Rewritten, Note: "Nothing is invented: a bucket without a point is a gap, and aggregates are those of the series that have one"},
		{Name: "none", Support: Native, Note: "OVH would extend each series to both ends of the time range and interpolate: a series that ended looks alive"},
		{Name: "nan", Support: Native, Note: "OVH would drop every bucket in which one of the series has a gap"},
		{Name: "null", Support: Rewritten, Note: "OVH Metrics doesn't have it; the same as leaving gaps"},
		{Name: "zero", Support: Native, Note: "Empty buckets are 0, for series that ended too"},
	},
	Resolution:      time.Second,
	BucketTimestamp: AtEnd,
	MaxPointsRead:   20_000_000,
	LastUnit:        time.Second,
	WholeRange:      true,
	ExplicitTags:    true,
	QueryIndex:      true,
	InfixSuggest:    true,
	FillsGaps:       true,
	LeaveGaps:       ovhLeaveGaps,
	CheckText:       checkControls,
	EscapeText:      escapeScriptText,
	EscapeMetric:    escapeScriptMetric,
	LookupTakes:     regexp.MustCompile(`^[-a-zA-Z0-9_./]+$`).MatchString, // exchange lookup_get_star_metric
	Select:          selectByRegexp,
}

// ovhLeaveGaps requests aggregates by the aggregators zimsum, mimmin, mimmax and count: for all others, the gateway
// interpolates and extends every series with the fill policy none, and with nan loses a bucket in which one series has no
// point. The average is a bucket's zimsum divided by its count.
func ovhLeaveGaps(aggregator string, rate bool) (GapAggregate, bool) {
	if rate {
		return GapAggregate{}, false // the gateway computes the rate after the aggregation, so a series that ends would show as a drop
	}
	switch aggregator {
	case "sum", "zimsum":
		return GapAggregate{Aggregator: "zimsum", FillPolicy: "none"}, true
	case "min", "mimmin":
		return GapAggregate{Aggregator: "mimmin", FillPolicy: "none"}, true
	case "max", "mimmax":
		return GapAggregate{Aggregator: "mimmax", FillPolicy: "none"}, true
	case "count":
		return GapAggregate{Aggregator: "count", FillPolicy: "none"}, true
	case "avg":
		return GapAggregate{Aggregator: "zimsum", Divisor: "count", FillPolicy: "none"}, true
	default:
		return GapAggregate{}, false
	}
}

// scriptText escapes what would end a string of the store's script, or be decoded in it: the store decodes %XX in strings, once
// (WarpURLDecoder; exchange query_quote_injection).
var scriptText = strings.NewReplacer("%", "%25", "'", "%27")

func escapeScriptText(text string) string { return scriptText.Replace(text) }

// escapeScriptMetric also marks a metric's name that begins with ~ or = as exact, by a leading =
// (StandaloneDirectoryClient.find): the store reads a leading ~ as that of a pattern (query_metric_regexp_prefix).
func escapeScriptMetric(metric string) string {
	if strings.HasPrefix(metric, "~") || strings.HasPrefix(metric, "=") {
		metric = "=" + metric
	}
	return escapeScriptText(metric)
}
