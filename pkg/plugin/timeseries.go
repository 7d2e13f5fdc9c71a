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

// timeSeries answers with the points of each metric's series. Where a metric fails, the others are answered beside its error.
func (i *Instance) timeSeries(ctx context.Context, each []query.Query, r request) backend.DataResponse {
	results := make([]frames.Result, len(each))
	plans := make([]query.Plan, len(each))
	asOf := make([]time.Time, len(each))
	failures := make([]error, len(each))
	var running errgroup.Group
	running.SetLimit(concurrentQueries)
	for n, q := range each {
		asOf[n] = r.caller.Now
		running.Go(func() error {
			failures[n] = executor.Recovered(func() (err error) {
				results[n], plans[n], asOf[n], err = i.metricSeries(ctx, q, r)
				return err
			})
			return nil
		})
	}
	_ = running.Wait() // each failure stands beside its result

	_, span := i.tracer.Start(ctx, "frames")
	defer span.End()
	chain := each[0].Functions
	for n, err := range failures {
		if err != nil && (len(each) == 1 || chain.ComparesSeries()) {
			return failed(err, results[n].Meta)
		}
	}
	results, err := i.applyFunctions(ctx, results, plans, slices.MinFunc(asOf, time.Time.Compare))
	if err != nil {
		return failed(err, results[0].Meta)
	}
	written, err := frames.Write(results...)
	if err != nil {
		return refused(err)
	}
	response := backend.DataResponse{Status: backend.StatusOK, Frames: written}
	for _, err := range failures {
		if err != nil {
			response.Error, response.Status, response.ErrorSource = err, statusOf(err), sourceOf(err)
			break
		}
	}
	return response
}

// metricSeries gives the series of a query of one metric, as groupedSeries does. A key that the dashboard groups by, and that
// no series of the metric has, isn't applied: a dashboard has panels of other metrics, too.
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

// groupedSeries gives the series of a query of one metric, and as of when. Beside an error, the result says what was asked.
func (i *Instance) groupedSeries(ctx context.Context, q query.Query, r request) (frames.Result, query.Plan, time.Time, error) {
	now := r.caller.Now
	result := frames.Result{Meta: frames.Meta{
		RefID: r.asked.RefID, Format: frames.Format(q.Format), Legend: frames.Legend(q.Legend),
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
		points = i.ofAllSeries(ctx, plan, <-density, found.Series, r)
		if longer, ok := i.lengthened(q, plan, points, r); ok {
			plan = longer
			i.describe(meta, plan)
			found, err = i.executor.Series(ctx, r.caller, plan, points.Density)
		}
	}
	if err != nil {
		return result, plan, now, err
	}
	shown, hidden := plan.Finish(found.Series, found.AsOf)
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
		meta.Notices = append(meta.Notices, i.unknownNames(ctx, q, r)...)
	} else {
		meta.Notices = append(meta.Notices, densityNotices(plan, points)...)
	}
	return result, plan, found.AsOf, nil
}

// describe says in a result's meta what was asked for.
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

// executed is the request for the inspector, with why it isn't the one that the query would seem to make.
func (i *Instance) executed(plan query.Plan) string {
	text := i.executor.Curl(plan.Request, i.settings.TokenTransport, i.authenticated)
	if plan.Why != "" {
		text = "# " + plan.Why + ".\n" + text
	}
	if chain := plan.Query.Functions; !chain.IsEmpty() {
		text += "\n# then, computed here: " + chain.Text("…")
	}
	return text
}

// applyFunctions computes the query's functions over the series of all its metrics together. The first result then has them
// all; the others say what was asked for.
func (i *Instance) applyFunctions(ctx context.Context, results []frames.Result, plans []query.Plan, asOf time.Time) ([]frames.Result, error) {
	plan := plans[0]
	for _, p := range plans {
		if !p.Query.Functions.IsEmpty() {
			plan = p // that of a metric which didn't fail
		}
	}
	chain := plan.Query.Functions
	if chain.IsEmpty() {
		return results, nil
	}
	ctx, span := i.tracer.Start(ctx, "functions")
	defer span.End()
	var all []opentsdb.Series
	for n := range results {
		all = append(all, results[n].Series...)
		results[n].Series = nil
	}
	applied, err := chain.Apply(ctx, all, functions.Input{
		Shown: plan.FunctionRange(), Step: plan.Step, NowMs: asOf.UnixMilli(),
		HideUnfinished: !plan.Query.ShowUnfinished, Fill: plan.Fill,
		Names: func(series []opentsdb.Series) []string { return frames.Names(series, results[0].Meta) },
	})
	if err != nil {
		return results, err
	}
	results[0].Series = applied.Series
	for _, text := range applied.Notices {
		results[0].Meta.Notices = append(results[0].Meta.Notices, notice(data.NoticeSeverityInfo, text))
	}
	return results, nil
}

// longInterval is from where on a hidden bucket is told of: a shorter one is over soon.
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
