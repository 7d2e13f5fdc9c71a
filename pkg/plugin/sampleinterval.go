package plugin

import (
	"context"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/executor"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query/buckets"
)

// knownDensity is the measured density of a plan's series, or why it couldn't be measured.
type knownDensity struct {
	query.Density
	err error
	// measured is false where the plan's result doesn't depend on it.
	measured bool
}

// plan binds a query to the server and the range. The density of its series is measured before the query if that lengthens an
// auto interval, or decides whether a long range is fetched in slices. Otherwise it is measured alongside the query, for a
// notice; the density returned is zero then. The channel delivers what is known in the end.
func (i *Instance) plan(ctx context.Context, q query.Query, r request) (query.Plan, query.Density, <-chan knownDensity, error) {
	panel := i.panelContext(r)
	known := make(chan knownDensity, 1)
	plan, err := query.NewPlan(q, panel, r.dialect)
	if err != nil {
		return plan, query.Density{}, known, err
	}
	auto := plan.Query.Downsample != nil && plan.Query.Downsample.Auto
	// A min interval in the settings says what the sample interval is.
	if plan.Request.IsEmpty() || !plan.DependsOnSampleInterval() || i.settings.TimeInterval > 0 || !auto && !plan.CountsSeries() {
		known <- knownDensity{}
		return plan, query.Density{}, known, nil
	}
	plan.IdentifySeries(r.dialect)
	measure := func() knownDensity {
		density, err := i.executor.SampleInterval(ctx, r.caller, plan, r.dialect)
		return knownDensity{density, err, true}
	}
	if !auto && !plan.MayNeedSlices() {
		go deliver(known, func() knownDensity { return i.withAllSeries(ctx, plan, measure(), r) })
		return plan, query.Density{}, known, nil
	}
	density := measure()
	if auto && density.SampleInterval > 0 {
		panel.MinInterval = max(panel.MinInterval, plan.MinFor(density.SampleInterval))
		if plan, err = query.NewPlan(q, panel, r.dialect); err != nil {
			return plan, density.Density, known, err
		}
		plan.IdentifySeries(r.dialect)
	}
	go deliver(known, func() knownDensity { return i.withAllSeries(ctx, plan, density, r) })
	return plan, density.Density, known, nil
}

// panelContext returns what Grafana sends along with the query, with the min interval of the settings and of the query's other
// metrics.
func (i *Instance) panelContext(r request) query.PanelContext {
	return query.PanelContext{
		Range: r.timeRange(), Interval: r.query.Interval, MaxDataPoints: r.query.MaxDataPoints,
		MinInterval: max(i.settings.TimeInterval, r.minInterval),
	}
}

// deliver sends what measure returns, or its panic as an error.
func deliver(known chan<- knownDensity, measure func() knownDensity) {
	var found knownDensity
	if err := executor.Recovered(func() error { found = measure(); return nil }); err != nil {
		found = knownDensity{err: err, measured: true}
	}
	known <- found
}

// withAllSeries also measures the series that no probe saw, for a server that doesn't send TSUIDs: that needs no result.
func (i *Instance) withAllSeries(ctx context.Context, plan query.Plan, known knownDensity, r request) knownDensity {
	if known.err == nil && plan.CountsSeries() && !plan.Request.ShowTSUIDs {
		known.Density = i.executor.AllSeries(ctx, r.caller, plan, r.dialect, known.Density, nil)
	}
	return known
}

// withSeriesOf also measures the series of a result that no probe saw, for a server that sends TSUIDs.
func (i *Instance) withSeriesOf(ctx context.Context, plan query.Plan, known knownDensity, result []opentsdb.Series, r request) knownDensity {
	if known.measured && known.err == nil && plan.Request.ShowTSUIDs {
		known.Density = i.executor.AllSeries(ctx, r.caller, plan, r.dialect, known.Density, result)
	}
	return known
}

// lengthened returns a plan with a longer auto interval, for sparse series that were found only by the result; false where the
// plan's own interval is long enough, or a longer one would leave no graph.
func (i *Instance) lengthened(q query.Query, plan query.Plan, known knownDensity, r request) (query.Plan, bool) {
	if !known.measured || known.err != nil || !plan.Query.Downsample.Auto {
		return plan, false
	}
	minInterval := plan.MinFor(known.SampleInterval)
	if minInterval <= plan.Query.Downsample.Interval.Duration() || minInterval > plan.MaxLengthened() {
		return plan, false
	}
	panel := i.panelContext(r)
	panel.MinInterval = max(panel.MinInterval, minInterval)
	longer, err := query.NewPlan(q, panel, r.dialect)
	return longer, err == nil
}

// densityNotices say that the interval may be too short, so that buckets miss some series.
func densityNotices(plan query.Plan, known knownDensity) []data.Notice {
	if !known.measured {
		return nil
	}
	d := plan.Query.Downsample
	what := plan.Query.Aggregator + " over " + d.Interval.String()
	sampleInterval := buckets.Of(known.SampleInterval)
	switch {
	case known.err != nil && d.Auto:
		return []data.Notice{notice(data.NoticeSeverityWarning, messages.SampleIntervalUnknown.Text(plan.Query.Metric, what, known.err))}
	case known.err != nil || known.Empty():
		return nil
	case known.TooSparse && plan.CountsSeries():
		return []data.Notice{notice(data.NoticeSeverityInfo, messages.SampleIntervalUnsure.Text(plan.Query.Metric, d.Interval, what))}
	case !known.Sure && d.Interval.Duration() <= known.SampleInterval*2:
		return []data.Notice{notice(data.NoticeSeverityWarning, messages.SampleIntervalUnsure.Text(plan.Query.Metric, sampleInterval, what))}
	case known.Sure && d.Interval.Duration() < known.SampleInterval:
		return []data.Notice{notice(data.NoticeSeverityWarning, messages.IntervalTooShort.Text(plan.Query.Metric, sampleInterval, what, buckets.Of(plan.MinFor(known.SampleInterval))))}
	case known.Newest > 0 && plan.CountsSeries():
		return []data.Notice{notice(data.NoticeSeverityInfo, messages.OlderSeriesNotSearched.Text(buckets.Of(known.Newest), plan.Query.Metric, d.Interval, what))}
	}
	return nil
}
