package executor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/client"
)

const (
	// maxBatchWait is how long a request waits for the one under way at most, which a person would not notice.
	maxBatchWait = 100 * time.Millisecond
	// maxBatchQueries and maxBatchBytes bound the sub-queries of a batch: of a body as long as an OpenTSDB takes, see
	// maxLastBytes.
	maxBatchQueries = 40
	maxBatchBytes   = maxLastBytes
)

// batcher sends small requests over the same range together, as the sub-queries of one: those of a dashboard's panels, which
// come at once. The first is sent at once; those that come while it is under way wait for it, a tenth of a second at most.
// Where a batch fails, each of its requests is sent by itself, so that it has its own response or error.
type batcher struct {
	send func(ctx context.Context, request opentsdb.QueryRequest, bounds client.Bounds) ([]opentsdb.Series, error)
	// wait bounds how long a request waits for those under way.
	wait time.Duration
	mu   sync.Mutex
	by   map[string]*batches
}

// batches are those of one range.
type batches struct {
	running int
	waiting []*batched
}

// batched is a request that is sent in a batch.
type batched struct {
	ctx       context.Context
	queries   []opentsdb.SubQuery
	bytes     int
	maxSeries int
	done      chan struct{}
	series    []opentsdb.Series
	err       error
}

// ask gives the response to a request of which only its sub-queries are its own, as if it had been sent alone. scope tells
// apart callers that share nothing.
func (b *batcher) ask(ctx context.Context, scope string, request opentsdb.QueryRequest, maxSeries int) ([]opentsdb.Series, error) {
	one := &batched{ctx: ctx, queries: request.Queries, maxSeries: maxSeries, done: make(chan struct{})}
	body, err := json.Marshal(request.Queries)
	if err != nil {
		return nil, fmt.Errorf("write the request: %w", err)
	}
	one.bytes = len(body)
	request.Queries = nil
	rest, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("tell requests apart: %w", err)
	}
	key := scope + string(rest)

	b.mu.Lock()
	if b.by == nil {
		b.by = map[string]*batches{}
	}
	of, ok := b.by[key]
	if !ok {
		of = &batches{}
		b.by[key] = of
	}
	of.waiting = append(of.waiting, one)
	if of.running == 0 {
		b.next(key, of, request)
	} else if len(of.waiting) == 1 {
		time.AfterFunc(b.wait, func() {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.next(key, of, request)
		})
	}
	b.mu.Unlock()
	select {
	case <-one.done:
		return one.series, one.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// next sends what waits, in as few batches as their bounds allow. The lock is held.
func (b *batcher) next(key string, of *batches, request opentsdb.QueryRequest) {
	for len(of.waiting) > 0 {
		n, queries, bytes := 0, 0, 0
		for n < len(of.waiting) {
			one := of.waiting[n]
			queries, bytes = queries+len(one.queries), bytes+one.bytes
			if n > 0 && (queries > maxBatchQueries || bytes > maxBatchBytes) {
				break
			}
			n++
		}
		batch := of.waiting[:n:n]
		of.waiting = of.waiting[n:]
		of.running++
		go func() {
			b.run(batch, request)
			b.mu.Lock()
			defer b.mu.Unlock()
			of.running--
			b.next(key, of, request)
			if of.running == 0 && b.by[key] == of {
				delete(b.by, key)
			}
		}()
	}
}

// run sends a batch for those who still wait for it, until none does.
func (b *batcher) run(batch []*batched, request opentsdb.QueryRequest) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(batch[0].ctx))
	defer cancel()
	var mu sync.Mutex
	present := len(batch)
	for _, one := range batch {
		stop := context.AfterFunc(one.ctx, func() {
			mu.Lock()
			defer mu.Unlock()
			if present--; present == 0 {
				cancel()
			}
		})
		defer stop()
	}
	err := b.together(ctx, batch, request)
	if err == nil || len(batch) == 1 || ctx.Err() != nil {
		for _, one := range batch {
			one.err = err
			close(one.done)
		}
		return
	}
	var apart sync.WaitGroup
	for _, one := range batch {
		apart.Go(func() {
			defer close(one.done)
			one.err = b.together(one.ctx, []*batched{one}, request)
		})
	}
	apart.Wait()
}

// together sends the sub-queries of a batch in one request, and gives each of its requests its own series.
func (b *batcher) together(ctx context.Context, batch []*batched, request opentsdb.QueryRequest) error {
	return Recovered(func() error {
		var bounds client.Bounds
		var owner, index []int
		for i, one := range batch {
			bounds.MaxSeries += one.maxSeries
			one.series = nil
			for n := range one.queries {
				owner, index = append(owner, i), append(index, n)
			}
			request.Queries = append(request.Queries, one.queries...)
		}
		response, err := b.send(ctx, request, bounds)
		if err != nil {
			return err
		}
		for _, s := range response {
			i := 0
			if len(batch) > 1 {
				if s.Index < 0 || s.Index >= len(owner) {
					return errNotAttributed
				}
				i, s.Index = owner[s.Index], index[s.Index]
			}
			batch[i].series = append(batch[i].series, s)
		}
		return nil
	})
}

// errNotAttributed: the server doesn't say which sub-query a series is of. The requests are sent by themselves then.
var errNotAttributed = errors.New("the response doesn't say which of several sub-queries a series is of")
