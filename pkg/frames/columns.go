package frames

import (
	"maps"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// columns makes fields of points without copying, unlike data.NewField. Series with the same timestamps share one time field,
// which encoding only reads.
type columns struct {
	shared map[timeline][]*data.Field
}

func newColumns() columns { return columns{map[timeline][]*data.Field{}} }

// timeline identifies a series' timestamps and the gaps of its graph, except for collisions of the hash.
type timeline struct {
	count int
	hash  uint64
	step  time.Duration
}

func timelineOf(points []opentsdb.Point, step time.Duration) timeline {
	hash := uint64(14695981039346656037) // FNV-1a, applied to timestamps instead of bytes
	for i := range points {
		hash = (hash ^ uint64(points[i].TimeMs)) * 1099511628211 // #nosec G115 -- the bits are hashed
		hash ^= hash >> 32
	}
	return timeline{len(points), hash, step}
}

// times returns the time field of points in buckets of the length step; zero: there are no gaps.
func (c columns) times(points []opentsdb.Point, step time.Duration) *data.Field {
	key := timelineOf(points, step)
	for _, field := range c.shared[key] {
		if sameTimes(field, points) {
			return field
		}
	}
	field := data.NewFieldFromFieldType(data.FieldTypeTime, len(points))
	field.Name = data.TimeSeriesTimeFieldName
	for i := range points {
		*field.PointerAt(i).(*time.Time) = points[i].Time()
	}
	if step > 0 {
		field.SetConfig(&data.FieldConfig{Interval: float64(gapAfter(points, step).Milliseconds())})
	}
	c.shared[key] = append(c.shared[key], field)
	return field
}

func sameTimes(field *data.Field, points []opentsdb.Point) bool {
	for i := range points {
		if field.PointerAt(i).(*time.Time).UnixMilli() != points[i].TimeMs {
			return false
		}
	}
	return true
}

// values returns the value field of a series at its own timestamps; it isn't nullable where there are no gaps.
func values(s *namedSeries) *data.Field {
	if slices.ContainsFunc(s.Points, opentsdb.Point.IsGap) {
		return valuesAt(s, len(s.Points), func(i int) int { return i })
	}
	field := valueField(s, data.FieldTypeFloat64, len(s.Points))
	for i := range s.Points {
		*field.PointerAt(i).(*float64) = s.Points[i].Value
	}
	return field
}

// valuesAt returns the value field of a series in a frame with more rows than its points: point i is at row(i).
func valuesAt(s *namedSeries, rows int, row func(int) int) *data.Field {
	field := valueField(s, data.FieldTypeNullableFloat64, rows)
	numbers := make([]float64, len(s.Points)) // all pointers of the field point into it
	for i := range s.Points {
		if !s.Points[i].IsGap() {
			numbers[i] = s.Points[i].Value
			*field.PointerAt(row(i)).(**float64) = &numbers[i]
		}
	}
	return field
}

func valueField(s *namedSeries, kind data.FieldType, rows int) *data.Field {
	field := data.NewFieldFromFieldType(kind, rows)
	field.Name = s.Metric
	field.Labels = make(data.Labels, len(s.Tags))
	maps.Copy(field.Labels, s.Tags)
	if s.display != "" {
		field.SetConfig(&data.FieldConfig{DisplayNameFromDS: s.display})
	}
	return field
}

// gapAfter returns from which time between two points on a graph shows a gap: a bucket's length or, where points are sparser than
// buckets, twice their median interval, since single points without a line would hardly be seen.
func gapAfter(points []opentsdb.Point, step time.Duration) time.Duration {
	if len(points) < 3 {
		return step
	}
	interval := func(i int) time.Duration {
		return time.Duration(points[i+1].TimeMs-points[i].TimeMs) * time.Millisecond
	}
	short := 0
	for i := range len(points) - 1 {
		if interval(i) <= step {
			short++
		}
	}
	if short > (len(points)-1)/2 { // the median is no longer than step: no need to sort
		return step
	}
	intervals := make([]time.Duration, len(points)-1)
	for i := range intervals {
		intervals[i] = interval(i)
	}
	slices.Sort(intervals)
	return 2 * intervals[len(intervals)/2]
}
