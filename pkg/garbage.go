package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// maxGarbage, in bytes, is about how much garbage there may be before it is collected. Go's default is as much as is in use,
// which with a large result is a lot.
const maxGarbage = 48 << 20

// boundGarbage keeps garbage within about maxGarbage, and within Go's default: after each collection, it sets Go's memory limit
// that much above what is in use. Unlike a fixed limit, this never makes the process collect all the time. It does nothing and
// returns false if the environment sets GOGC or GOMEMLIMIT.
func boundGarbage() bool {
	if debug.SetMemoryLimit(-1) != math.MaxInt64 || measured("/gc/gogc:percent") != defaultPercent {
		return false
	}
	var collected func(*sentinel)
	collected = func(*sentinel) {
		debug.SetMemoryLimit(limitFor(measured("/gc/heap/live:bytes")))
		runtime.SetFinalizer(new(sentinel), collected)
	}
	runtime.SetFinalizer(new(sentinel), collected)
	return true
}

// defaultPercent is the default of GOGC.
const defaultPercent = 100

// sentinel is garbage from the start, so that its finalizer runs after the next collection. It has a pointer, since small objects
// without one share an allocation.
type sentinel struct{ _ *byte }

// limitFor returns the memory limit for the memory in use after a collection; a tenth of it is for the runtime's memory beside
// the heap.
func limitFor(inUse uint64) int64 {
	return int64(min(inUse+inUse/10+maxGarbage, math.MaxInt64)) // #nosec G115 -- bounded
}

// measured returns one of the runtime's metrics.
func measured(name string) uint64 {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
