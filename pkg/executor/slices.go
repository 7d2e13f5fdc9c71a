package executor

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/evaluate"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/client"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/decode"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/problems"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query/buckets"
)

const (
	// concurrentSlices is how many slices of one query are fetched at the same time.
	concurrentSlices = 4
	// maxHalvings bounds how often a slice is halved that the server refuses for its size.
	maxHalvings = 4
)

// fetched is the result of fetching a range.
type fetched struct {
	series []opentsdb.Series
	// slices is how many slices the range was fetched in.
	slices int
}

// part is the result of fetching a slice.
type part struct {
	slice  query.Slice
	series []opentsdb.Series
}

// fetch fetches a plan's range from start (ms since 1970) on, and computes what the server can't. A range with many known
// points is fetched in slices; a slice that the server refuses for its size is fetched in halves. If one of them fails, all do.
func (e *Executor) fetch(ctx context.Context, plan query.Plan, known query.Density, start int64) (fetched, error) {
	f := &fetching{e: e, plan: plan, known: known, whole: query.Slice{Start: start, End: plan.Request.End}}
	waiting := plan.Slices(start, known)
	f.slices.Store(int64(len(waiting)))
	var done []part
	for halvings := 0; len(waiting) > 0; halvings++ {
		round, err := f.ask(ctx, waiting, halvings > 0)
		if err != nil {
			return fetched{}, err
		}
		done = append(done, round.done...)
		waiting = nil
		for _, s := range round.refused {
			waiting = append(waiting, plan.Halve(s)...)
		}
		if len(round.refused) > 0 && (halvings == maxHalvings || len(waiting) == len(round.refused)) {
			return fetched{}, f.tooMuch(round.why, round.first)
		}
		f.slices.Store(int64(len(done) + len(waiting)))
	}
	if len(done) == 1 {
		return fetched{done[0].series, 1}, nil
	}
	slices.SortFunc(done, func(a, b part) int { return cmp.Compare(a.slice.Start, b.slice.Start) })
	joined := joinSlices(plan, done)
	if len(joined) > e.config.MaxSeries {
		return fetched{}, e.tooManySeries()
	}
	return fetched{joined, len(done)}, nil
}

// fetching is the state of fetching one range.
type fetching struct {
	e     *Executor
	plan  query.Plan
	known query.Density
	whole query.Slice
	// slices is how many slices the range is divided into by now.
	slices atomic.Int64
	// bytes and points count what was read in all slices.
	bytes, points atomic.Int64
	// isSize is set once it is known that the store refuses slices for their size.
	isSize atomic.Bool
}

// round is the result of fetching some slices.
type round struct {
	done []part
	// refused are too large for the server, or weren't sent since others were too large.
	refused []query.Slice
	// first is the first slice that was refused, why is its error.
	first query.Slice
	why   error
}

// ask fetches slices, concurrentSlices at a time. If cautious, it first fetches a single one, and none of the others if that is
// refused. An error that isn't about the size ends it.
func (f *fetching) ask(ctx context.Context, all []query.Slice, cautious bool) (round, error) {
	var (
		mu     sync.Mutex
		result round
	)
	isRefused := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return result.why != nil
	}
	one := func(ctx context.Context, s query.Slice) error {
		var series []opentsdb.Series
		var err error
		if !isRefused() {
			if series, err = f.slice(ctx, s); err != nil && !f.isTooMuch(ctx, err, s) {
				return f.ofSlice(err, s)
			}
		}
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err != nil && result.why == nil:
			result.first, result.why = s, err
			fallthrough
		case err != nil, series == nil:
			result.refused = append(result.refused, s)
		default:
			result.done = append(result.done, part{s, series})
		}
		return nil
	}
	if cautious {
		last := len(all) - 1
		if err := one(ctx, all[last]); err != nil {
			return round{}, err
		}
		all = all[:last]
	}
	running, ctx := errgroup.WithContext(ctx)
	running.SetLimit(concurrentSlices)
	for _, s := range all {
		running.Go(func() error { return Recovered(func() error { return one(ctx, s) }) })
	}
	err := running.Wait()
	slices.SortFunc(result.refused, func(a, b query.Slice) int { return cmp.Compare(a.Start, b.Start) })
	return result, err
}

