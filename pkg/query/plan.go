package query

import (
	"slices"
	"strings"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/functions"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query/buckets"
)

// Method says whether the server or the plugin computes a query's result.
type Method int

// The methods. Where a server can't compute a query as documented, the plugin computes it from what the server can give.
const (
	// Served: the response's series are the result.
	Served Method = iota
	// Divided: the result is the first sub-query's series over the second's.
	Divided
	// Computed: the response holds raw points; pkg/evaluate computes the result from them as OpenTSDB documents it.
	Computed
)

// Plan is a query bound to a server and a time range.
type Plan struct {
	// Query is the query with its interval resolved.
	Query   Query
	Request opentsdb.QueryRequest
	Method  Method
	// Range is Grafana's own range.
	Range Range
	// Shown is Range in whole buckets.
	Shown Range
	// Buckets is the range of whole buckets that functions need; Shown where there are none.
	Buckets Range
	// Step, Needs and Fill are the functions' parameters.
	Step  functions.Step
	Needs functions.Needs
	Fill  functions.Fill
	// Fetched is the range of the request: wider than Buckets where, for example, a rate needs the bucket before them.
	Fetched Range
	// BucketTimestamp says which end of a bucket is its timestamp.
	BucketTimestamp dialects.BucketTimestamp
	resolution      time.Duration
	rowLength       time.Duration
	// Joinable says that each bucket depends only on its own points, so that the result of a range can be joined from those
	// of its parts.
	Joinable bool
	// Misplaced says that the server may miscount calendar buckets, at a change of the clocks in or near the range, and that
	// its buckets are shown nevertheless.
	Misplaced bool
	// Why says, for the inspector, what the server would have done, where its response isn't the result; empty: it is.
	Why string
}

// PanelContext is what Grafana sends along with a saved query: the time range, the interval and limits.
type PanelContext struct {
	Range Range
	// Interval is Grafana's own: usually the time range over the panel's width.
	Interval time.Duration
	// MaxDataPoints is how many points the panel can show; zero: it doesn't say.
	MaxDataPoints int64
	// MinInterval bounds auto intervals from below; zero: no bound.
	MinInterval time.Duration
}

// NewPlan binds a time series query to a server and a time range. The error says what the server can't do.
func NewPlan(q Query, panel PanelContext, dialect *dialects.Dialect) (Plan, error) {
	panel.Range = representable(panel.Range)
	q = q.withInterval(panel, dialect)
	if err := messages.Join(check(q, dialect), checkBuckets(q.Downsample, panel.Range, functions.Needs{})); err != nil {
		return Plan{}, err
	}
	filters, err := dialect.Select(q.Filters)
	if err != nil {
		return Plan{}, err
	}

	p, err := bound(q, panel.Range, dialect)
	if err == nil && !q.Functions.IsEmpty() && q.slips(p.Buckets, dialect) {
		q.Downsample.exact = true
		p, err = bound(q, panel.Range, dialect)
	}
	if err != nil {
		return Plan{}, err
	}
	if err := checkBuckets(q.Downsample, p.Buckets, p.Needs); err != nil {
		return Plan{}, err
	}
	q = p.Query
	sub := opentsdb.SubQuery{
		Metric:       q.Metric,
		Aggregator:   q.Aggregator,
		Filters:      filters,
		ExplicitTags: q.ExplicitTags,
		Percentiles:  q.Percentiles,
		RollupUsage:  q.RollupUsage,
		Rate:         q.Rate,
		RateOptions:  q.RateOptions,
	}
	p.Fetched = p.Buckets
	if p.Method, p.Why = method(q, dialect); p.Method == Computed {
		sub.Aggregator, sub.Rate, sub.RateOptions = "none", false, nil
		if p.Fetched = p.Buckets; q.Downsample == nil || !q.Downsample.exact {
			p.Fetched = around(p.Buckets, q)
		}
		p.Request.Queries = []opentsdb.SubQuery{sub}
	} else {
		p.Request.Queries = served(sub, q.Downsample, dialect)
		if len(p.Request.Queries) == 2 {
			p.Method = Divided
			p.Request.ShowQuery = true
			p.Why = messages.AverageComputed.Text(dialect.Title)
		} else if q.Aggregator != "none" && p.Request.Queries[0].Aggregator == "none" {
			p.Why = messages.BucketsAggregated.Text(dialect.Title, q.Aggregator)
		}
	}
	p.Misplaced = q.misplaced(p.Range, dialect) || q.misplaced(p.Buckets, dialect)
	p.Joinable = joinable(p)
	p.Request.Start, p.Request.End = p.Fetched.From.UnixMilli(), p.Fetched.To.UnixMilli()
	if p.Range.To.Before(p.Range.From) {
		p.Request.End = p.Request.Start
	}
	p.Request.MSResolution = dialect.Resolution < time.Second
	p.Request.NoAnnotations = dialect.Annotations
	if d := q.Downsample; d != nil && d.Calendar && !d.exact {
		p.Request.UseCalendar, p.Request.Timezone = true, d.Timezone.String()
	}
	return p, nil
}

