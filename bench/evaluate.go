package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/evaluate"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// measureEvaluate measures results that are computed from raw points: of more and more points, and of more and more series whose
// timestamps differ.
func measureEvaluate(ctx context.Context, b bench) error {
	each := func(series, points int) (float64, error) {
		took, err := computing(ctx, "sum", series, points)
		perPoint := float64(took.Nanoseconds()) / float64(series*points)
		b.report(figure{fmt.Sprintf("sum of %d series, %d points in all", series, series*points), perPoint, "ns/point"})
		return perPoint, err
	}
	for _, growth := range []struct {
		name   string
		shapes [][2]int
	}{
		{"a point of 10^7 over one of 10^4", [][2]int{{100, 100}, {100, 1000}, {100, 10_000}, {100, 100_000}}},
		{"a point of 10,000 series over one of 10", [][2]int{{10, 100_000}, {100, 10_000}, {1000, 1000}, {10_000, 100}}},
	} {
		var perPoint []float64
		for _, shape := range growth.shapes {
			n, err := each(shape[0], shape[1])
			if err != nil {
				return err
			}
			perPoint = append(perPoint, n)
		}
		b.report(figure{growth.name, perPoint[len(perPoint)-1] / perPoint[0], "x"})
	}
	for _, aggregator := range []string{"sum", "avg", "dev", "zimsum", "min", "max", "p95"} {
		took, err := computing(ctx, aggregator, 5000, 1440)
		if err != nil {
			return err
		}
		b.report(figure{aggregator + " of 5,000 x 1,440 staggered raw points: processor time", took.Seconds(), "s"})
	}
	response := staggered(5000, 1440)
	ending, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan time.Time, 1)
	time.AfterFunc(200*time.Millisecond, func() {
		ended <- time.Now()
		cancel()
	})
	if _, err := evaluate.Result(ending, rawPlan("p95"), response, dialects.OVH); err == nil {
		return fmt.Errorf("a computation didn't end with its context")
	}
	b.report(figure{"a computation ends after its query", time.Since(<-ended).Seconds() * 1000, "ms"})
	return nil
}

// computing returns the processor time that an aggregate takes, the median of several runs.
func computing(ctx context.Context, aggregator string, series, points int) (time.Duration, error) {
	response := staggered(series, points)
	repeat := max(1, 2_000_000/(series*points)) // processor time has a resolution of 10 ms
	var took []time.Duration
	for range 3 {
		before, err := rig.CPUOf(os.Getpid())
		if err != nil {
			return 0, err
		}
		for range repeat {
			if _, err := evaluate.Result(ctx, rawPlan(aggregator), response, dialects.OVH); err != nil {
				return 0, err
			}
		}
		after, err := rig.CPUOf(os.Getpid())
		if err != nil {
			return 0, err
		}
		took = append(took, (after-before)/time.Duration(repeat))
	}
	return median(took), nil
}

// staggered returns series with a point each minute, each at another second.
func staggered(series, points int) []opentsdb.Series {
	all := minutely(series, points)
	for i := range all {
		for n := range all[i].Points {
			all[i].Points[n].TimeMs += int64(i%60) * 1000
		}
	}
	return all
}

func rawPlan(aggregator string) query.Plan {
	whole := query.Range{From: time.Unix(firstTimestamp, 0), To: time.Unix(firstTimestamp+100_000_000, 0)}
	return query.Plan{Query: query.Query{Metric: "m", Aggregator: aggregator}, Method: query.Computed, Buckets: whole, Fetched: whole}
}
