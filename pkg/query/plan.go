package query

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/functions"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query/buckets"
)

// Method says who computes what a query asks for.
type Method int

// The methods. A server that can't compute a query truthfully is asked for what it can give, and the rest is done here.
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
	// Shown is the range of whole buckets that is shown.
	Shown Range
	// Buckets is the range of whole buckets that functions need; that which is shown where there are none.
	Buckets Range
	// Step, Needs and Fill are what functions have to know.
	Step  functions.Step
	Needs functions.Needs
	Fill  functions.Fill
	// Fetched is the range asked of the server: wider than Buckets where a rate needs the bucket before them.
	Fetched Range
	// BucketTimestamp says which end of a bucket is its timestamp.
	BucketTimestamp dialects.BucketTimestamp
	resolution      time.Duration
	rowLength       time.Duration
	// Joinable says that each bucket of the result depends on its own points only, whatever the range: the result of a
	// range can be put together from those of its parts.
	Joinable bool
	// Misplaced says that the server may lose its place in the calendar at a change of the clocks in or near the range, and that
	// its buckets are shown as they are.
	Misplaced bool
	// Why says what the server would have done, where its response isn't the result as it stands; for the inspector.
	Why string
}

// Grafana is the panel's context: time range, interval and limits that Grafana sends along with the saved query.
type Grafana struct {
	Range Range
	// Interval is the panel's: its time range over its points.
	Interval time.Duration
	// MaxDataPoints is how many points the panel can show; zero: it doesn't say.
	MaxDataPoints int64
	// MinInterval is the min interval: auto intervals are at least that; zero: there is none.
	MinInterval time.Duration
}

