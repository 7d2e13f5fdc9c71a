package functions

import (
	"cmp"
	"slices"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// timeShift shows the values of another time.
type timeShift struct {
	by length
}

func readShift(a *arguments) function {
	return timeShift{a.shift(0)}
}

func (f timeShift) check(name string, s Step) string {
	switch {
	case f.by.unit == "" && !s.hasBuckets():
		return messages.FunctionShiftNeedsInterval.Text(name, f.by.count)
	case s.calendar != nil && (f.by.unit == "n" || f.by.unit == "y") && s.calendar.Unit != "n" && s.calendar.Unit != "y":
		return messages.FunctionCalendarShift.Text(name, length{count: f.by.count, unit: f.by.unit})
	case s.shiftOf(f.by).beyondCentury():
		return messages.FunctionLengthTooLong.Text(name, f.by)
	}
	return ""
}

func (s Shift) beyondCentury() bool {
	abs := func(n int64) int64 { return max(n, -n) }
	return abs(int64(s.Months)) > 100*12 || abs(int64(s.Days))*day > century || abs(s.Ms) > century
}

func (f timeShift) shift(s Step) Shift { return s.shiftOf(f.by) }

func (timeShift) neededFrom(from int64, _ lookBack) int64 { return from }

func (f timeShift) apply(r *run, series []opentsdb.Series) ([]opentsdb.Series, error) {
	by := f.shift(r.Step)
	if r.Step.calendar != nil && r.Step.linesUp(r.total, r.out.needed) {
		return f.onCalendar(r, series, by)
	}
	return r.each(series, func(s opentsdb.Series) []opentsdb.Point {
		points := make([]opentsdb.Point, len(s.Points))
		for i, p := range s.Points {
			points[i] = opentsdb.Point{TimeMs: r.Step.forth(p.TimeMs, by), Value: p.Value}
		}
		if r.Step.calendar != nil {
			slices.SortStableFunc(points, func(a, b opentsdb.Point) int { return cmp.Compare(a.TimeMs, b.TimeMs) })
			points = slices.CompactFunc(points, func(a, b opentsdb.Point) bool { return a.TimeMs == b.TimeMs })
		}
		return points
	})
}

// onCalendar looks up the value of each bucket: a day on which the clocks change has other buckets than other days.
func (f timeShift) onCalendar(r *run, series []opentsdb.Series, by Shift) ([]opentsdb.Series, error) {
	var froms, tos []int64
	for t := r.buckets().first(r.out.needed.from); t < r.out.needed.to; t = r.buckets().next(t) {
		if from, exact := r.Step.back(t, by); exact {
			froms, tos = append(froms, from), append(tos, t)
		}
	}
	return r.each(series, func(s opentsdb.Series) []opentsdb.Point {
		points := make([]opentsdb.Point, 0, len(s.Points))
		for _, p := range s.Points {
			i, _ := slices.BinarySearch(froms, p.TimeMs)
			for ; i < len(froms) && froms[i] == p.TimeMs; i++ {
				points = append(points, opentsdb.Point{TimeMs: tos[i], Value: p.Value})
			}
		}
		return points
	})
}
