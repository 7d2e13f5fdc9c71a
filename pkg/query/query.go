package query

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/functions"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/filters"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query/buckets"
)

// Type says what a query asks the server for.
type Type string

// The query types that a saved query may name.
const (
	TimeSeries Type = "timeseries"
	Last       Type = "last"
	SeriesList Type = "series"
	// Annotations asks for the notes that the server stores with a metric's series, or with none (Global).
	Annotations Type = "annotations"
)

// Fill policies. FillGaps is the plugin's own: an empty bucket is a gap, on any server.
const (
	FillGaps = "gaps"
	FillNone = "none"
)

// Query is a saved query with every default resolved, not yet bound to a server or a time range.
type Query struct {
	Type       Type
	Metric     string
	Aggregator string
	// Alias is the template of display names; empty: none.
	Alias string
	// Downsample is nil when points are left as they are.
	Downsample *Downsample
	// Filters holds the saved filters, those of the older tags map, and a dashboard's ad-hoc filters.
	Filters      []opentsdb.Filter
	ExplicitTags bool
	Rate         bool
	RateOptions  *opentsdb.RateOptions
	Percentiles  []float64
	RollupUsage  string
	// Global includes annotations without a series.
	Global bool
	// ShowUnfinished keeps buckets that aren't over yet.
	ShowUnfinished bool
	// Legend names the series where there is no alias; empty: verbose.
	Legend string
	// Format is how the frames are laid out; empty: time series.
	Format string
	// Functions are applied to the series; only time series queries have them.
	Functions functions.Chain
	// GroupByKeys are the tag keys that a dashboard groups by, beside the query's own.
	GroupByKeys []string
	// own are the filters before GroupByKeys were applied.
	own []opentsdb.Filter
	// MaxAge is how old a cached response may be for a panel; 0: the cache's own rule.
	MaxAge time.Duration
}

// Downsample says how points become buckets.
type Downsample struct {
	// Interval is zero for Auto until NewPlan resolves it.
	Interval   Interval
	Auto       bool
	Aggregator string
	FillPolicy string
	// Calendar buckets begin at midnight, on the first of the month … in Timezone.
	Calendar bool
	Timezone *time.Location
	// exact says that the plugin computes the buckets, without OpenTSDB's errors at changes of the clocks.
	exact bool
	// fixed says that the query asks for calendar buckets, but all of them have one length in the range.
	fixed bool
}

// Parse reads a saved query. The error names every field that can't be used.
func Parse(body []byte) (Query, error) {
	s, err := readSaved(body)
	if err != nil {
		return Query{}, err
	}
	q := Query{
		Type:         Type(strings.TrimSpace(s.text("queryType"))),
		Metric:       strings.TrimSpace(s.text("metric")),
		Aggregator:   orDefault(s.text("aggregator"), "avg"),
		Alias:        strings.TrimSpace(s.text("alias")),
		ExplicitTags: s.flag("explicitTags"),
		Percentiles:  s.numbers("percentiles"),
		RollupUsage:  s.text("rollupUsage"),
		Global:       s.flag("isGlobal"),
		Legend:       s.choice("legend", "", "verbose", "auto"),
		Format:       s.choice("format", "", "timeseries", "wide", "table"),
	}
	q.ShowUnfinished = s.choice("unfinishedInterval", "hide", "hide", "show") == "show"
	switch q.Type {
	case "", "randomWalk": // the latter is Grafana's name for "none chosen"
		q.Type = TimeSeries
	case TimeSeries, Last, SeriesList, Annotations:
	default: // another data source's, which the built-in never looked at
		q.Type = TimeSeries
	}
	if q.Metric == "" {
		s.note(messages.MetricMissing)
	}
	q.Downsample = parseDownsample(s)
	q.Filters = parseFilters(s)
	q.groupBy(s.textList("groupByKeys"))
	q.MaxAge = parseMaxAge(s)
	q.Rate, q.RateOptions = parseRate(s)
	if q.Type == TimeSeries {
		q.Functions = parseFunctions(s)
	}
	for _, alias := range []string{q.Alias, q.Functions.Alias} {
		if n := utf8.RuneCountInString(alias); n > maxAlias {
			s.note(messages.AliasTooLong, n, maxAlias)
		}
	}
	q.check(s)
	if err := s.err(); err != nil {
		return Query{}, err
	}
	return q, nil
}

// maxAlias bounds the characters of an alias, of which each series gets a name.
const maxAlias = 2000

// maxGroupByKeys bounds the keys that a dashboard groups by.
const maxGroupByKeys = 100