// NewPlan binds a time series query to a server. What the server can't do is in the error, in words.
func NewPlan(q Query, grafana Grafana, dialect *dialects.Dialect) (Plan, error) {
	grafana.Range = known(grafana.Range)
	if q.Downsample != nil {
		d := *q.Downsample
		if d.Auto {
			d.Interval = buckets.Auto{
				Interval: grafana.Interval, MinInterval: grafana.MinInterval, Resolution: dialect.Resolution,
				Range: grafana.Range.To.Sub(grafana.Range.From), MaxDataPoints: grafana.MaxDataPoints,
			}.Round()
		}
		if _, fixed := d.Buckets().Fixed(grafana.Range); d.Calendar && !d.Interval.All && fixed {
			d.Calendar, d.fixed = false, true
		}
		// A function may shift by days of the zone.
		if zone, ok := d.Buckets().Steady(grafana.Range); d.Calendar && !d.Interval.All && ok && q.Functions.IsEmpty() {
			d.Timezone = zone
		}
		q.Downsample = &d
		d.exact = q.slips(grafana.Range, dialect)
	}
	if err := messages.Join(check(q, dialect), checkBuckets(q.Downsample, grafana.Range, functions.Needs{})); err != nil {
		return Plan{}, err
	}
	filters, err := dialect.Select(q.Filters)
	if err != nil {
		return Plan{}, err
	}

	p, err := bound(q, grafana.Range, dialect)
	if err == nil && !q.Functions.IsEmpty() && q.slips(p.Buckets, dialect) {
		q.Downsample.exact = true
		p, err = bound(q, grafana.Range, dialect)
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

// bound is a plan that knows what ranges it is about.
func bound(q Query, r Range, dialect *dialects.Dialect) (Plan, error) {
	p := Plan{
		Query: q, Range: r, BucketTimestamp: dialect.BucketTimestamp, resolution: dialect.Resolution, rowLength: dialect.RowLength,
		Buckets: widen(r, q.Downsample, dialect),
	}
	return p, p.needs(dialect)
}

// around is the range whose points a result over buckets depends on. A rate wants the point before the first; where empty
// buckets are interpolated over, the points on either side of the range count, as far as OpenTSDB's rows reach: to the
// whole hours around it.
func around(buckets Range, q Query) Range {
	d := q.Downsample
	switch {
	case d != nil && d.Interval.All:
		return buckets
	case d == nil:
		return Range{From: floorTo(buckets.From, time.Hour), To: ceilTo(buckets.To, time.Hour)}
	}
	step := d.Interval.Duration()
	dropped := q.RateOptions != nil && q.RateOptions.DropResets // the rate before it is held, however far back
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

// LongestBucket is the length of the longest bucket: points of one series further apart have a gap between them. Zero where
// points aren't downsampled, or to one bucket.
func (p Plan) LongestBucket() time.Duration {
	d := p.Query.Downsample
	if d == nil || d.Interval.All {
		return 0
	}
	return d.Buckets().Longest(p.Buckets)
}

// Computation is what, beside the request, decides the result: the query without what concerns its presentation.
func (p Plan) Computation() Query {
	q := p.Query
	q.Alias, q.Legend, q.Format, q.ShowUnfinished, q.GroupByKeys, q.MaxAge, q.Functions = "", "", "", false, nil, 0, functions.Chain{}
	q.own = nil
	return q
}

// BucketsToCompute are the buckets computed here; none where the server's response is the result.
func (p Plan) BucketsToCompute() Range {
	if p.Method != Computed {
		return Range{}
	}
	return p.Buckets
}

// joinable: interpolation looks past a range's ends, a rate at the bucket before, a calendar's days differ in length, and
// what is computed here wants all raw points.
func joinable(p Plan) bool {
	d := p.Query.Downsample
	return p.Method != Computed && d != nil && d.FillPolicy == FillGaps && !d.Calendar && !d.Interval.All && !p.Query.Rate
}

// method decides who computes, and says why where the server doesn't.
func method(q Query, dialect *dialects.Dialect) (Method, string) {
	d := q.Downsample
	compute := func(would string) (Method, string) {
		return Computed, messages.ComputedFromPoints.Text(dialect.Title, would)
	}
	if d != nil && d.exact {
		return compute("lose its place in the calendar at a change of the clocks")
	}
	if dialect.RawAggregates && dialect.CounterOptions {
		return Served, ""
	}
	if q.Rate && q.RateOptions != nil && !dialect.CounterOptions {
		return compute("read a counter's resets differently from OpenTSDB's documentation")
	}
	if q.Aggregator == "none" {
		if d != nil || q.Rate {
			return compute("ignore the downsampling and the rate when nothing is aggregated")
		}
		return Served, ""
	}
	if d == nil {
		if !dialect.RawAggregates {
			return compute("average the points over intervals of its own choice")
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
		return compute("show a drop when a series ends")
	}
	return compute(fmt.Sprintf("interpolate points or drop buckets for the aggregator %s", q.Aggregator))
}

// slips says whether OpenTSDB would lose its place in the calendar over a range, and what it would give is computed here.
func (q Query) slips(r Range, dialect *dialects.Dialect) bool {
	d := q.Downsample
	return d != nil && d.Calendar && !d.Interval.All && dialect.Calendar && d.Buckets().Slips(r) && computesLikeOpenTSDB(q)
}

// misplaced says whether OpenTSDB may lose its place in the calendar over a range, and what it gives is shown as it is.
func (q Query) misplaced(r Range, dialect *dialects.Dialect) bool {
	d := q.Downsample
	if d == nil || !d.Calendar || d.Interval.All || !dialect.Calendar || d.exact {
		return false
	}
	_, changes := d.Buckets().Steady(r)
	return changes || d.Buckets().Slips(r)
}

// computesLikeOpenTSDB says whether a query's aggregates are computed here as OpenTSDB computes them: its deviations and
// percentiles aren't (pkg/evaluate), and its rates look at the bucket before the first.
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

// leavesGaps: `gaps` everywhere, and `null` where the server lacks it, which means the same.
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

// check refuses what the server would silently do differently from what is asked.
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
	with := ""
	if needs.Widening != "" {
		with = fmt.Sprintf("%s of %s", needs.Widening, needs.WideningLength)
	}
	if n := int64(r.To.Sub(r.From) / d.Interval.Duration()); n > buckets.MaxPerSeries {
		return invalid(messages.TooManyBuckets, d.Interval, n, with, buckets.MaxPerSeries)
	}
	return nil
}

// lacks says whether a function surely can't work.
func lacks(dialect *dialects.Dialect, has []string, name string) bool {
	return slices.Contains(dialect.Lacks, name) || dialect.ListsComplete && !slices.Contains(has, name)
}
