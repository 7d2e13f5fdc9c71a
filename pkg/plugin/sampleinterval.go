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
	grafana := i.grafana(r)
	known := make(chan knownDensity, 1)
	plan, err := query.NewPlan(q, grafana, r.dialect)
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
	ask := func() knownDensity {
		density, err := i.executor.SampleInterval(ctx, r.caller, plan, r.dialect)
		return knownDensity{density, err, true}
	}
	if !auto && !plan.MayNeedSlices() {
		go beside(known, func() knownDensity { return i.beforeResult(ctx, plan, ask(), r) })
		return plan, query.Density{}, known, nil
	}
	density := ask()
	if auto && density.SampleInterval > 0 {
		grafana.MinInterval = max(grafana.MinInterval, plan.MinFor(density.SampleInterval))
		if plan, err = query.NewPlan(q, grafana, r.dialect); err != nil {
			return plan, density.Density, known, err
		}
		plan.IdentifySeries(r.dialect)
	}
	go beside(known, func() knownDensity { return i.beforeResult(ctx, plan, density, r) })
	return plan, density.Density, known, nil
}

// grafana is what the panel asks for, and the min interval of the settings and of the query's other metrics.
func (i *Instance) grafana(r request) query.PanelContext {
	return query.PanelContext{
		Range: r.timeRange(), Interval: r.asked.Interval, MaxDataPoints: r.asked.MaxDataPoints,
		MinInterval: max(i.settings.TimeInterval, r.minInterval),
	}
}

// beside gives what is found out while the query is under way.
func beside(known chan<- knownDensity, find func() knownDensity) {
	var found knownDensity
	if err := executor.Recovered(func() error { found = find(); return nil }); err != nil {
		found = knownDensity{err: err, asked: true}
	}
	known <- found
}

// beforeResult looks at all series where the server doesn't say which are in the result.
func (i *Instance) beforeResult(ctx context.Context, plan query.Plan, known knownDensity, r request) knownDensity {
	if known.err == nil && plan.CountsSeries() && !plan.Request.ShowTSUIDs {
		known.Density = i.executor.AllSeries(ctx, r.caller, plan, r.dialect, known.Density, nil)
	}
	return known
}

// ofAllSeries looks at those series of a result that no probe saw, where the server says which are in it.
func (i *Instance) ofAllSeries(ctx context.Context, plan query.Plan, known knownDensity, result []opentsdb.Series, r request) knownDensity {
	if known.asked && known.err == nil && plan.Request.ShowTSUIDs {
		known.Density = i.executor.AllSeries(ctx, r.caller, plan, r.dialect, known.Density, result)
	}
	return known
}

// lengthened is the plan of an auto interval that holds a point of those series, too, which are so sparse that only the result
// told of them; false where the plan's own does, or it would leave no graph.
func (i *Instance) lengthened(q query.Query, plan query.Plan, known knownDensity, r request) (query.Plan, bool) {
	if !known.asked || known.err != nil || !plan.Query.Downsample.Auto {
		return plan, false
	}
	least := plan.MinFor(known.SampleInterval)
	if least <= plan.Query.Downsample.Interval.Duration() || least > plan.MaxLengthened() {
		return plan, false
	}
	grafana := i.grafana(r)
	grafana.MinInterval = max(grafana.MinInterval, least)
	longer, err := query.NewPlan(q, grafana, r.dialect)
	return longer, err == nil
}

// densityNotices say where the numbers may be those of fewer series than there are.
func densityNotices(plan query.Plan, known knownDensity) []data.Notice {
	if !known.asked {
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
