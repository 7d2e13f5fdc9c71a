package evaluate

import (
	"math"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// rate returns the change per second from each point to the next, at the timestamp of the latter. There is none between points
// further apart than reach (ms).
//
// With options, a decrease is a counter's wrap or reset, as OpenTSDB documents it
// (http://opentsdb.net/docs/build/html/user_guide/query/rate.html). It is dropped, or read as a wrap at the counter's maximum; if
// that rate exceeds the reset value, as a reset with the rate 0. If repeat is set, a dropped reset repeats the rate before it, as
// OpenTSDB's AggregationIterator does for aggregates.
func rate(m *meter, points []opentsdb.Point, options *opentsdb.RateOptions, reach int64, repeat bool) ([]opentsdb.Point, error) {
	if len(points) < 2 {
		return nil, nil
	}
	rates := make([]opentsdb.Point, 0, len(points)-1)
	last := math.NaN() // the rate that a dropped reset repeats; NaN: none
	for i := 1; i < len(points); i++ {
		if err := m.step(1); err != nil {
			return nil, err
		}
		before, at := points[i-1], points[i]
		if at.TimeMs-before.TimeMs > reach {
			last = math.NaN()
			continue
		}
		seconds := float64(at.TimeMs-before.TimeMs) / 1000
		change := at.Value - before.Value
		perSecond := change / seconds
		if options != nil && options.Counter && change < 0 {
			if options.DropResets {
				if repeat && !math.IsNaN(last) {
					rates = append(rates, opentsdb.Point{TimeMs: at.TimeMs, Value: last})
				}
				continue
			}
			perSecond = (counterMax(options) - before.Value + at.Value) / seconds
			if options.ResetValue != nil && *options.ResetValue > 0 && perSecond > float64(*options.ResetValue) {
				perSecond = 0
			}
		}
		last = perSecond
		if !math.IsNaN(perSecond) { // of two infinities
			rates = append(rates, opentsdb.Point{TimeMs: at.TimeMs, Value: perSecond})
		}
	}
	return rates, nil
}

func counterMax(options *opentsdb.RateOptions) float64 {
	if options.CounterMax == nil {
		return math.MaxInt64
	}
	return float64(*options.CounterMax)
}
