// Package inflight lets equal questions that are asked at the same time share one answer.
package inflight

import (
	"context"
	"fmt"
	"sync"
)

// Group shares answers by key. Unlike golang.org/x/sync/singleflight it stops the work when everybody who waits for it has
// left, and not when only the first one has. The zero Group is ready for use.
type Group[T any] struct {
	mu    sync.Mutex
	calls map[string]*call[T]
}

type call[T any] struct {
	done    chan struct{}
	cancel  context.CancelFunc
	waiting int
	answer  T
	err     error
}

// Do answers with what work gives, run once for all who ask under the same key until it is done. When ctx ends first, Do
// answers with its error. The context that work gets holds the values of the first asker's.
func (g *Group[T]) Do(ctx context.Context, key string, work func(context.Context) (T, error)) (T, error) {
	c := g.join(ctx, key, work)
	select {
	case <-c.done:
		return c.answer, c.err
	case <-ctx.Done():
		g.leave(key, c)
		var none T
		return none, ctx.Err()
	}
}

func (g *Group[T]) join(ctx context.Context, key string, work func(context.Context) (T, error)) *call[T] {
	g.mu.Lock()
	defer g.mu.Unlock()
	if c, ok := g.calls[key]; ok {
		c.waiting++
		return c
	}
	shared, cancel := context.WithCancel(context.WithoutCancel(ctx))
	c := &call[T]{done: make(chan struct{}), cancel: cancel, waiting: 1}
	if g.calls == nil {
		g.calls = map[string]*call[T]{}
	}
	g.calls[key] = c
	go func() {
		defer g.finish(key, c)
		defer func() {
			if r := recover(); r != nil {
				c.err = fmt.Errorf("the answer's reader failed: %v", r)
			}
		}()
		c.answer, c.err = work(shared)
	}()
	return c
}

// leave stops the work when nobody waits for it any more; who asks next starts it anew.
func (g *Group[T]) leave(key string, c *call[T]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if c.waiting--; c.waiting == 0 {
		c.cancel()
		if g.calls[key] == c {
			delete(g.calls, key)
		}
	}
}

func (g *Group[T]) finish(key string, c *call[T]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.calls[key] == c {
		delete(g.calls, key)
	}
	c.cancel()
	close(c.done)
}
