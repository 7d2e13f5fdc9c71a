package functions

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// slidingMedian returns the median of a sliding window; of an even number of values, the mean of the two in the middle. It counts
// the window's values by their rank in the series (in a Fenwick tree), so that a step takes time logarithmic in the points.
func slidingMedian(points []opentsdb.Point) func(from, to int) float64 {
	byValue := make([]int, len(points))
	for i := range byValue {
		byValue[i] = i
	}
	slices.SortStableFunc(byValue, func(a, b int) int { return cmp.Compare(points[a].Value, points[b].Value) })
	rankOf := make([]int, len(points))
	for rank, i := range byValue {
		rankOf[i] = rank
	}
	window := make(counts, len(points)+1)
	start, end := 0, 0
	return func(from, to int) float64 {
		for ; end <= to; end++ {
			window.add(rankOf[end], 1)
		}
		for ; start < from; start++ {
			window.add(rankOf[start], -1)
		}
		n := to - from + 1
		upper := points[byValue[window.nth(n/2)]].Value
		if n%2 == 1 {
			return upper
		}
		lower := points[byValue[window.nth(n/2-1)]].Value
		return lower/2 + upper/2
	}
}

// counts is a Fenwick tree over ranks from 0.
type counts []int

func (c counts) add(rank, n int) {
	for i := rank + 1; i < len(c); i += i & -i {
		c[i] += n
	}
}

// nth returns the rank of the nth counted value, from 0.
func (c counts) nth(n int) int {
	at := 0
	for bit := 1 << (bits.Len(uint(len(c))) - 1); bit > 0; bit >>= 1 {
		if next := at + bit; next < len(c) && c[next] <= n {
			at, n = next, n-c[next]
		}
	}
	return at
}
