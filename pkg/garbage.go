package main

import (
	"math"
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

// defaultPercent is GOGC's where the environment doesn't say it.
const defaultPercent = 100

// sentinel is garbage from the start, so that its finalizer runs after each collection. It holds a pointer, since small
// objects without one share an allocation.
type sentinel struct{ _ *byte }

// limitFor is above what was in use after a collection, with a tenth for what the runtime needs beside the heap.
func limitFor(inUse uint64) int64 {
	return int64(min(inUse+inUse/10+maxGarbage, math.MaxInt64)) // #nosec G115 -- bounded
}

// measured is one of the runtime's own numbers.
func measured(name string) uint64 {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