// groupBy adds a dashboard's keys: a filter on a key stays and is grouped by. With explicit tags a key without a filter isn't
// added, since no series would be left.
func (q *Query) groupBy(keys []string) {
	if len(keys) > 0 {
		q.own, q.Filters = q.Filters, slices.Clone(q.Filters)
	}
	for _, key := range keys[:min(len(keys), maxGroupByKeys)] {
		key = strings.TrimSpace(key)
		if key == "" || slices.Contains(q.GroupByKeys, key) || q.Type != TimeSeries {
			continue
		}
		grouped := false
		for i := range q.Filters {
			if q.Filters[i].TagKey == key {
				q.Filters[i].GroupBy, grouped = true, true
			}
		}
		if !grouped && !q.ExplicitTags {
			q.Filters = append(q.Filters, opentsdb.Filter{Type: "wildcard", TagKey: key, Filter: "*", GroupBy: true})
			grouped = true
		}
		if grouped {
			q.GroupByKeys = append(q.GroupByKeys, key)
		}
	}
}

// WithoutGroupBy returns the query without some of the dashboard's keys. Its own filters stay.
func (q Query) WithoutGroupBy(keys []string) Query {
	left := slices.DeleteFunc(slices.Clone(q.GroupByKeys), func(key string) bool { return slices.Contains(keys, key) })
	q.Filters, q.GroupByKeys = slices.Clone(q.own), nil
	q.groupBy(left)
	return q
}

// GroupedBy returns the tag keys that the query groups by, in the filters' order; empty where nothing is aggregated.
func (q Query) GroupedBy() []string {
	var keys []string
	for _, f := range q.Filters {
		if f.GroupBy && q.Aggregator != "none" && !slices.Contains(keys, f.TagKey) {
			keys = append(keys, f.TagKey)
		}
	}
	return keys
}

// filterField is the name of a filter in error messages.
func filterField(key string) string { return fmt.Sprintf("Filter on tag %q", clip(key)) }

// maxMetrics bounds the metrics of one query.
const maxMetrics = 100

// EachMetric splits a query whose metric is several names joined by |, as a variable with several values writes them, into one
// query per metric. OpenTSDB allows no | in a name.
func (q Query) EachMetric() ([]Query, error) {
	var each []Query
	for name := range strings.SplitSeq(q.Metric, "|") {
		name = strings.TrimSpace(name)
		if name == "" || slices.ContainsFunc(each, func(one Query) bool { return one.Metric == name }) {
			continue
		}
		one := q
		one.Metric = name
		each = append(each, one)
	}
	if len(each) == 0 {
		return nil, invalid(messages.MetricMissing)
	}
	if len(each) > maxMetrics {
		return nil, invalid(messages.TooManyMetrics, len(each), maxMetrics)
	}
	return each, nil
}

func orDefault(text, byDefault string) string {
	if text = strings.TrimSpace(text); text == "" {
		return byDefault
	}
	return text
}

// autoIntervals are the texts that mean Grafana's own interval.
var autoIntervals = []string{"", "auto", "$__interval", "${__interval}", "[[__interval]]"}

func parseDownsample(s saved) *Downsample {
	if s.flag("disableDownsampling") {
		return nil
	}
	d := &Downsample{
		Aggregator: orDefault(s.text("downsampleAggregator"), "avg"),
		FillPolicy: orDefault(s.text("downsampleFillPolicy"), FillNone),
		Calendar:   s.flag("useCalendar"),
	}
	if text := strings.TrimSpace(s.text("downsampleInterval")); slices.Contains(autoIntervals, text) {
		d.Auto = true
	} else {
		interval, calendar, err := buckets.ParseInterval(clip(text))
		if err != nil {
			s.noteError(err)
		}
		d.Interval = interval
		d.Calendar = d.Calendar || calendar
	}
	if d.Calendar {
		zone, err := time.LoadLocation(orDefault(s.text("timezone"), "UTC"))
		if err != nil || zone == time.Local {
			s.note(messages.TimeZoneUnknown, clip(s.text("timezone")))
			zone = time.UTC
		}
		d.Timezone = zone
	}
	return d
}