// withInterval returns the query with its auto interval resolved, and its calendar replaced where OpenTSDB would miscount buckets
// by it.
func (q Query) withInterval(panel PanelContext, dialect *dialects.Dialect) Query {
	if q.Downsample == nil {
		return q
	}
	d := *q.Downsample
	if d.Auto {
		d.Interval = buckets.Auto{
			Interval: panel.Interval, MinInterval: panel.MinInterval, Resolution: dialect.Resolution,
			Range: panel.Range.To.Sub(panel.Range.From), MaxDataPoints: panel.MaxDataPoints,
		}.Round()
	}
	if _, fixed := d.Buckets().Fixed(panel.Range); d.Calendar && !d.Interval.All && fixed {
		d.Calendar, d.fixed = false, true
	}
	// With functions the zone stays: they may shift by its days.
	if zone, ok := d.Buckets().Steady(panel.Range); d.Calendar && !d.Interval.All && ok && q.Functions.IsEmpty() {
		d.Timezone = zone
	}
	q.Downsample = &d
	d.exact = q.slips(panel.Range, dialect)
	return q
}

// bound returns a plan with its ranges, before there is a request.
func bound(q Query, r Range, dialect *dialects.Dialect) (Plan, error) {
	p := Plan{
		Query: q, Range: r, BucketTimestamp: dialect.BucketTimestamp, resolution: dialect.Resolution, rowLength: dialect.RowLength,
		Buckets: widen(r, q.Downsample, dialect),
	}
	return p, p.needs(dialect)
}

// around returns the range whose points a result over buckets depends on. A rate needs the bucket before the first. Interpolation
// needs the points on either side of the range, as far as OpenTSDB reads them: up to the whole hours around it.
func around(buckets Range, q Query) Range {
	d := q.Downsample
	switch {
	case d != nil && d.Interval.All:
		return buckets
	case d == nil:
		return Range{From: floorTo(buckets.From, time.Hour), To: ceilTo(buckets.To, time.Hour)}
	}
	step := d.Interval.Duration()
	dropped := q.RateOptions != nil && q.RateOptions.DropResets // a dropped reset repeats the rate before it, however far back
	switch {
	case d.FillPolicy == FillNone && q.Aggregator != "none", q.Rate && (d.FillPolicy == FillNone || q.Aggregator == "none" || dropped):
		before := buckets.From.Sub(floorTo(buckets.From.Add(-step), time.Hour))
		after := ceilTo(buckets.To, time.Hour).Sub(buckets.To)
		whole := func(span time.Duration) time.Duration { return (span + step - 1) / step * step }
		return Range{From: buckets.From.Add(-whole(before)), To: buckets.To.Add(whole(after))}
	case q.Rate:
		return Range{From: buckets.From.Add(-step), To: buckets.To}
	default:
		return buckets
	}
}

// LongestBucket returns the length of the longest bucket: points of a series further apart have a gap between them. Zero for raw
// points, and for one bucket of the whole range.
func (p Plan) LongestBucket() time.Duration {
	d := p.Query.Downsample
	if d == nil || d.Interval.All {
		return 0
	}
	return d.Buckets().Longest(p.Buckets)
}

