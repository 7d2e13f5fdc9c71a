package executor

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/client"
)

// heldServer is a server that responds to each sub-query with a series of its metric's name, once it is released.
type heldServer struct {
	mu       sync.Mutex
	requests [][]opentsdb.SubQuery
	may      chan struct{}
	// refuses a request.
	refuses func(queries []opentsdb.SubQuery) error
	// unattributed says that it doesn't tell which sub-query a series is of.
	unattributed bool
}

func (h *heldServer) send(ctx context.Context, request opentsdb.QueryRequest, _ client.Bounds) ([]opentsdb.Series, error) {
	h.mu.Lock()
	h.requests = append(h.requests, request.Queries)
	h.mu.Unlock()
	select {
	case <-h.may:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if h.refuses != nil {
		if err := h.refuses(request.Queries); err != nil {
			return nil, err
		}
	}
	var series []opentsdb.Series
	for i, sub := range request.Queries {
		if h.unattributed {
			i = -1
		}
		series = append(series, opentsdb.Series{Metric: sub.Metric, Index: i})
	}
	return series, nil
}

func (h *heldServer) sizes() []int {
	h.mu.Lock()
	defer h.mu.Unlock()
	var sizes []int
	for _, queries := range h.requests {
		sizes = append(sizes, len(queries))
	}
	return sizes
}

// loaded asks for two sub-queries of each of n metrics at the same time: all wait before the server responds to any.
func loaded(t *testing.T, h *heldServer, n int) (responses [][]opentsdb.Series, failures []error) {
	t.Helper()
	h.may = make(chan struct{})
	b := &batcher{send: h.send, wait: time.Hour}
	responses, failures = make([][]opentsdb.Series, n), make([]error, n)
	var running sync.WaitGroup
	for i := range n {
		running.Go(func() {
			metric := fmt.Sprint("m", i)
			responses[i], failures[i] = b.ask(context.Background(), "", opentsdb.QueryRequest{
				Start: 1, End: 2, Queries: []opentsdb.SubQuery{{Metric: metric, Aggregator: "min"}, {Metric: metric, Aggregator: "count"}},
			}, 2)
		})
	}
	require.Eventually(t, func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		waiting := 0
		for _, of := range b.ranges {
			waiting += len(of.waiting)
		}
		return waiting+len(h.sizes()) == n
	}, time.Minute, time.Millisecond)
	close(h.may)
	running.Wait()
	return responses, failures
}

func TestRequestsThatComeAtOnceAreSentTogether(t *testing.T) {
	h := &heldServer{}
	responses, failures := loaded(t, h, 50)
	total := 0
	for _, n := range h.sizes() {
		require.LessOrEqual(t, n, maxBatchQueries)
		total += n
	}
	require.Equal(t, 100, total)
	require.LessOrEqual(t, len(h.sizes()), 4, "one at once, and the other 49 together as far as a request's bounds allow")
	for i, response := range responses {
		require.NoError(t, failures[i])
		require.Len(t, response, 2)
		for n, s := range response {
			require.Equal(t, fmt.Sprint("m", i), s.Metric)
			require.Equal(t, n, s.Index)
		}
	}
}

func TestARequestThatIsRefusedFailsNoneThatWasSentWithIt(t *testing.T) {
	refused := errors.New("no such metric: m7")
	for name, h := range map[string]*heldServer{
		"one is refused": {refuses: func(queries []opentsdb.SubQuery) error {
			for _, sub := range queries {
				if sub.Metric == "m7" {
					return refused
				}
			}
			return nil
		}},
		"series can't be told apart": {unattributed: true},
	} {
		responses, failures := loaded(t, h, 12)
		for i := range responses {
			if i == 7 && h.refuses != nil {
				require.ErrorIs(t, failures[i], refused, name)
				continue
			}
			require.NoError(t, failures[i], name)
			require.Len(t, responses[i], 2, name)
			require.Equal(t, fmt.Sprint("m", i), responses[i][0].Metric, name)
		}
	}
}

func TestABatchEndsWhenNobodyWaitsForIt(t *testing.T) {
	h := &heldServer{may: make(chan struct{})}
	b := &batcher{send: h.send, wait: time.Hour}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		_, err := b.ask(ctx, "", opentsdb.QueryRequest{Queries: []opentsdb.SubQuery{{Metric: "m"}}}, 1)
		done <- err
	}()
	require.Eventually(t, func() bool { return len(h.sizes()) == 1 }, time.Minute, time.Millisecond)
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
	require.Eventually(t, func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return len(b.ranges) == 0
	}, time.Minute, time.Millisecond)
}

func TestRequestsOfOthersOrOverOtherRangesAreSentByThemselves(t *testing.T) {
	h := &heldServer{may: make(chan struct{})}
	close(h.may)
	b := &batcher{send: h.send, wait: time.Hour}
	for _, scope := range []string{"ann", "bob"} {
		for _, end := range []int64{2, 3} {
			_, err := b.ask(context.Background(), scope, opentsdb.QueryRequest{End: end, Queries: []opentsdb.SubQuery{{Metric: "m"}}}, 1)
			require.NoError(t, err)
		}
	}
	require.Equal(t, []int{1, 1, 1, 1}, h.sizes())
}
