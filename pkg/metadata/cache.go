package metadata

import (
	"context"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"golang.org/x/sync/singleflight"
)

// remembered is how long an answer is given again: long enough for the keystrokes of one edit, short enough that a new
// metric shows up while its user is still looking for it.
const remembered = time.Minute

// patience is how long an answer is waited for when everybody who asked has left; what came is then remembered.
const patience = 30 * time.Second

// cache remembers answers for a short while and lets simultaneous equal questions share one request.
type cache[T any] struct {
	entries *expirable.LRU[string, T]
	asking  singleflight.Group
}

func newCache[T any](size int) *cache[T] {
	return &cache[T]{entries: expirable.NewLRU[string, T](size, nil, remembered)}
}

func (c *cache[T]) get(ctx context.Context, key string, ask func(context.Context) (T, error)) (T, error) {
	if answer, ok := c.entries.Get(key); ok {
		return answer, nil
	}
	done := c.asking.DoChan(key, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		answer, err := ask(ctx)
		if err == nil {
			c.entries.Add(key, answer)
		}
		return answer, err
	})
	select {
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	case result := <-done:
		answer, _ := result.Val.(T)
		return answer, result.Err
	}
}
