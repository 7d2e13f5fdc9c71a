package executor

import (
	"context"
	"runtime/debug"
	"sync"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
)

// coalescer lets concurrent requests with the same key share one response. Unlike golang.org/x/sync/singleflight, it cancels the
// work when all callers have left, and not when the first has.
type coalescer[T any] struct {
	// call is the label that the metrics count requests under.
	call   string
	mu     sync.Mutex
	shared map[string]*flight[T]
}

// flight is one run of work that several callers wait for.
type flight[T any] struct {
	done    chan struct{}
	cancel  context.CancelFunc
	waiting int
	result  T
	err     error
}

// do returns the result of work, which runs once for all who call with the same key until it is done; or the error of ctx, if
// that ends first. The context of work has the values of the first caller's.
func (g *coalescer[T]) do(ctx context.Context, key string, work func(context.Context) (T, error)) (T, error) {
	c := g.join(ctx, key, work)
	select {
	case <-c.done:
		return c.result, c.err
	case <-ctx.Done():
		g.leave(key, c)
		var none T
		return none, ctx.Err()
	}
}

func (g *coalescer[T]) join(ctx context.Context, key string, work func(context.Context) (T, error)) *flight[T] {
	g.mu.Lock()
	defer g.mu.Unlock()
	if c, ok := g.shared[key]; ok {
		c.waiting++
		coalesced.WithLabelValues(g.call).Inc()
		return c
	}
	lasting, cancel := context.WithCancel(context.WithoutCancel(ctx))
	c := &flight[T]{done: make(chan struct{}), cancel: cancel, waiting: 1}
	if g.shared == nil {
		g.shared = map[string]*flight[T]{}
	}
	g.shared[key] = c
	go func() {
		defer g.finish(key, c)
		c.err = Recovered(func() (err error) {
			c.result, err = work(lasting)
			return err
		})
	}()
	return c
}

// leave cancels the work when nobody waits for it any more; the next caller starts it again.
func (g *coalescer[T]) leave(key string, c *flight[T]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if c.waiting--; c.waiting == 0 {
		c.cancel()
		if g.shared[key] == c {
			delete(g.shared, key)
		}
	}
}

func (g *coalescer[T]) finish(key string, c *flight[T]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shared[key] == c {
		delete(g.shared, key)
	}
	c.cancel()
	close(c.done)
}

// Recovered runs work and returns a panic in it as a *Panic: in a goroutine of its own, a panic would end the process.
func Recovered(work func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &Panic{Value: r, Stack: debug.Stack()}
		}
	}()
	return work()
}

// Panic is a recovered panic, with the stack of where it happened.
type Panic struct {
	Value any
	Stack []byte
}

func (e *Panic) Error() string { return messages.PluginPanic.Text(e.Value) }
