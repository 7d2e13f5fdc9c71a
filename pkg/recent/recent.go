// Package recent remembers answers for a while.
package recent

import (
	"context"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/inflight"
)

// Answers are remembered by their question's key, up to a number of them. Equal questions asked at the same time share one
// answer; failures are not remembered. It starts no goroutine (as expirable.LRU does, which never ends): one that isn't
// used any more goes away by itself.
type Answers[T any] struct {
	kept   *lru.Cache[string, *answer[T]]
	life   time.Duration
	asking inflight.Group[T]
}

type answer[T any] struct{ value T }

// New remembers at most that many answers, each for its life.
func New[T any](most int, life time.Duration) *Answers[T] {
	kept, _ := lru.New[string, *answer[T]](most) // errs on sizes below 1 only
	return &Answers[T]{kept: kept, life: life}
}

// Get gives the answer that is remembered, or asks for it.
func (a *Answers[T]) Get(ctx context.Context, key string, ask func(context.Context) (T, error)) (T, error) {
	if known, ok := a.kept.Get(key); ok {
		return known.value, nil
	}
	return a.asking.Do(ctx, key, func(ctx context.Context) (T, error) {
		value, err := ask(ctx)
		if err == nil {
			a.keep(key, &answer[T]{value})
		}
		return value, err
	})
}

func (a *Answers[T]) keep(key string, fresh *answer[T]) {
	a.kept.Add(key, fresh)
	time.AfterFunc(a.life, func() {
		if known, ok := a.kept.Peek(key); ok && known == fresh {
			a.kept.Remove(key)
		}
	})
}
