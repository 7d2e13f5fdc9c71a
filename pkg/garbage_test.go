package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestGarbageIsBoundedWhateverIsInUse(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	t.Cleanup(func() { debug.SetMemoryLimit(math.MaxInt64) })
	require.True(t, boundGarbage())
	within := func(low, high int64) {
		t.Helper()
		require.Eventually(t, func() bool {
			runtime.GC()
			limit := debug.SetMemoryLimit(-1)
			return limit >= low && limit <= high
		}, time.Minute, time.Millisecond)
	}
	const large = 256 << 20
	inUse := make([]byte, large)
	within(large+maxGarbage, 2*large)
	runtime.KeepAlive(inUse)
	within(maxGarbage, large)
}

func TestAnEnvironmentThatSaysHowToCollectIsLeftToIt(t *testing.T) {
	for _, variable := range []string{"GOGC", "GOMEMLIMIT"} {
		t.Run(variable, func(t *testing.T) {
			t.Setenv(variable, "50")
			require.False(t, boundGarbage())
		})
	}
}
