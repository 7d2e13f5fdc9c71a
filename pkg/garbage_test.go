package main

import (
	"math"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestGarbageIsBoundedWhateverIsInUse(t *testing.T) {
	debug.SetGCPercent(defaultPercent) // whatever the environment of the test says
	debug.SetMemoryLimit(math.MaxInt64)
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

func TestGOGCAndGOMEMLIMITAreRespected(t *testing.T) {
	if os.Getenv("TOLD") != "" { // the process below
		require.False(t, boundGarbage())
		return
	}
	for _, said := range []string{"GOGC=50", "GOGC=off", "GOMEMLIMIT=300MiB"} {
		t.Run(said, func(t *testing.T) {
			again := exec.Command(os.Args[0], "-test.run", "^TestAnEnvironment")
			again.Env = append(os.Environ(), said, "TOLD=yes")
			output, err := again.CombinedOutput()
			require.NoError(t, err, string(output))
		})
	}
}
