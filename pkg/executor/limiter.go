package executor

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/trace"
	"golang.org/x/sync/semaphore"
)

// lane separates kinds of requests, which don't wait for each other.
type lane int

// The lanes: queries of panels and alert rules, and names that an editor waits for while its user types.
const (
	queryLane lane = iota
	nameLane
)

// maxConcurrent bounds a data source's concurrent requests of each lane, so that its dashboards leave Grafana and the server free
// for others.
var maxConcurrent = map[lane]int64{queryLane: 30, nameLane: 10}

// limiter lets maxConcurrent requests run at the same time; the others queue.
type limiter struct {
	lanes  map[lane]*semaphore.Weighted
	tracer trace.Tracer
}

func newLimiter(tracer trace.Tracer) *limiter {
	l := &limiter{lanes: map[lane]*semaphore.Weighted{}, tracer: tracer}
	for lane, n := range maxConcurrent {
		l.lanes[lane] = semaphore.NewWeighted(n)
	}
	return l
}

// run runs work once there is a slot in its lane. The error is that of work, or of the context.
func (l *limiter) run(ctx context.Context, in lane, work func(context.Context) error) error {
	queued := time.Now()
	_, span := l.tracer.Start(ctx, "queue")
	err := l.lanes[in].Acquire(ctx, 1)
	span.End()
	queueSeconds.Observe(time.Since(queued).Seconds())
	if err != nil {
		return err
	}
	defer l.lanes[in].Release(1)
	return work(ctx)
}
