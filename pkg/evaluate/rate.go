package evaluate

import (
	"math"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// rate is the change per second from each point to the next, stamped at the latter; the first point has none. With
// options, a fall is a counter's wrap or reset, as OpenTSDB reads it
// (http://opentsdb.net/docs/build/html/user_guide/query/rate.html): dropped, or counted on from the counter's maximum and
// taken for a reset, of rate 0, where that is faster than the reset value.
func rate(l line, options *opentsdb.RateOptions) line {
	var out line
	for i := 1; i < len(l); i++ {
		seconds := float64(l[i].ms-l[i-1].ms) / 1000
		change := l[i].value - l[i-1].value
		perSecond := change / seconds
		if options != nil && options.Counter && change < 0 {
			if options.DropResets {
				continue
			}
			perSecond = (counterMax(options) - l[i-1].value + l[i].value) / seconds
			if options.ResetValue != nil && *options.ResetValue > 0 && perSecond > float64(*options.ResetValue) {
				perSecond = 0
			}
		}
		out = append(out, point{l[i].ms, perSecond})
	}
	return out
}

func counterMax(options *opentsdb.RateOptions) float64 {
	if options.CounterMax == nil {
		return math.MaxInt64
	}
	return float64(*options.CounterMax)
}
