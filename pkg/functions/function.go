package functions

import (
	"context"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// function is one function with its parameters.
type function interface {
	// check returns why the function, which the query calls by name, can't be applied to the step; empty: it can.
	check(name string, s Step) string
	// shift returns how far back its values come from.
	shift(s Step) Shift
	// neededFrom returns the earliest timestamp that its result depends on, from a timestamp on.
	neededFrom(from int64, l lookBack) int64
	// apply computes the result. It mustn't modify points, which are shared.
	apply(r *run, series []opentsdb.Series) ([]opentsdb.Series, error)
}

// plain is embedded by functions that look at one timestamp at a time.
type plain struct{}

func (plain) check(string, Step) string               { return "" }
func (plain) shift(Step) Shift                        { return Shift{} }
func (plain) neededFrom(from int64, _ lookBack) int64 { return from }

// needsBuckets returns the problem of a function that needs several buckets.
func needsBuckets(name string, s Step) string {
	if s.isWhole {
		return messages.FunctionWholeRange.Text(name)
	}
	return ""
}

// run is the context that one function is applied in.
type run struct {
	ctx context.Context
	Input
	stage
	// bucketMs is the timestamp of any fetched bucket.
	bucketMs int64
	// made caches buckets().
	made *grid
	// nowMs is the current time, shifted as the series of the stage are.
	nowMs int64
	// filled counts the points that filled empty buckets.
	filled *int
}

// buckets returns the timestamps of the stage's buckets.
func (r *run) buckets() *grid {
	if r.made == nil {
		over := span{min(r.in.needed.from, r.out.needed.from), max(r.in.needed.to, r.out.needed.to)}
		made := r.Step.grid(over, r.bucketMs, r.total, 0)
		r.made = &made
	}
	return r.made
}

// isOver says whether the bucket with a timestamp is over.
func (r *run) isOver(ms int64) bool {
	if r.Step.atEnd {
		return ms <= r.nowMs
	}
	return r.buckets().next(ms) <= r.nowMs
}

// each replaces the points of each series.
func (r *run) each(series []opentsdb.Series, points func(opentsdb.Series) []opentsdb.Point) ([]opentsdb.Series, error) {
	out := make([]opentsdb.Series, 0, len(series))
	for _, s := range series {
		if err := r.ctx.Err(); err != nil {
			return nil, err
		}
		s.Points = points(s)
		out = append(out, s)
	}
	return out, nil
}
