package metadata

import (
	"context"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/inflight"
)

// remembered is how long an answer is given again: long enough for the keystrokes of one edit, short enough that a new
// metric shows up while its user is still looking for it.
const remembered = time.Minute

// cache remembers answers for a short while and lets simultaneous equal questions share one request.
type cache[T any] struct {
	entries *expirable.LRU[string, T]
	asking  inflight.Group[T]
}

func newCache[T any](size int) *cache[T] {
	return &cache[T]{entries: expirable.NewLRU[string, T](size, nil, remembered)}
}

func (c *cache[T]) get(ctx context.Context, key string, ask func(context.Context) (T, error)) (T, error) {
	if answer, ok := c.entries.Get(key); ok {
		return answer, nil
	}
	return c.asking.Do(ctx, key, func(ctx context.Context) (T, error) {
		answer, err := ask(ctx)
		if err == nil {
			c.entries.Add(key, answer)
		}
		return answer, err
	})
}
