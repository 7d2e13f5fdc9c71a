package main

import (
	"bytes"
	"context"
	"fmt"
)

// measureGrowth measures the decoder's processor time per point, including the kernel's for memory, as a response of one series
// grows. The sizes take turns; in a turn, each decodes the same number of points.
func measureGrowth(_ context.Context, b bench) error {
	sizes := []int{1e4, 1e5, 1e6, 1e7}
	bodies := make([][]byte, len(sizes))
	for n, points := range sizes {
		bodies[n] = responseBody(1, points, 1, "")
	}
	took := make([][]float64, len(sizes))
	for range 5 {
		for n := range sizes {
			times := sizes[len(sizes)-1] / sizes[n]
			each, err := cpuOfEach(times, func(int) error { return ours(onlyReader{bytes.NewReader(bodies[n])}) })
			if err != nil {
				return err
			}
			took[n] = append(took[n], each*1e6/float64(sizes[n]))
		}
	}
	for n, points := range sizes {
		b.report(figure{fmt.Sprintf("decoding %d points", points), median(took[n]), "ns/point"})
	}
	b.report(figure{"a point of 10^7 over one of 10^5", median(took[3]) / median(took[1]), "x"})
	return nil
}
