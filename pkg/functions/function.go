package functions

import (
	"context"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// function is one function with its parameters.
type function interface {
	// check says what it can't do with the step; empty: nothing.
	check(s Step) string
	// shift is how far back its values come from.
	shift(s Step) Shift
	// neededFrom is the earliest timestamp that a result from a timestamp on depends on.
	neededFrom(from int64, l lookBack) int64
	// apply computes the result. Points are shared: it makes new ones.
	apply(r *run, series []opentsdb.Series) ([]opentsdb.Series, error)
}

// plain is what functions have in common that look at one timestamp at a time.
type plain struct{}

func (plain) check(Step) string                       { return "" }
func (plain) shift(Step) Shift                        { return Shift{} }
func (plain) neededFrom(from int64, _ lookBack) int64 { return from }

// needsBuckets is the problem of functions that want several buckets.
func needsBuckets(s Step) string {
	if s.isWhole {
		return messages.FunctionWholeRange.Text()
	}
	return ""
}

// run is one function at work.
type run struct {
	ctx context.Context
	Input
	stage
	// bucketMs is the timestamp of a bucket as it was fetched.
	bucketMs int64
	// made are the buckets, where a function has asked for them.
	made *grid
	// nowMs is the clock as the series of the stage tell it: shifted as they are.
	nowMs int64
	// filled counts the points made of nothing.
	filled *int
}

// buckets are the timestamps of the stage's buckets.
func (r *run) buckets() *grid {
	if r.made == nil {
		over := span{min(r.in.needed.from, r.out.needed.from), max(r.in.needed.to, r.out.needed.to)}
		made := r.Step.grid(over, r.bucketMs, r.total, 0)
		r.made = &made
	}
	return r.made
}

// isOver says whether the bucket with a timestamp is over by the clock.
func (r *run) isOver(ms int64) bool {
	if r.Step.atEnd {
		return ms <= r.nowMs
	}
	return r.buckets().next(ms) <= r.nowMs
}

// each makes new points of each series' own.
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
