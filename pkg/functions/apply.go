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

// Fill says what the empty buckets of the result are, which functions work on as gaps.
type Fill int

// The fills: gaps, the fill policy zero, and a policy of the server's that invents points and is asked for as gaps.
const (
	LeaveGaps Fill = iota
	FillZero
	// LeaveGapsInstead leaves gaps where the server would have invented points, and says so.
	LeaveGapsInstead
)

// Input is what Apply has to know beside the series.
type Input struct {
	// Shown is the range of whole buckets that is shown, or that of raw points.
	Shown Range
	Step  Step
	// NowMs is the clock, in ms since 1970.
	NowMs int64
	// HideUnfinished leaves out the bucket that isn't over by the clock where its value depends on how full it is.
	HideUnfinished bool
	Fill           Fill
	// Names are the displayed names of series that stand beside each other; nil: metric and labels.
	Names func([]opentsdb.Series) []string
	// MaxFilled bounds the points that are made where a series has none; 0: 5 million.
	MaxFilled int
}

const maxFilled = 5_000_000

// Result is what a chain makes of a query's series.
type Result struct {
	// Series are in rank order where Ranked, else by displayed name and labels. Their points are new or those of the input.
	Series []opentsdb.Series
	Ranked bool
	// Notices say what somebody who looks at the result has to know.
	Notices []string
}

// Apply computes the chain over the series that a server gave for the range of Needs, all metrics of the query together.
// The cost is linear in the points, but for the moving median (n·log n) and the calendar (log of its buckets). Points aren't written.
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
	// Sums of floating point numbers depend on their order, which is never to be the server's.
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

// firstOf is the first timestamp of a span of whole fixed buckets.
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

// ordered sorts series by displayed name, labels and metric: never by the server's order, which changes from call to call.
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

// withNumbers are the series that have a number within a span, with their numbers there.
func withNumbers(series []opentsdb.Series, within span) []opentsdb.Series {
	kept := make([]opentsdb.Series, 0, len(series))
	for _, s := range series {
		s.Points = numbers(cut(s.Points, within))
		if len(s.Points) > 0 {
			kept = append(kept, s)
		}
	}
	return kept
}

// cut is the part of sorted points that lies within a span.
func cut(points []opentsdb.Point, within span) []opentsdb.Point {
	at := func(ms int64) int {
		i, _ := slices.BinarySearchFunc(points, ms, func(p opentsdb.Point, ms int64) int { return cmp.Compare(p.TimeMs, ms) })
		return i
	}
	from, to := at(within.from), at(within.to)
	return points[from:max(from, to)]
}

// numbers are the points without gaps; the same ones where there is no gap.
func numbers(points []opentsdb.Point) []opentsdb.Point {
	if !slices.ContainsFunc(points, opentsdb.Point.IsGap) {
		return points
	}
	kept := make([]opentsdb.Point, 0, len(points))
	for _, p := range points {
		if !p.IsGap() {
			kept = append(kept, p)
		}
	}
	return kept
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

// gapless keeps a value that is a number.
func gapless(points []opentsdb.Point, ms int64, value float64) []opentsdb.Point {
	if math.IsNaN(value) {
		return points
	}
	return append(points, opentsdb.Point{TimeMs: ms, Value: value})
}
