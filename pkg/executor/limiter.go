package executor

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/trace"
	"golang.org/x/sync/semaphore"
)

// maxConcurrentRequests bounds the requests that one data source has under way at its server, so that one data source's
// dashboards leave Grafana and the server free for others.
const maxConcurrentRequests = 30

// limiter lets so many requests run at once; the others queue.
type limiter struct {
	slots  *semaphore.Weighted
	tracer trace.Tracer
}

func newLimiter(tracer trace.Tracer) *limiter {
	return &limiter{slots: semaphore.NewWeighted(maxConcurrentRequests), tracer: tracer}
}

// run runs work once there is a slot for it. Its error is work's, or the context's.
func (l *limiter) run(ctx context.Context, work func(context.Context) error) error {
	queued := time.Now()
	_, span := l.tracer.Start(ctx, "queue")
	err := l.slots.Acquire(ctx, 1)
	span.End()
	queueSeconds.Observe(time.Since(queued).Seconds())
	if err != nil {
		return err
	}
	defer l.slots.Release(1)
	return work(ctx)
}