// slice returns a slice's series, never nil without an error.
func (f *fetching) slice(ctx context.Context, s query.Slice) ([]opentsdb.Series, error) {
	request := f.plan.Request
	request.Start, request.End = s.Start, s.End
	response, err := f.e.request(ctx, request, client.Bounds{MaxSeries: f.e.maxFetched(f.plan), Read: &f.bytes})
	if err != nil {
		return nil, err
	}
	var points int64
	for _, one := range response {
		points += int64(len(one.Points))
	}
	if f.points.Add(points) > decode.DefaultMaxPoints {
		return nil, f.e.client.Fail("query", &decode.LimitError{What: decode.LimitedPoints, Max: decode.DefaultMaxPoints})
	}
	ctx, span := f.e.config.Tracer.Start(ctx, "evaluate")
	defer span.End()
	series, err := evaluate.Result(ctx, f.plan, response, f.e.config.Dialect)
	switch {
	case err != nil && ctx.Err() == nil: // the response doesn't fit the request
		err = &problems.Error{Kind: problems.KindFormat, Status: http.StatusBadGateway, Source: problems.Downstream, Message: err.Error(), Cause: err}
	case err == nil && len(series) > f.e.config.MaxSeries:
		err = f.e.tooManySeries()
	}
	if series == nil {
		series = []opentsdb.Series{}
	}
	return series, err
}

func (e *Executor) tooManySeries() error {
	return e.client.Fail("query", &decode.LimitError{What: decode.LimitedSeries, Max: int64(e.config.MaxSeries)})
}

// isTooMuch says whether the server refused a slice because it would have to read too much. OpenTSDB says so. The gateway of OVH
// Metrics gives the same error for every refusal of its store: if the store accepts a small part of the slice, it was the size.
func (f *fetching) isTooMuch(ctx context.Context, err error, s query.Slice) bool {
	p, ok := errors.AsType[*problems.Error](err)
	if !ok {
		return false
	}
	if _, own := errors.AsType[*decode.LimitError](err); own || f.e.config.TooLarge != nil && errors.Is(err, f.e.config.TooLarge) {
		return false // the response exceeds our own limit, and those of slices together would, too
	}
	switch p.Kind {
	case problems.KindLimit:
		return p.Status == 413
	case problems.KindStore:
		if f.isSize.Load() || f.isOverLimit() {
			return true
		}
		smallest := s
		for range maxHalvings {
			halves := f.plan.Halve(smallest)
			smallest = halves[len(halves)-1]
		}
		if smallest == s {
			return false
		}
		_, err := f.slice(ctx, smallest)
		f.isSize.CompareAndSwap(false, err == nil)
		return err == nil
	}
	return false
}

// isOverLimit says whether the range has more points than the server reads for a request.
func (f *fetching) isOverLimit() bool {
	limit := f.e.config.Dialect.MaxPointsRead
	return limit > 0 && f.plan.PointsToRead(f.whole, f.known) > limit
}

// ofSlice adds to an error which of several slices it is about.
func (f *fetching) ofSlice(err error, s query.Slice) error {
	p, ok := errors.AsType[*problems.Error](err)
	n := f.slices.Load()
	if !ok || n < 2 || p.Kind == problems.KindCanceled {
		return err
	}
	extended := *p
	extended.Message += " " + messages.SliceFailed.Text(timeText(s.Start), timeText(s.End), n)
	return &extended
}

// tooMuch returns the error of a range that can't be divided further, after the slice s was refused for its size.
func (f *fetching) tooMuch(why error, s query.Slice) error {
	p, ok := errors.AsType[*problems.Error](why)
	if !ok {
		return why
	}
	extended := *p
	points := f.plan.PointsToRead(f.whole, f.known)
	limit := f.e.config.Dialect.MaxPointsRead
	if extended.Kind == problems.KindStore && points > 0 && limit > 0 && points > limit {
		extended.Kind = problems.KindLimit
		extended.Message = messages.StoreLimit.Text(f.e.config.Server, p.Status, pointsText(limit))
	}
	switch {
	case s != f.whole:
		extended.Message += " " + messages.SliceTooLarge.Text(timeText(s.Start), timeText(s.End), buckets.RoundedDown(f.plan.Length(s)))
	case points > limit && limit > 0:
		share := float64(limit) / float64(points)
		extended.Message += " " + messages.NarrowTo.Text(pointsText(points), f.known.Series, buckets.RoundedDown(time.Duration(float64(f.plan.Length(f.whole))*share)), int64(float64(f.known.Series)*share))
	case points > 0:
		extended.Message += " " + messages.ReadsSoMuch.Text(pointsText(points), f.known.Series)
	}
	return &extended
}

func timeText(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.DateTime + " MST") }

func pointsText(n int64) string {
	return (&decode.LimitError{What: decode.LimitedPoints, Max: n}).Amount()
}