// Computation returns the query without its presentation: what decides the result, beside the request.
func (p Plan) Computation() Query {
	q := p.Query
	q.Alias, q.Legend, q.Format, q.ShowUnfinished, q.GroupByKeys, q.MaxAge, q.Functions = "", "", "", false, nil, 0, functions.Chain{}
	q.own = nil
	return q
}

// BucketsToCompute returns the range of the buckets that the plugin computes; zero where the response is the result.
func (p Plan) BucketsToCompute() Range {
	if p.Method != Computed {
		return Range{}
	}
	return p.Buckets
}

// joinable is false for interpolation, which depends on points outside the range, for a rate, which depends on the bucket before,
// for the calendar, whose days differ in length, and for what is computed from all raw points.
func joinable(p Plan) bool {
	d := p.Query.Downsample
	return p.Method != Computed && d != nil && d.FillPolicy == FillGaps && !d.Calendar && !d.Interval.All && !p.Query.Rate
}

// method decides who computes the result; where it isn't the server, the text says why.
func method(q Query, dialect *dialects.Dialect) (Method, string) {
	d := q.Downsample
	compute := func(why messages.Message, values ...any) (Method, string) {
		return Computed, why.Text(append([]any{dialect.Title}, values...)...)
	}
	if d != nil && d.exact {
		return compute(messages.ComputedForCalendar)
	}
	if dialect.RawAggregates && dialect.CounterOptions {
		return Served, ""
	}
	if q.Rate && q.RateOptions != nil && !dialect.CounterOptions {
		return compute(messages.ComputedForCounter)
	}
	if q.Aggregator == "none" {
		if d != nil || q.Rate {
			return compute(messages.ComputedForNone)
		}
		return Served, ""
	}
	if d == nil {
		if !dialect.RawAggregates {
			return compute(messages.ComputedForRawPoints)
		}
		return Served, ""
	}
	if !leavesGaps(d.FillPolicy, dialect) {
		return Served, ""
	}
	if _, ok := dialect.LeaveGaps(q.Aggregator, q.Rate); ok {
		return Served, ""
	}
	if q.Rate {
		return compute(messages.ComputedForRate)
	}
	return compute(messages.ComputedForAggregator, q.Aggregator)
}

// slips says whether OpenTSDB would miscount calendar buckets of a range, and the plugin computes them instead.
func (q Query) slips(r Range, dialect *dialects.Dialect) bool {
	d := q.Downsample
	return d != nil && d.Calendar && !d.Interval.All && dialect.Calendar && d.Buckets().Slips(r) && computesLikeOpenTSDB(q)
}

// misplaced says whether OpenTSDB may miscount calendar buckets of a range, and its response is shown nevertheless.
func (q Query) misplaced(r Range, dialect *dialects.Dialect) bool {
	d := q.Downsample
	if d == nil || !d.Calendar || d.Interval.All || !dialect.Calendar || d.exact {
		return false
	}
	_, changes := d.Buckets().Steady(r)
	return changes || d.Buckets().Slips(r)
}

// computesLikeOpenTSDB says whether pkg/evaluate gives the same result as OpenTSDB: deviations and percentiles differ, and rates
// depend on the bucket before the first.
func computesLikeOpenTSDB(q Query) bool {
	alike := func(name string) bool {
		switch name {
		case "none", "avg", "sum", "zimsum", "min", "mimmin", "max", "mimmax", "count", "first", "last", "diff", "mult":
			return true
		}
		return false
	}
	return !q.Rate && alike(q.Aggregator) && alike(q.Downsample.Aggregator)
}

// leavesGaps says whether a fill policy means gaps: `gaps` always does, and `null` where the server doesn't have it.
func leavesGaps(policy string, dialect *dialects.Dialect) bool {
	if policy == FillGaps {
		return true
	}
	a, ok := dialect.FillPolicy(policy)
	return ok && policy == "null" && a.Support == dialects.Rewritten
}

func served(sub opentsdb.SubQuery, d *Downsample, dialect *dialects.Dialect) []opentsdb.SubQuery {
	if d == nil {
		return []opentsdb.SubQuery{sub}
	}
	if !leavesGaps(d.FillPolicy, dialect) {
		sub.Downsample = downsampleText(d, d.FillPolicy)
		return []opentsdb.SubQuery{sub}
	}
	fill, _ := dialect.LeaveGaps(sub.Aggregator, sub.Rate)
	sub.Downsample = downsampleText(d, fill.FillPolicy)
	sub.Aggregator = fill.Aggregator
	if fill.Divisor == "" {
		return []opentsdb.SubQuery{sub}
	}
	divisor := sub
	divisor.Aggregator = fill.Divisor
	return []opentsdb.SubQuery{sub, divisor}
}

