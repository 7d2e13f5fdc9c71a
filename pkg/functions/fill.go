package functions

import (
	"math"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// keepLastValue repeats a series' last number in the empty buckets after it, up to a limit. It uses only earlier points, so
// that a graph doesn't change when a later point arrives.
type keepLastValue struct {
	// limit bounds the filled buckets; zero: no limit.
	limit length
}

func readKeep(a *arguments) function {
	if a.text(0) == "" {
		return keepLastValue{}
	}
	return keepLastValue{a.window(0, messages.FunctionLimitEmpty)}
}

func (f keepLastValue) check(name string, s Step) string {
	if s.beyondCentury(f.limit) {
		return messages.FunctionLengthTooLong.Text(name, f.limit)
	}
	return fillsBuckets(name, s)
}

func (keepLastValue) shift(Step) Shift { return Shift{} }

func (f keepLastValue) neededFrom(from int64, l lookBack) int64 {
	switch {
	case f.limit.count == 0:
		return from
	case f.limit.unit == "":
		return l.buckets(from, f.limit.count)
	case l.lengthMs > 0:
		return from - f.limit.count*unitMs[f.limit.unit]/l.lengthMs*l.lengthMs
	}
	return l.time(from, f.limit)
}

func (f keepLastValue) apply(r *run, series []opentsdb.Series) ([]opentsdb.Series, error) {
	return r.fill(series, func(ms int64, last opentsdb.Point) (float64, bool) {
		hasLast := !last.IsGap()
		return last.Value, hasLast && (f.limit.count == 0 || last.TimeMs >= r.before(ms, f.limit))
	})
}

// transformNull fills the empty buckets of series that have any number.
type transformNull struct {
	plain
	value float64
}

func readTransformNull(a *arguments) function {
	if a.text(0) == "" {
		return transformNull{}
	}
	return transformNull{value: a.number(0)}
}

func (transformNull) check(name string, s Step) string { return fillsBuckets(name, s) }

func (f transformNull) apply(r *run, series []opentsdb.Series) ([]opentsdb.Series, error) {
	return r.fill(series, func(int64, opentsdb.Point) (float64, bool) { return f.value, true })
}

func fillsBuckets(name string, s Step) string {
	if s.isRaw() {
		return messages.FunctionFillNeedsInterval.Text(name)
	}
	return needsBuckets(name, s)
}

// noPoint is the last point before there is any.
var noPoint = opentsdb.Point{TimeMs: math.MinInt64, Value: math.NaN()}

// fill calls value for each empty bucket that is over, with the series' last number before it (a gap: there is none).
func (r *run) fill(series []opentsdb.Series, value func(ms int64, last opentsdb.Point) (float64, bool)) ([]opentsdb.Series, error) {
	tooMany := false
	filled, err := r.each(series, func(s opentsdb.Series) []opentsdb.Point {
		points := make([]opentsdb.Point, 0, len(s.Points))
		last, i := noPoint, 0
		for ms := r.buckets().first(r.out.needed.from); ms < r.out.needed.to && !tooMany; ms = r.buckets().next(ms) {
			for ; i < len(s.Points) && s.Points[i].TimeMs <= ms; i++ {
				last = s.Points[i]
				points = append(points, last)
			}
			if last.TimeMs == ms && !last.IsGap() {
				continue
			}
			if v, ok := value(ms, last); ok && r.isOver(ms) {
				points = append(points, opentsdb.Point{TimeMs: ms, Value: v})
				*r.filled++
				tooMany = *r.filled > r.MaxFilled
			}
		}
		return append(points, s.Points[i:]...)
	})
	if tooMany {
		return nil, &Problem{Param: -1, Text: messages.FunctionFillsTooMuch.Text()}
	}
	return filled, err
}
