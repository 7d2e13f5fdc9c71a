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
	// concurrentSlices is how many slices of one query are asked for at once.
	concurrentSlices = 4
	// maxHalvings is how often a slice is halved that the server refuses for its size.
	maxHalvings = 4
)

// fetched is what the server gave for a range.
type fetched struct {
	series []opentsdb.Series
	// slices is how many requests it took, each for a slice of the range.
	slices int
}

// part is what the server gave for a slice.
type part struct {
	slice  query.Slice
	series []opentsdb.Series
}

// fetch asks the server for a plan's range from start (ms since 1970) on, and computes what the server can't. What is too
// much for one request is asked for in slices, as far as that can be known before; where the server refuses nevertheless,
// halves are asked for. Either all of them are given, or an error.
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

// fetching is one range that is being asked for.
type fetching struct {
	e     *Executor
	plan  query.Plan
	known query.Density
	whole query.Slice
	// slices is how many the range is in now.
	slices atomic.Int64
	// bytes and points were read in all slices together.
	bytes, points atomic.Int64
	// isSize is set once it is known that the store's refusals are about the size.
	isSize atomic.Bool
}

// round is what came of asking for some slices.
type round struct {
	done []part
	// refused were too much for the server, or weren't asked for since others like them were.
	refused []query.Slice
	// first is the first that was refused, and why its error.
	first query.Slice
	why   error
}

// ask asks for slices, a few at once. Cautious, it asks for one of them alone first, and where that is refused for none of
// the others. An error that isn't about the size ends it.
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

// slice gives a slice's series; never nil beside no error.
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

// isTooMuch says whether the server refused a slice because it would have to read too much. OpenTSDB says so. The gateway of
// OVH Metrics says of every refusal of its store the same: it was the size if the store takes the smallest part of the slice.
func (f *fetching) isTooMuch(ctx context.Context, err error, s query.Slice) bool {
	p, ok := errors.AsType[*problems.Error](err)
	if !ok {
		return false
	}
	if _, own := errors.AsType[*decode.LimitError](err); own || f.e.config.TooLarge != nil && errors.Is(err, f.e.config.TooLarge) {
		return false // the response is, and those of slices would be together
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

// isOverLimit says whether the range has more points than the server is known to read.
func (f *fetching) isOverLimit() bool {
	most := f.e.config.Dialect.MaxPointsRead
	return most > 0 && f.plan.PointsToRead(f.whole, f.known) > most
}

// ofSlice says of which slice an error is, where there are several.
func (f *fetching) ofSlice(err error, s query.Slice) error {
	p, ok := errors.AsType[*problems.Error](err)
	n := f.slices.Load()
	if !ok || n < 2 || p.Kind == problems.KindCanceled {
		return err
	}
	told := *p
	told.Message += " " + messages.SliceFailed.Text(timeText(s.Start), timeText(s.End), n)
	return &told
}

// tooMuch is the error of a range that can't be divided further, of which a slice was refused for its size.
func (f *fetching) tooMuch(why error, s query.Slice) error {
	p, ok := errors.AsType[*problems.Error](why)
	if !ok {
		return why
	}
	told := *p
	points := f.plan.PointsToRead(f.whole, f.known)
	most := f.e.config.Dialect.MaxPointsRead
	if told.Kind == problems.KindStore && points > 0 && most > 0 && points > most {
		told.Kind = problems.KindLimit
		told.Message = messages.StoreLimit.Text(f.e.config.Server, p.Status, pointsText(most))
	}
	switch {
	case s != f.whole:
		told.Message += " " + messages.SliceTooLarge.Text(timeText(s.Start), timeText(s.End), buckets.RoundedDown(f.plan.Length(s)))
	case points > most && most > 0:
		share := float64(most) / float64(points)
		told.Message += " " + messages.NarrowTo.Text(pointsText(points), f.known.Series, buckets.RoundedDown(time.Duration(float64(f.plan.Length(f.whole))*share)), int64(float64(f.known.Series)*share))
	case points > 0:
		told.Message += " " + messages.ReadsSoMuch.Text(pointsText(points), f.known.Series)
	}
	return &told
}

func timeText(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.DateTime + " MST") }

func pointsText(n int64) string {
	return (&decode.LimitError{What: decode.LimitedPoints, Max: n}).Amount()
}
