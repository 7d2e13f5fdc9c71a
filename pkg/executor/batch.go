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
	// maxBatchWait bounds how long a request waits for the one under way; a person doesn't notice it.
	maxBatchWait = 100 * time.Millisecond
	// maxBatchQueries and maxBatchBytes bound the sub-queries of a batch. OpenTSDB refuses longer bodies, see maxLastBytes.
	maxBatchQueries = 40
	maxBatchBytes   = maxLastBytes
)

// batcher joins small requests over the same range into one with all their sub-queries, since a dashboard's panels send theirs
// at the same time. The first is sent immediately; those that come while it is under way wait for its end, up to wait. If a batch
// fails, each of its requests is sent by itself, so that each gets its own response or error.
type batcher struct {
	send func(ctx context.Context, request opentsdb.QueryRequest, bounds client.Bounds) ([]opentsdb.Series, error)
	// wait bounds how long a request waits for those under way.
	wait   time.Duration
	mu     sync.Mutex
	ranges map[string]*batches
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

// ask returns the response to a request as if it had been sent by itself. Requests that differ only in their sub-queries are sent
// together; scope separates callers that may share nothing.
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
		return nil, fmt.Errorf("write the key of a request: %w", err)
	}
	key := scope + string(rest)

	b.mu.Lock()
	if b.ranges == nil {
		b.ranges = map[string]*batches{}
	}
	of, ok := b.ranges[key]
	if !ok {
		of = &batches{}
		b.ranges[key] = of
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

// next sends the waiting requests in as few batches as the bounds allow. The caller holds the lock.
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
			if of.running == 0 && b.ranges[key] == of {
				delete(b.ranges, key)
			}
		}()
	}
}

// run sends a batch, and cancels it when nobody waits for it any more.
func (b *batcher) run(batch []*batched, request opentsdb.QueryRequest) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(batch[0].ctx))
	defer cancel()
	var mu sync.Mutex
	waiting := len(batch)
	for _, one := range batch {
		stop := context.AfterFunc(one.ctx, func() {
			mu.Lock()
			defer mu.Unlock()
			if waiting--; waiting == 0 {
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
	var each sync.WaitGroup
	for _, one := range batch {
		each.Go(func() {
			defer close(one.done)
			one.err = b.together(one.ctx, []*batched{one}, request)
		})
	}
	each.Wait()
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

// errNotAttributed makes run send the requests by themselves.
var errNotAttributed = errors.New("the response doesn't say to which sub-query a series belongs")
