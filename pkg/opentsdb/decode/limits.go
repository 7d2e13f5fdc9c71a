package decode

import "sync/atomic"

// Limits bound one response. 0 means the default of that limit.
type Limits struct {
	// Bytes of the response, after decompression.
	Bytes int64
	// Read counts the bytes of several responses that share the limit on bytes; nil: they aren't shared.
	Read *atomic.Int64
	// Series of the response.
	Series int
	// Points of all series together.
	Points int
	// Depth of nested objects and arrays.
	Depth int
}

// The default limits: a body of 256 MiB, and what a Grafana server with 1 GiB of memory survives.
const (
	DefaultMaxBytes  = 256 << 20
	DefaultMaxSeries = 100_000
	DefaultMaxPoints = 10_000_000
	DefaultMaxDepth  = 32
)

// orDefaults returns the limits with each value below 1 replaced by its default.
func (l Limits) orDefaults() Limits {
	if l.Bytes <= 0 {
		l.Bytes = DefaultMaxBytes
	}
	if l.Series <= 0 {
		l.Series = DefaultMaxSeries
	}
	if l.Points <= 0 {
		l.Points = DefaultMaxPoints
	}
	if l.Depth <= 0 {
		l.Depth = DefaultMaxDepth
	}
	return l
}
