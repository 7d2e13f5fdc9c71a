package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"
)

// figure is a measured value.
type figure struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	// Unit is "s", "ms", "ns/point", "MB", "MB/s", "bytes", "%", "allocations", or "x" for a ratio.
	Unit string `json:"unit"`
}

func printJSON(w io.Writer, measurement string, f figure) {
	f.Name = measurement + ": " + f.Name
	line, err := json.Marshal(f)
	if err != nil { // NaN or an infinity
		line = fmt.Appendf(nil, `{"name":%q,"value":null,"unit":%q}`, f.Name, f.Unit)
	}
	fmt.Fprintln(w, string(line))
}

func printTable(w io.Writer, measurement string, f figure) {
	fmt.Fprintf(w, "%-10s %-64s %12s %s\n", measurement, f.Name, significant(f.Value), f.Unit)
}

// significant writes a number with its significant digits.
func significant(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	case v >= 0.1:
		return fmt.Sprintf("%.2f", v)
	default:
		return fmt.Sprintf("%.4f", v)
	}
}

// median returns the median of several measurements: other processes on the machine disturb some of them, not most.
func median[T int | int64 | float64 | time.Duration](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

const megabyte = 1 << 20
