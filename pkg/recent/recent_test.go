package recent_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/recent"
)

// counter answers with the number of times that it was asked.
type counter struct{ asked int }

func (c *counter) ask(context.Context) (int, error) {
	c.asked++
	return c.asked, nil
}

func get(t *testing.T, answers *recent.Answers[int], key string, c *counter) int {
	t.Helper()
	value, err := answers.Get(t.Context(), key, c.ask)
	require.NoError(t, err)
	return value
}

func TestAnswersAreRememberedForTheirLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answers, c := recent.New[int](10, time.Minute), &counter{}
		require.Equal(t, 1, get(t, answers, "a", c))
		time.Sleep(59 * time.Second)
		require.Equal(t, 1, get(t, answers, "a", c), "still remembered, and asking doesn't prolong it")
		time.Sleep(time.Second)
		synctest.Wait()
		require.Equal(t, 2, get(t, answers, "a", c))
		time.Sleep(59 * time.Second)
		require.Equal(t, 2, get(t, answers, "a", c))
	})
}

func TestOnlySoManyAreRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answers, c := recent.New[int](2, time.Minute), &counter{}
		for _, key := range []string{"a", "b", "c"} {
			get(t, answers, key, c)
		}
		require.Equal(t, 3, get(t, answers, "c", c))
		require.Equal(t, 4, get(t, answers, "a", c), "the one that wasn't used the longest was forgotten")
		time.Sleep(2 * time.Minute) // for the timers to end
	})
}

func TestFailuresAreNotRemembered(t *testing.T) {
	answers, c := recent.New[int](10, time.Minute), &counter{}
	_, err := answers.Get(t.Context(), "a", func(context.Context) (int, error) { return 0, errors.New("not now") })
	require.ErrorContains(t, err, "not now")
	require.Equal(t, 1, get(t, answers, "a", c))
}

func TestNoGoroutineStaysBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 100 {
		get(t, recent.New[int](10, time.Hour), "a", &counter{})
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before+5; time.Sleep(time.Millisecond) {
		require.True(t, time.Now().Before(deadline), "%d goroutines, %d before", runtime.NumGoroutine(), before)
	}
}
