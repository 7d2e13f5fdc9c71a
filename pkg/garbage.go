package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// maxGarbage, in bytes, is about how much garbage may lie beside what is in use before it is collected. Go's default is as
// much as what is in use, which of a large result is a lot.
const maxGarbage = 48 << 20

// boundGarbage keeps garbage within about maxGarbage, and within Go's default, from now on: after each collection it sets
// Go's memory limit that much above what is in use. Unlike a fixed limit, one that follows what is in use never makes the
// process collect all the time. Where the environment says how to collect, in GOGC or GOMEMLIMIT, it is left to that: false.
func boundGarbage() bool {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return false
	}
	var collected func(*sentinel)
	collected = func(*sentinel) {
		debug.SetMemoryLimit(limitFor(bytesInUse()))
		runtime.SetFinalizer(new(sentinel), collected)
	}
	runtime.SetFinalizer(new(sentinel), collected)
	return true
}

// sentinel is garbage from the start, so that its finalizer runs after each collection. It holds a pointer, since small
// objects without one share an allocation.
type sentinel struct{ _ *byte }

// limitFor leaves a tenth for what the runtime needs beside the heap.
func limitFor(inUse uint64) int64 {
	return int64(min(inUse+inUse/10+maxGarbage, math.MaxInt64)) // #nosec G115 -- bounded
}

// bytesInUse were so after the last collection.
func bytesInUse() uint64 {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	return live[0].Value.Uint64()
}
