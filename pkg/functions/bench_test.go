package functions_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/functions"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

// Nanoseconds for each point: the same however many points there are and however long a window is, but for the median,
// which grows with the logarithm.
func BenchmarkApply(b *testing.B) {
	for _, chain := range [][]functions.Saved{
		{saved("movingAverage", 10)}, {saved("movingAverage", 10_000)}, {saved("movingMax", 10_000)}, {saved("movingMedian", 10)}, {saved("movingMedian", 10_000)},
		{saved("highestMax", 5)}, {saved("highestMax", 5, "other")}, {saved("asPercent")}, {saved("integral")}, {saved("keepLastValue", 5)}, {saved("timeShift", "1d")},
	} {
		for _, size := range []struct{ series, points int }{{10, 1000}, {1000, 1000}, {10, 100_000}} {
			b.Run(fmt.Sprintf("%v/%dx%d", chain, size.series, size.points), func(b *testing.B) {
				r := rand.New(rand.NewPCG(1, 2))
				var series []opentsdb.Series
				for i := range size.series {
					values := make([]float64, size.points)
					for j := range values {
						values[j] = r.Float64()
					}
					series = append(series, minutes("m", fmt.Sprint("web", i), values...))
				}
				parsed, err := functions.Parse(chain)
				require.NoError(b, err)
				in := functions.Input{
					Shown: functions.Range{FromMs: startMs, ToMs: startMs + int64(size.points)*minute + day},
					Step:  functions.Every(time.Minute, dialects.AtStart), NowMs: startMs,
				}
				for b.Loop() {
					_, err := parsed.Apply(context.Background(), series, in)
					require.NoError(b, err)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(size.series*size.points), "ns/point")
			})
		}
	}
}
