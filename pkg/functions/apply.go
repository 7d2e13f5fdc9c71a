package functions

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// Fill says how empty buckets of the result are filled. Functions work on gaps, whatever the query's fill policy.
type Fill int

// The fills: gaps, the fill policy zero, and gaps in place of a server's policy that adds points.
const (
	LeaveGaps Fill = iota
	FillZero
	// LeaveGapsInstead leaves gaps where the server would have added points, and says so in a notice.
	LeaveGapsInstead
)

// Input is what Apply needs beside the series.
type Input struct {
	// Shown is the range that is shown, in whole buckets unless the points are raw.
	Shown Range
	Step  Step
	// NowMs is the current time, in ms since 1970.
	NowMs int64
	// HideUnfinished leaves out the bucket that isn't over at NowMs, if its value depends on how full it is.
	HideUnfinished bool
	Fill           Fill
	// Names returns the display names of series of one result; nil: metric and labels.
	Names func([]opentsdb.Series) []string
	// MaxFilled bounds the points that fill empty buckets; 0: 5 million.
	MaxFilled int
}

const maxFilled = 5_000_000

// Result is the result of a chain.
type Result struct {
	// Series are in rank order if Ranked, otherwise by display name and labels. They may share points with the input.
	Series []opentsdb.Series
	Ranked bool
	// Notices are for the user who sees the result.
	Notices []string
}

// Apply applies the chain to the series of all metrics of a query, fetched for the range of Needs. It doesn't modify their
// points. It takes time linear in the points, except for the moving median (n·log n) and calendar buckets (a factor of the log
// of their number).
func (c Chain) Apply(ctx context.Context, series []opentsdb.Series, in Input) (Result, error) {
	if err := c.Check(in.Step); err != nil {
		return Result{}, err
	}
	stages := c.stages(in.Shown, in.Step)
	shown := in.Step.span(in.Shown)
	needed, total, filled := shown, Shift{}, 0
	if len(stages) > 0 {
		needed, total = stages[0].in.needed, stages[len(stages)-1].total
	}
	r := &run{ctx: ctx, Input: in, filled: &filled, bucketMs: shown.firstOf(in.Step)}
	if in.Step.calendar != nil {
		r.bucketMs = in.Step.buckets(needed).FromMs
	}
	if r.MaxFilled == 0 {
		r.MaxFilled = maxFilled
	}
	// Sums of floating point numbers depend on the order, and the server's order changes from call to call.
	series = ordered(withNumbers(series, needed), r.names)
	var result Result
	for i, one := range c.calls {
		r.enter(stages[i])
		next, err := one.fn.apply(r, series)
		if err != nil {
			return Result{}, fmt.Errorf("%s: %w", one.written, err)
		}
		if in.HideUnfinished && in.Step.hasBuckets() && dependsOnFullness(one.fn) {
			next = withoutUnfinished(next, r)
		}
		series = withNumbers(next, stages[i].out.needed)
	}
	series = withNumbers(series, shown)
	if !in.Step.linesUp(total, shown) {
		result.Notices = append(result.Notices, messages.ShiftOffGrid.Text(total.Text()))
	}
	switch in.Fill {
	case FillZero:
		if in.Step.hasBuckets() {
			r.enter(stage{in: spans{shown, shown}, out: spans{shown, shown}, total: total})
			zeros, err := transformNull{}.apply(r, series)
			if err != nil {
				return Result{}, err
			}
			series = zeros
		}
	case LeaveGapsInstead:
		result.Notices = append(result.Notices, messages.FunctionsLeaveGaps.Text())
	}
	result.Ranked = c.Ranked()
	if !result.Ranked {
		series = ordered(series, r.names)
	}
	result.Series = series
	return result, nil
}

// enter prepares the run for a stage.
func (r *run) enter(s stage) {
	r.stage = s
	r.nowMs = r.Step.forth(r.NowMs, s.total)
	r.made = nil
}

// firstOf returns the first timestamp of a span of whole buckets of fixed length.
func (s span) firstOf(step Step) int64 {
	if step.atEnd {
		return s.from - 1 + step.lengthMs
	}
	return s.from
}

func (r *run) names(series []opentsdb.Series) []string {
	if r.Names != nil {
		return r.Names(series)
	}
	names := make([]string, len(series))
	for i, s := range series {
		names[i] = s.Metric
	}
	return names
}

// ordered sorts series by display name, labels and metric, as the server's order changes from call to call.
func ordered(series []opentsdb.Series, names func([]opentsdb.Series) []string) []opentsdb.Series {
	type named struct {
		opentsdb.Series
		name, labels string
	}
	all := make([]named, len(series))
	for i, name := range names(series) {
		all[i] = named{series[i], name, opentsdb.TagsKey(series[i].Tags)}
	}
	slices.SortStableFunc(all, func(a, b named) int {
		return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.labels, b.labels), strings.Compare(a.Metric, b.Metric))
	})
	out := make([]opentsdb.Series, len(all))
	for i, one := range all {
		out[i] = one.Series
	}
	return out
}

// withNumbers returns the series with numbers within a span, and only those numbers of them.
func withNumbers(series []opentsdb.Series, within span) []opentsdb.Series {
	result := make([]opentsdb.Series, 0, len(series))
	for _, s := range series {
		s.Points = numbers(cut(s.Points, within))
		if len(s.Points) > 0 {
			result = append(result, s)
		}
	}
	return result
}

// cut returns the points within a span.
func cut(points []opentsdb.Point, within span) []opentsdb.Point {
	at := func(ms int64) int {
		i, _ := slices.BinarySearchFunc(points, ms, func(p opentsdb.Point, ms int64) int { return cmp.Compare(p.TimeMs, ms) })
		return i
	}
	from, to := at(within.from), at(within.to)
	return points[from:max(from, to)]
}

// numbers returns the points without gaps; the same slice if there are none.
func numbers(points []opentsdb.Point) []opentsdb.Point {
	if !slices.ContainsFunc(points, opentsdb.Point.IsGap) {
		return points
	}
	result := make([]opentsdb.Point, 0, len(points))
	for _, p := range points {
		if !p.IsGap() {
			result = append(result, p)
		}
	}
	return result
}

func withoutUnfinished(series []opentsdb.Series, r *run) []opentsdb.Series {
	out := slices.Clone(series)
	for i, s := range out {
		n := len(s.Points)
		for n > 0 && !r.isOver(s.Points[n-1].TimeMs) {
			n--
		}
		out[i].Points = s.Points[:n]
	}
	return out
}

// gapless appends a value if it is a number.
func gapless(points []opentsdb.Point, ms int64, value float64) []opentsdb.Point {
	if math.IsNaN(value) {
		return points
	}
	return append(points, opentsdb.Point{TimeMs: ms, Value: value})
}
