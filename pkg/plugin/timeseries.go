package plugin

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"golang.org/x/sync/errgroup"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/executor"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/frames"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/functions"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// metricResult is the result of a query of one metric, and when it was fetched. With an error, its Meta still describes the
// request.
type metricResult struct {
	frames.Result
	plan query.Plan
	asOf time.Time
	err  error
}

// timeSeries returns the series of each metric. If one fails, the response has its error and the others' series, unless functions
// compare series.
func (i *Instance) timeSeries(ctx context.Context, each []query.Query, r request) backend.DataResponse {
	all := i.fetchMetrics(ctx, each, r)
	chain := each[0].Functions
	if !chain.IsEmpty() || each[0].Format == string(frames.FormatWide) {
		i.alignIntervals(ctx, each, r, all)
	}

	_, span := i.tracer.Start(ctx, "frames")
	defer span.End()
	of, failure := failureOf(all)
	if failure != nil && (len(each) == 1 || chain.ComparesSeries()) {
		return failed(failure, all[of].Meta)
	}
	if err := i.applyFunctions(ctx, all); err != nil {
		return failed(err, all[0].Meta)
	}
	results := make([]frames.Result, len(all))
	for n, one := range all {
		results[n] = one.Result
	}
	response := framesResponse(frames.Write(results...))
	if response.Error != nil {
		return response
	}
	if failure != nil {
		response.Error, response.Status, response.ErrorSource = failure, statusOf(all[of].err), sourceOf(all[of].err)
	}
	return response
}

// maxErrors bounds the different errors that a response lists.
const maxErrors = 5

// failureOf returns the index of the first metric that failed, and the errors of all, each text once; nil: none failed.
func failureOf(all []metricResult) (of int, failure error) {
	var different []error
	for n, one := range all {
		known := slices.ContainsFunc(different, func(err error) bool { return one.err != nil && err.Error() == one.err.Error() })
		if one.err == nil || known || len(different) == maxErrors {
			continue
		}
		if len(different) == 0 {
			of = n
		}
		different = append(different, one.err)
	}
	return of, messages.Join(different...)
}

// fetchMetrics fetches several metrics, concurrentQueries at a time.
func (i *Instance) fetchMetrics(ctx context.Context, each []query.Query, r request) []metricResult {
	all := make([]metricResult, len(each))
	var running errgroup.Group
	running.SetLimit(concurrentQueries)
	for n, q := range each {
		all[n].asOf = r.caller.Now
		running.Go(func() error {
			all[n].err = executor.Recovered(func() (err error) {
				all[n].Result, all[n].plan, all[n].asOf, err = i.metricSeries(ctx, q, r)
				return err
			})
			return nil
		})
	}
	_ = running.Wait() // each error is in its result
	return all
}

// alignIntervals gives all metrics the same interval: it fetches those again whose auto interval is shorter than another's, since
// their points are denser. Functions need the series of all metrics in the same buckets, and so does a row of a wide frame.
func (i *Instance) alignIntervals(ctx context.Context, each []query.Query, r request, all []metricResult) {
	for {
		for _, one := range all {
			r.minInterval = max(r.minInterval, one.interval())
		}
		var shorter []int
		var again []query.Query
		for n, one := range all {
			if one.err == nil && one.interval() < r.minInterval {
				shorter, again = append(shorter, n), append(again, each[n])
			}
		}
		if len(shorter) == 0 {
			return
		}
		for at, one := range i.fetchMetrics(ctx, again, r) {
			all[shorter[at]] = one
		}
	}
}

// interval returns the length of the buckets; zero for raw points, and where the metric failed.
func (m metricResult) interval() time.Duration {
	if d := m.plan.Query.Downsample; m.err == nil && d != nil {
		return d.Interval.Duration()
	}
	return 0
}

// metricSeries returns the series of a query of one metric, as groupedSeries does. A key that the dashboard groups by isn't
// applied if no series of the metric has it, since a dashboard has panels of other metrics, too.
func (i *Instance) metricSeries(ctx context.Context, q query.Query, r request) (frames.Result, query.Plan, time.Time, error) {
	result, plan, now, err := i.groupedSeries(ctx, q, r)
	refused := lacksGroupBy(q, err)
	if len(q.GroupByKeys) == 0 || !refused && (err != nil || len(result.Series) > 0) {
		return result, plan, now, err
	}
	if lacking := i.lackingGroupBy(ctx, q, r); len(lacking) > 0 {
		result, plan, now, err = i.groupedSeries(ctx, q.WithoutGroupBy(lacking), r)
		text := messages.GroupByNotApplied.Text(strings.Join(lacking, ", "), q.Metric)
		result.Meta.Notices = append(result.Meta.Notices, notice(data.NoticeSeverityInfo, text))
	} else if refused {
		result.Meta.Notices = append(result.Meta.Notices, notice(data.NoticeSeverityInfo, groupByText(q)))
		err = nil
	}
	return result, plan, now, err
}

