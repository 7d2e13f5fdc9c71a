package evaluate

import (
	"math"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// rate is the change per second from each point to the next, stamped at the latter; the first point has none, and points
// further apart than reach (ms) have none between them. With options, a fall is a counter's wrap or reset, as OpenTSDB
// reads it (http://opentsdb.net/docs/build/html/user_guide/query/rate.html): dropped, or counted on from the counter's
// maximum and taken for a reset, of rate 0, where that is faster than the reset value. Where a reset is dropped, the rate
// before it is held for an aggregate with other series, as OpenTSDB's AggregationIterator does.
func rate(l line, options *opentsdb.RateOptions, reach int64) line {
	var out line
	last := -1 // of the points in out, the one whose rate would be held
	for i := 1; i < len(l); i++ {
		if l[i].ms-l[i-1].ms > reach {
			last = -1
			continue
		}
		seconds := float64(l[i].ms-l[i-1].ms) / 1000
		change := l[i].value - l[i-1].value
		perSecond := change / seconds
		if options != nil && options.Counter && change < 0 {
			if options.DropResets {
				if last >= 0 {
					out = append(out, point{ms: l[i].ms, value: out[last].value, held: true})
				}
				continue
			}
			perSecond = (counterMax(options) - l[i-1].value + l[i].value) / seconds
			if options.ResetValue != nil && *options.ResetValue > 0 && perSecond > float64(*options.ResetValue) {
				perSecond = 0
			}
		}
		last = len(out)
		out = append(out, point{ms: l[i].ms, value: perSecond})
	}
	return out
}

// unheld leaves out the points that stand only for an aggregate's sake.
func (l line) unheld() line {
	out := make(line, 0, len(l))
	for _, p := range l {
		if !p.held {
			out = append(out, p)
		}
	}
	return out
}

func counterMax(options *opentsdb.RateOptions) float64 {
	if options.CounterMax == nil {
		return math.MaxInt64
	}
	return float64(*options.CounterMax)
}
