package frames

import (
	"maps"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// columns writes points as fields. Series that have the same timestamps share one time field: encoding only reads it. Values
// are gathered in buffers that the next series uses again, since data.NewField copies what it is given.
type columns struct {
	shared   map[timeline][]*data.Field
	stamps   []time.Time
	numbers  []float64
	nullable []*float64
}

func newColumns() *columns { return &columns{shared: map[timeline][]*data.Field{}} }

// timeline tells timestamps, and where a graph shows gaps in them, apart, but for rare accidents of its hash.
type timeline struct {
	count int
	hash  uint64
	step  time.Duration
}

func timelineOf(points []opentsdb.Point, step time.Duration) timeline {
	hash := uint64(14695981039346656037) // FNV-1a's, a timestamp at a time
	for i := range points {
		hash = (hash ^ uint64(points[i].TimeMs)) * 1099511628211
		hash ^= hash >> 32
	}
	return timeline{len(points), hash, step}
}

// times is the time field of points whose buckets have the length step; zero: empty ones are no gaps.
func (c *columns) times(points []opentsdb.Point, step time.Duration) *data.Field {
	key := timelineOf(points, step)
	for _, field := range c.shared[key] {
		if sameTimes(field, points) {
			return field
		}
	}
	c.stamps = c.stamps[:0]
	for i := range points {
		c.stamps = append(c.stamps, points[i].Time())
	}
	field := data.NewField(data.TimeSeriesTimeFieldName, nil, c.stamps)
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

// values is the value field of a series at its own timestamps: without nulls where it has no gap.
func (c *columns) values(s *namedSeries) *data.Field {
	if slices.ContainsFunc(s.Points, opentsdb.Point.IsGap) {
		return c.nulled(s, len(s.Points), func(i int) int { return i })
	}
	c.numbers = c.numbers[:0]
	for i := range s.Points {
		c.numbers = append(c.numbers, s.Points[i].Value)
	}
	return valueField(s, c.numbers)
}

// nulled is the value field of a series among rows that may be more than its points: the ith point is at row(i).
func (c *columns) nulled(s *namedSeries, rows int, row func(int) int) *data.Field {
	c.nullable = slices.Grow(c.nullable[:0], rows)[:rows]
	clear(c.nullable)
	values := make([]float64, len(s.Points)) // one array that all pointers of the field point into
	for i := range s.Points {
		if !s.Points[i].IsGap() {
			values[i] = s.Points[i].Value
			c.nullable[row(i)] = &values[i]
		}
	}
	return valueField(s, c.nullable)
}

func valueField(s *namedSeries, values any) *data.Field {
	field := data.NewField(s.Metric, maps.Clone(data.Labels(s.Tags)), values)
	if field.Labels == nil {
		field.Labels = data.Labels{}
	}
	if s.display != "" {
		field.SetConfig(&data.FieldConfig{DisplayNameFromDS: s.display})
	}
	return field
}

// gapAfter is the distance of timestamps beyond which a graph shows a gap: a bucket's length, or, where points are sparser
// than buckets, twice their usual distance, since a line of lone points would show nothing.
func gapAfter(points []opentsdb.Point, step time.Duration) time.Duration {
	if len(points) < 3 {
		return step
	}
	distance := func(i int) time.Duration {
		return time.Duration(points[i+1].TimeMs-points[i].TimeMs) * time.Millisecond
	}
	short := 0
	for i := range len(points) - 1 {
		if distance(i) <= step {
			short++
		}
	}
	if short > (len(points)-1)/2 { // the usual distance, their median, is a short one: no need to sort for it
		return step
	}
	distances := make([]time.Duration, len(points)-1)
	for i := range distances {
		distances[i] = distance(i)
	}
	slices.Sort(distances)
	return 2 * distances[len(distances)/2]
}