// groupedSeries returns the series of a query of one metric, and when they were fetched. With an error, the result's Meta still
// describes the request.
func (i *Instance) groupedSeries(ctx context.Context, q query.Query, r request) (frames.Result, query.Plan, time.Time, error) {
	now := r.caller.Now
	result := frames.Result{Meta: frames.Meta{
		RefID: r.query.RefID, Format: frames.Format(q.Format), Legend: frames.Legend(q.Legend),
		Alias: q.Alias, Aggregator: q.Aggregator, GroupBy: q.GroupedBy(),
	}}
	meta := &result.Meta
	plan, known, density, err := i.plan(ctx, q, r)
	if err != nil {
		return result, plan, now, err
	}
	i.describe(meta, plan)
	found, err := i.executor.Series(ctx, r.caller, plan, known)
	var points knownDensity
	if err == nil && len(found.Series) > 0 {
		points = i.withSeriesOf(ctx, plan, <-density, found.Series, r)
		if longer, ok := i.lengthened(q, plan, points, r); ok {
			plan = longer
			i.describe(meta, plan)
			found, err = i.executor.Series(ctx, r.caller, plan, points.Density)
		}
	}
	if err != nil {
		return result, plan, now, err
	}
	shown, hidden := plan.HideUnfinished(found.Series, found.AsOf)
	result.Series = shown
	if found.Cached != nil {
		meta.Cached = &frames.TimeSpan{From: found.Cached.From, To: found.Cached.To}
	}
	meta.Notices = append(meta.Notices, hiddenNotices(plan, hidden)...)
	if d := plan.Query.Downsample; plan.Misplaced {
		meta.Notices = append(meta.Notices, notice(data.NoticeSeverityInfo, messages.CalendarMisplaced.Text(d.Timezone, d.Interval)))
	}
	if found.Slices > 1 {
		meta.Notices = append(meta.Notices, notice(data.NoticeSeverityInfo, messages.Sliced.Text(found.Slices)))
	}
	if len(shown) == 0 {
		meta.Notices = append(meta.Notices, i.noSeriesNotices(ctx, q, r)...)
	} else {
		meta.Notices = append(meta.Notices, densityNotices(plan, points)...)
	}
	return result, plan, found.AsOf, nil
}

// describe puts the plan into a result's meta.
func (i *Instance) describe(meta *frames.Meta, plan query.Plan) {
	meta.Executed = i.executed(plan)
	meta.Shift, meta.Ranked = plan.Needs.Shift.String(), plan.Query.Functions.Ranked()
	if alias := plan.Query.Functions.Alias; alias != "" {
		meta.Alias = alias
	}
	if d := plan.Query.Downsample; d != nil {
		meta.Interval = d.Interval.String()
		meta.Downsample = meta.Interval + "-" + d.Aggregator
		if d.FillPolicy != query.FillNone {
			meta.Step = plan.LongestBucket()
		}
	}
}

// executed returns the request for the inspector, with what the plugin computes itself, and why.
func (i *Instance) executed(plan query.Plan) string {
	text := i.executor.Curl(plan.Request, i.settings.TokenTransport, i.authenticated)
	if plan.Why != "" {
		text = "# " + plan.Why + ".\n" + text
	}
	if chain := plan.Query.Functions; !chain.IsEmpty() {
		text += "\n# " + messages.FunctionsComputed.Text(chain.Text("…"))
	}
	return text
}

// applyFunctions applies the query's functions to the series of all its metrics together. The first result then holds all series;
// the others keep only their Meta.
func (i *Instance) applyFunctions(ctx context.Context, all []metricResult) error {
	plan, asOf := all[0].plan, all[0].asOf
	for _, one := range all {
		if !one.plan.Query.Functions.IsEmpty() {
			plan = one.plan // a failed metric may have none
		}
		if one.asOf.Before(asOf) {
			asOf = one.asOf
		}
	}
	chain := plan.Query.Functions
	if chain.IsEmpty() {
		return nil
	}
	ctx, span := i.tracer.Start(ctx, "functions")
	defer span.End()
	var series []opentsdb.Series
	for n := range all {
		series = append(series, all[n].Series...)
		all[n].Series = nil
	}
	applied, err := chain.Apply(ctx, series, functions.Input{
		Shown: plan.FunctionRange(), Step: plan.Step, NowMs: asOf.UnixMilli(),
		HideUnfinished: !plan.Query.ShowUnfinished, Fill: plan.Fill,
		Names: func(series []opentsdb.Series) []string { return frames.Names(series, all[0].Meta) },
	})
	if err != nil {
		return err
	}
	all[0].Series = applied.Series
	for _, text := range applied.Notices {
		all[0].Meta.Notices = append(all[0].Meta.Notices, notice(data.NoticeSeverityInfo, text))
	}
	return nil
}

// longInterval is from which interval on a hidden bucket has a notice: a shorter one is over soon.
const longInterval = time.Hour

func hiddenNotices(plan query.Plan, hidden query.Hidden) []data.Notice {
	if hidden.From.IsZero() || plan.Query.Downsample.Interval.Duration() < longInterval {
		return nil
	}
	return []data.Notice{notice(data.NoticeSeverityInfo, messages.UnfinishedHidden.Text(plan.Query.Downsample.Interval))}
}

func notice(severity data.NoticeSeverity, text string) data.Notice {
	return data.Notice{Severity: severity, Text: text}
}
