// Package frames writes series as Grafana's data plane frames: one `timeseries-multi` frame a series
// (https://grafana.com/developers/dataplane/timeseries#time-series-multi-format-timeseriesmulti).
package frames

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// Meta is what the frames of one query say about it.
type Meta struct {
	RefID string
	// Executed is the request as sent, without secrets.
	Executed string
	// Alias is the display name's template; empty: Grafana names the series by metric and labels.
	Alias string
	// Aggregator and Downsample fill $aggregator and $downsample.
	Aggregator string
	Downsample string
	// Step is the length of a bucket, where empty ones are gaps: a graph's line doesn't cross them. Zero: it does.
	Step time.Duration
	// Interval is the bucket's length as OpenTSDB writes it, told to the editor in meta.custom; empty: none.
	Interval string
	Notices  []data.Notice
}

// TimeSeries writes one frame a series, ordered by metric and labels whatever the server's order. Without series it
// writes one frame without fields, which is the contract's "no data".
func TimeSeries(series []opentsdb.Series, meta Meta) data.Frames {
	ordered := slices.Clone(series)
	keys := make(map[int]string, len(series))
	order := make([]int, len(series))
	for i, s := range series {
		keys[i], order[i] = s.Metric+"\x00"+opentsdb.TagsKey(s.Tags), i
	}
	slices.SortStableFunc(order, func(a, b int) int { return strings.Compare(keys[a], keys[b]) })
	for i, from := range order {
		ordered[i] = series[from]
	}

	if len(ordered) == 0 {
		frame := data.NewFrame("")
		frame.RefID = meta.RefID
		frame.Meta = frameMeta(meta, true)
		return data.Frames{frame}
	}
	frames := make(data.Frames, 0, len(ordered))
	for i, s := range ordered {
		frames = append(frames, frame(s, meta, i == 0))
	}
	return frames
}

func frame(s opentsdb.Series, meta Meta, first bool) *data.Frame {
	labels := make(data.Labels, len(s.Tags))
	maps.Copy(labels, s.Tags)
	stamps, value := columns(s.Points)
	stamps.Name, value.Name, value.Labels = data.TimeSeriesTimeFieldName, s.Metric, labels
	if meta.Step > 0 {
		stamps.SetConfig(&data.FieldConfig{Interval: float64(gapAfter(s.Points, meta.Step).Milliseconds())})
	}
	if name := Name(meta, s); name != "" {
		value.SetConfig(&data.FieldConfig{DisplayNameFromDS: name})
	}
	f := data.NewFrame("", stamps, value)
	f.RefID = meta.RefID
	f.Meta = frameMeta(meta, first)
	return f
}

// columns writes points as fields, in place: data.NewField would copy columns made beforehand. The values stay where they
// are, and are pointed at.
func columns(points []opentsdb.Point) (stamps, values *data.Field) {
	stamps = data.NewFieldFromFieldType(data.FieldTypeTime, len(points))
	values = data.NewFieldFromFieldType(data.FieldTypeNullableFloat64, len(points))
	for i := range points {
		*stamps.PointerAt(i).(*time.Time) = points[i].Time()
		if !points[i].IsGap() {
			*values.PointerAt(i).(**float64) = &points[i].Value
		}
	}
	return stamps, values
}

// gapAfter is the distance of stamps beyond which a graph shows a gap: a bucket's length, or, where points are sparser than
// buckets, twice their usual distance, since a line of lone points would show nothing.
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

// frameMeta: the request and the notices stand on the first frame alone, where Grafana looks for them.
func frameMeta(meta Meta, first bool) *data.FrameMeta {
	m := &data.FrameMeta{Type: data.FrameTypeTimeSeriesMulti, TypeVersion: data.FrameTypeVersion{0, 1}}
	if first {
		m.ExecutedQueryString = meta.Executed
		m.Notices = meta.Notices
	}
	if meta.Interval != "" {
		m.Custom = map[string]string{"interval": meta.Interval}
	}
	return m
}