func downsampleText(d *Downsample, fillPolicy string) string {
	interval := d.Interval.String()
	if d.Calendar && !d.Interval.All {
		interval += "c"
	}
	return interval + "-" + d.Aggregator + "-" + fillPolicy
}

// check refuses what the server would silently do differently from what the query says.
func check(q Query, dialect *dialects.Dialect) error {
	var problems []error
	refuse := func(message messages.Message, values ...any) {
		problems = append(problems, invalid(message, values...))
	}

	if err := dialect.CheckText(q.Metric); err != nil {
		refuse(messages.CharacterInField, "Metric", err)
	}
	for _, f := range q.Filters {
		where := filterField(f.TagKey)
		if err := dialect.CheckText(f.TagKey); err != nil {
			refuse(messages.CharacterInField, "Tag key", err)
		}
		if err := dialect.CheckText(f.Filter); err != nil {
			refuse(messages.CharacterInField, where, err)
		}
		if a, ok := dialect.FilterType(f.Type); !ok && dialect.ListsComplete {
			refuse(messages.FilterTypeUnknown, where, clip(f.Type))
		} else if a.Support == dialects.Refused {
			refuse(messages.FilterTypeUnsupported, where, f.Type, a.Note)
		}
	}
	if lacks(dialect, dialect.Aggregators, q.Aggregator) {
		refuse(messages.AggregatorUnknown, "Aggregator", dialect.Title, clip(q.Aggregator), strings.Join(dialect.Aggregators, ", "))
	}
	if q.ExplicitTags && !dialect.ExplicitTags {
		refuse(messages.ExplicitTagsUnsupported, dialect.Title)
	}
	if len(q.Percentiles) > 0 && !dialect.Percentiles {
		refuse(messages.PercentilesUnsupported, dialect.Title)
	}
	if q.RollupUsage != "" && !dialect.Rollups {
		refuse(messages.RollupsUnsupported, dialect.Title)
	}
	if d := q.Downsample; d != nil {
		checkDownsample(d, dialect, refuse)
	}
	return messages.Join(problems...)
}

func checkDownsample(d *Downsample, dialect *dialects.Dialect, refuse func(message messages.Message, values ...any)) {
	if lacks(dialect, dialect.Downsamplers, d.Aggregator) {
		refuse(messages.AggregatorUnknown, "Downsample aggregator", dialect.Title, clip(d.Aggregator), strings.Join(dialect.Downsamplers, ", "))
	}
	if _, ok := dialect.FillPolicy(d.FillPolicy); !ok {
		refuse(messages.FillPolicyUnknown, clip(d.FillPolicy))
	}
	if d.Calendar && !dialect.Calendar {
		refuse(messages.CalendarUnsupported, dialect.Title)
	}
	if d.Interval.All && !dialect.WholeRange {
		refuse(messages.WholeRangeUnsupported, dialect.Title)
	}
	if step := d.Interval.Duration(); !d.Interval.All && (step < dialect.Resolution || step%dialect.Resolution != 0) {
		refuse(messages.IntervalTooFine, dialect.Title, d.Interval)
	}
}

func checkBuckets(d *Downsample, r Range, needs functions.Needs) error {
	if d == nil || d.Interval.All || d.Interval.Duration() <= 0 {
		return nil
	}
	if n := int64(r.To.Sub(r.From) / d.Interval.Duration()); n > buckets.MaxPerSeries {
		return invalid(messages.TooManyBuckets, d.Interval, n, needs.Widening, needs.WideningLength, buckets.MaxPerSeries)
	}
	return nil
}

// lacks says whether the server surely lacks an aggregator: it isn't among known, and known is complete or an older version's.
func lacks(dialect *dialects.Dialect, known []string, name string) bool {
	return slices.Contains(dialect.Lacks, name) || dialect.ListsComplete && !slices.Contains(known, name)
}
