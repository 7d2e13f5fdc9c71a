package functions

import (
	"math"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// pointwise replaces each number by another one.
type pointwise struct {
	plain
	kind pointwiseKind
	x    float64
}

type pointwiseKind int

const (
	scaleBy pointwiseKind = iota
	offsetBy
	absoluteOf
)

func (f pointwise) apply(r *run, series []opentsdb.Series) ([]opentsdb.Series, error) {
	return r.each(series, func(s opentsdb.Series) []opentsdb.Point {
		points := make([]opentsdb.Point, 0, len(s.Points))
		for _, p := range s.Points {
			switch f.kind {
			case scaleBy:
				points = gapless(points, p.TimeMs, p.Value*f.x)
			case offsetBy:
				points = gapless(points, p.TimeMs, p.Value+f.x)
			default:
				points = gapless(points, p.TimeMs, math.Abs(p.Value))
			}
		}
		return points
	})
}

// derivative is the change from the bucket before; of raw points, from the point before.
type derivative struct {
	plain
	nonNegative bool
}

func (derivative) check(name string, s Step) string { return needsBuckets(name, s) }

// neededFrom goes back, for raw points, to the whole hour before, as a rate does.
func (derivative) neededFrom(from int64, l lookBack) int64 {
	if l.isRaw() {
		hour := time.Hour.Milliseconds()
		return ceil(from, hour) - hour
	}
	return l.buckets(from, 1)
}

func (f derivative) apply(r *run, series []opentsdb.Series) ([]opentsdb.Series, error) {
	return r.each(series, func(s opentsdb.Series) []opentsdb.Point {
		points := make([]opentsdb.Point, 0, len(s.Points))
		for i := 1; i < len(s.Points); i++ {
			before, p := s.Points[i-1], s.Points[i]
			if !r.Step.isRaw() && r.buckets().back(p.TimeMs, 1) != before.TimeMs {
				continue // the change of several buckets isn't that of one
			}
			if change := p.Value - before.Value; !f.nonNegative || change >= 0 {
				points = gapless(points, p.TimeMs, change)
			}
		}
		return points
	})
}

// integral is the running sum from the start of the shown range.
type integral struct{ plain }

func (integral) check(name string, s Step) string { return needsBuckets(name, s) }

func (integral) apply(r *run, series []opentsdb.Series) ([]opentsdb.Series, error) {
	return r.each(series, func(s opentsdb.Series) []opentsdb.Point {
		shown := cut(s.Points, r.in.shown)
		points := make([]opentsdb.Point, 0, len(shown))
		sum := 0.0
		for _, p := range shown {
			sum += p.Value
			points = gapless(points, p.TimeMs, sum)
		}
		return points
	})
}