func parseFilters(s saved) []opentsdb.Filter {
	var all []opentsdb.Filter
	for _, f := range s.list("filters") {
		filter := opentsdb.Filter{
			Type:    strings.TrimSpace(f.text("type")),
			TagKey:  strings.TrimSpace(f.text("tagk")),
			Filter:  f.text("filter"),
			GroupBy: f.flag("groupBy"),
		}
		if filter.TagKey == "" && filter.Filter == "" {
			continue // a row that was added and never filled in
		}
		if filter.Type == "" {
			filter.Type = filters.ILiteralOr // what the built-in editor shows for it
		}
		all = append(all, filter)
	}
	all = append(all, filters.FromTags(s.texts("tags"))...)
	for _, a := range s.list("adhocFilters") {
		filter, err := adhocFilter(a.text("key"), a.text("operator"), a.text("value"), a.textList("values"))
		if err != nil {
			s.noteError(err)
			continue
		}
		all = append(all, filter)
	}
	return all
}

// adhocFilter writes a dashboard's ad-hoc filter as one of OpenTSDB's.
func adhocFilter(key, operator, value string, values []string) (opentsdb.Filter, error) {
	if len(values) == 0 || (operator != "=|" && operator != "!=|") {
		values = []string{value}
	}
	switch operator {
	case "=", "=|", "":
		return filters.OneOf(key, values), nil
	case "!=", "!=|":
		return filters.NoneOf(key, values), nil
	case "=~":
		return opentsdb.Filter{Type: filters.Regexp, TagKey: key, Filter: value}, nil
	case "!~":
		return filters.NotMatching(key, value)
	default:
		return opentsdb.Filter{}, messages.AdhocOperator.Error(clip(operator), clip(key))
	}
}

// maxMaxAge bounds MaxAge: a refresh, too, uses cached buckets up to this old.
const maxMaxAge = 10 * time.Minute

func parseMaxAge(s saved) time.Duration {
	if ms := s.integer("maxAgeMs"); ms != nil && *ms > 0 {
		return time.Duration(min(*ms, maxMaxAge.Milliseconds())) * time.Millisecond
	}
	return 0
}

func parseFunctions(s saved) functions.Chain {
	list, err := functions.Read(s.raw("functions"))
	if err == nil {
		var chain functions.Chain
		if chain, err = functions.Parse(list); err == nil {
			return chain
		}
	}
	*s.problems = append(*s.problems, err)
	return functions.Chain{}
}

func parseRate(s saved) (bool, *opentsdb.RateOptions) {
	if !s.flag("shouldComputeRate") {
		return false, nil
	}
	if !s.flag("isCounter") {
		return true, nil
	}
	o := &opentsdb.RateOptions{
		Counter:    true,
		CounterMax: s.integer("counterMax"),
		ResetValue: s.integer("counterResetValue"),
	}
	// As the built-in data source and the server read them: a maximum of 0 is none, and a reset value below 1 has no effect.
	if o.CounterMax != nil && *o.CounterMax == 0 {
		o.CounterMax = nil
	}
	if o.ResetValue != nil && *o.ResetValue <= 0 {
		o.ResetValue = nil
	}
	// The built-in data source drops resets when neither bound is set; a field of our own overrules that.
	o.DropResets = o.CounterMax == nil && o.ResetValue == nil
	if len(s.raw("dropResets")) > 0 {
		o.DropResets = s.flag("dropResets")
	}
	return true, o
}

// rollupUsages are OpenTSDB's values of rollupUsage.
var rollupUsages = []string{"ROLLUP_RAW", "ROLLUP_NOFALLBACK", "ROLLUP_FALLBACK", "ROLLUP_FALLBACK_RAW"}

var functionName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

func (q Query) check(s saved) {
	if !functionName.MatchString(q.Aggregator) {
		s.note(messages.AggregatorInvalid, "Aggregator", clip(q.Aggregator))
	}
	if q.Downsample != nil && !functionName.MatchString(q.Downsample.Aggregator) {
		s.note(messages.AggregatorInvalid, "Downsample aggregator", clip(q.Downsample.Aggregator))
	}
	for _, p := range q.Percentiles {
		if !(p > 0 && p <= 100) {
			s.note(messages.PercentilesInvalid)
			break
		}
	}
	if q.RollupUsage != "" && !slices.Contains(rollupUsages, q.RollupUsage) {
		s.note(messages.RollupUsageUnknown, clip(q.RollupUsage))
	}
	for _, f := range q.Filters {
		if f.TagKey == "" {
			s.note(messages.FilterKeyMissing)
		}
		if strings.TrimSpace(f.Filter) == "" && f.Type != "not_key" {
			s.note(messages.FilterValueMissing, filterField(f.TagKey))
		}
		if !functionName.MatchString(f.Type) {
			s.note(messages.FilterTypeInvalid, filterField(f.TagKey), clip(f.Type))
		}
	}
}
