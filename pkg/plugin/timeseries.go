package plugin

import (
	"context"
	"slices"
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

// metricSeries gives the series of a query of one metric, and as of when. Beside an error, the result says what was asked.
func (i *Instance) metricSeries(ctx context.Context, q query.Query, r request) (frames.Result, query.Plan, time.Time, error) {
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
	meta.Executed = i.executed(plan)
	meta.Shift, meta.Ranked = plan.Needs.Shift.String(), q.Functions.Ranked()
	if q.Functions.Alias != "" {
		meta.Alias = q.Functions.Alias
	}
	if d := plan.Query.Downsample; d != nil {
		meta.Interval = d.Interval.String()
		meta.Downsample = meta.Interval + "-" + d.Aggregator
		if d.FillPolicy != query.FillNone {
			meta.Step = plan.LongestBucket()
		}
	}
	found, err := i.executor.Series(ctx, r.caller, plan, known)
	if lacksGroupBy(q, err) {
		meta.Notices = append(meta.Notices, notice(data.NoticeSeverityInfo, groupByText(q)))
		return result, plan, now, nil
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
	if found.Slices > 1 {
		meta.Notices = append(meta.Notices, notice(data.NoticeSeverityInfo, messages.Sliced.Text(found.Slices)))
	}
	if len(shown) == 0 {
		meta.Notices = append(meta.Notices, i.unknownNames(ctx, q, r)...)
	} else {
		meta.Notices = append(meta.Notices, densityNotices(plan, <-density)...)
	}
	return result, plan, found.AsOf, nil
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

// knownDensity is what is known of how densely a plan's series have points.
type knownDensity struct {
	query.Density
	err error
	// asked is false where the plan's numbers can't depend on it.
	asked bool
}

// plan binds a query to the server and the range, and gives what is known by then of how densely its series have points. An auto
// interval waits for the sample interval, which lengthens it, and so does a range so long that it may have to be asked for in
// slices; beside another interval of the query's own it is asked for, for a notice.
func (i *Instance) plan(ctx context.Context, q query.Query, r request) (query.Plan, query.Density, <-chan knownDensity, error) {
	grafana := query.Grafana{
		Range: r.timeRange(), Interval: r.asked.Interval, MaxDataPoints: r.asked.MaxDataPoints, MinInterval: i.settings.TimeInterval,
	}
	known := make(chan knownDensity, 1)
	plan, err := query.NewPlan(q, grafana, r.dialect)
	if err != nil {
		return plan, query.Density{}, known, err
	}
	auto := plan.Query.Downsample != nil && plan.Query.Downsample.Auto
	// A min interval in the settings says what the sample interval is.
	if !plan.DependsOnSampleInterval() || i.settings.TimeInterval > 0 || !auto && !plan.CountsSeries() {
		known <- knownDensity{}
		return plan, query.Density{}, known, nil
	}
	ask := func() knownDensity {
		density, err := i.executor.SampleInterval(ctx, r.caller, plan, r.dialect)
		return knownDensity{density, err, true}
	}
	if !auto && !plan.MayNeedSlices() {
		go func() {
			var density knownDensity
			if err := executor.Recovered(func() error { density = ask(); return nil }); err != nil {
				density = knownDensity{err: err, asked: true}
			}
			known <- density
		}()
		return plan, query.Density{}, known, nil
	}
	density := ask()
	known <- density
	if auto && density.SampleInterval > 0 {
		grafana.MinInterval = plan.MinFor(density.SampleInterval)
		plan, err = query.NewPlan(q, grafana, r.dialect)
	}
	return plan, density.Density, known, err
}

// longInterval is from where on a hidden bucket is told of: a shorter one is over soon.
const longInterval = time.Hour

func hiddenNotices(plan query.Plan, hidden query.Hidden) []data.Notice {
	if hidden.From.IsZero() || plan.Query.Downsample.Interval.Duration() < longInterval {
		return nil
	}
	return []data.Notice{notice(data.NoticeSeverityInfo, messages.UnfinishedHidden.Text(plan.Query.Downsample.Interval))}
}

// densityNotices say where the numbers may be those of fewer series than there are.
func densityNotices(plan query.Plan, known knownDensity) []data.Notice {
	if !known.asked {
		return nil
	}
	d := plan.Query.Downsample
	what := plan.Query.Aggregator + " over " + d.Interval.String()
	switch {
	case known.err != nil && d.Auto:
		return []data.Notice{notice(data.NoticeSeverityWarning, messages.SampleIntervalUnknown.Text(plan.Query.Metric, what, known.err))}
	case known.err != nil || known.Empty():
		return nil
	case !known.Sure && d.Interval.Duration() <= known.SampleInterval*2:
		return []data.Notice{notice(data.NoticeSeverityWarning, messages.SampleIntervalUnsure.Text(plan.Query.Metric, known.SampleInterval, what))}
	case known.Sure && d.Interval.Duration() < known.SampleInterval:
		return []data.Notice{notice(data.NoticeSeverityWarning, messages.IntervalTooShort.Text(plan.Query.Metric, known.SampleInterval, what, plan.MinFor(known.SampleInterval)))}
	}
	return nil
}

func notice(severity data.NoticeSeverity, text string) data.Notice {
	return data.Notice{Severity: severity, Text: text}
}
