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
	stamps := data.NewField(data.TimeSeriesTimeFieldName, nil, s.Times)
	if meta.Step > 0 {
		stamps.SetConfig(&data.FieldConfig{Interval: float64(gapAfter(s.Times, meta.Step).Milliseconds())})
	}
	value := data.NewField(s.Metric, labels, s.Values)
	if name := Name(meta, s); name != "" {
		value.SetConfig(&data.FieldConfig{DisplayNameFromDS: name})
	}
	f := data.NewFrame("", stamps, value)
	f.RefID = meta.RefID
	f.Meta = frameMeta(meta, first)
	return f
}

// gapAfter is the distance of stamps beyond which a graph shows a gap: a bucket's length, or, where points are sparser than
// buckets, twice their usual distance, since a line of lone points would show nothing.
func gapAfter(times []time.Time, step time.Duration) time.Duration {
	if len(times) < 3 {
		return step
	}
	short := 0
	for i := range len(times) - 1 {
		if times[i+1].Sub(times[i]) <= step {
			short++
		}
	}
	if short > (len(times)-1)/2 { // the usual distance, their median, is a short one: no need to sort for it
		return step
	}
	distances := make([]time.Duration, len(times)-1)
	for i := range distances {
		distances[i] = times[i+1].Sub(times[i])
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
