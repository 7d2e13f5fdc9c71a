package executor

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEqualRequestsShareOneResponse(t *testing.T) {
	var g coalescer[int]
	var runs atomic.Int32
	started, release := make(chan struct{}), make(chan struct{})
	work := func(context.Context) (int, error) {
		if runs.Add(1) == 1 {
			close(started)
		}
		<-release
		return 42, nil
	}
	var wg sync.WaitGroup
	ask := func() {
		defer wg.Done()
		result, err := g.do(t.Context(), "key", work)
		if result != 42 || err != nil {
			t.Errorf("result %d, %v", result, err)
		}
	}
	wg.Add(1)
	go ask()
	<-started
	for range 9 {
		wg.Add(1)
		go ask()
	}
	other, err := g.do(t.Context(), "other", func(context.Context) (int, error) { return 7, nil })
	require.NoError(t, err)
	require.Equal(t, 7, other)
	time.Sleep(20 * time.Millisecond) // so that the nine have joined; one that hasn't would only run the work again
	close(release)
	wg.Wait()
	require.LessOrEqual(t, runs.Load(), int32(2))
}

func TestTheWorkStopsWhenTheLastCallerLeaves(t *testing.T) {
	var g coalescer[int]
	started, stopped := make(chan struct{}), make(chan struct{})
	work := func(ctx context.Context) (int, error) {
		close(started)
		<-ctx.Done()
		close(stopped)
		return 0, ctx.Err()
	}
	first, leaveFirst := context.WithCancel(t.Context())
	second, leaveSecond := context.WithCancel(t.Context())
	errs := make(chan error, 2)
	go func() { _, err := g.do(first, "key", work); errs <- err }()
	<-started
	go func() {
		_, err := g.do(second, "key", func(context.Context) (int, error) { return 0, errors.New("not shared") })
		errs <- err
	}()
	time.Sleep(20 * time.Millisecond)
	leaveFirst()
	require.ErrorIs(t, <-errs, context.Canceled)
	select {
	case <-stopped:
		t.Fatal("the work stopped while somebody waited")
	case <-time.After(20 * time.Millisecond):
	}
	leaveSecond()
	require.ErrorIs(t, <-errs, context.Canceled)
	<-stopped
}

func TestAPanicIsAnError(t *testing.T) {
	var g coalescer[int]
	_, err := g.do(t.Context(), "key", func(context.Context) (int, error) { panic("broken") })
	require.ErrorContains(t, err, "broken")
	var p *Panic
	require.ErrorAs(t, err, &p)
	require.Contains(t, string(p.Stack), "coalesce_test.go", "the stack says where")
	result, err := g.do(t.Context(), "key", func(context.Context) (int, error) { return 1, nil })
	require.NoError(t, err)
	require.Equal(t, 1, result)
}
