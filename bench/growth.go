package main

import (
	"context"
	"fmt"
)

// measureGrowth shows the decoder's time per point as a response of one series grows. The sizes take turns.
func measureGrowth(_ context.Context, b bench) error {
	sizes := []int{1e4, 1e5, 1e6, 1e7}
	bodies := make([][]byte, len(sizes))
	for n, points := range sizes {
		bodies[n] = answer(1, points, 1, "")
	}
	took := make([][]float64, len(sizes))
	for range 3 {
		for n := range sizes {
			s, err := speedOf(bodies[n], ours)
			if err != nil {
				return err
			}
			took[n] = append(took[n], s.nanoseconds/float64(sizes[n]))
		}
	}
	for n, points := range sizes {
		b.report(figure{fmt.Sprintf("decoding %d points", points), median(took[n]), "ns/point"})
	}
	b.report(figure{"a point of 10^7 over one of 10^5", median(took[3]) / median(took[1]), "x"})
	return nil
}
