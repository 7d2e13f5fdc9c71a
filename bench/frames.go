package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/frames"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// framing is the cost of making and encoding the frames of a result.
type framing struct {
	build, encode float64 // ms
	megabytes     float64
}

// plainFrames is a frame for each series, with its own time field and nullable values, as a data source without optimisations
// makes them.
const plainFrames frames.Format = "plain"

func measureFrames(_ context.Context, b bench) error {
	series := minutely(1000, 1440)
	formats := []frames.Format{plainFrames, frames.FormatTimeSeries, frames.FormatWide, frames.FormatTable}
	all := map[frames.Format][]framing{}
	for range 7 {
		for _, format := range formats {
			f, err := framingOf(series, format)
			if err != nil {
				return err
			}
			all[format] = append(all[format], f)
		}
	}
	middle := func(format frames.Format, field func(framing) float64) float64 {
		var values []float64
		for _, f := range all[format] {
			values = append(values, field(f))
		}
		return median(values)
	}
	for _, format := range formats {
		for _, part := range []struct {
			name, unit string
			of         func(framing) float64
		}{
			{"built in", "ms", func(f framing) float64 { return f.build }},
			{"encoded in", "ms", func(f framing) float64 { return f.encode }},
			{"encoded", "MB", func(f framing) float64 { return f.megabytes }},
		} {
			value := middle(format, part.of)
			b.report(figure{fmt.Sprintf("1,000 x 1,440 as %s: %s", format, part.name), value, part.unit})
			if format != plainFrames {
				b.report(figure{fmt.Sprintf("1,000 x 1,440 as %s: %s, over plain frames", format, part.name), value / middle(plainFrames, part.of), "x"})
			}
		}
	}
	return nil
}

// framingOf measures processor time. It has a resolution of 10 ms, so one measurement covers several repetitions.
func framingOf(series []opentsdb.Series, format frames.Format) (framing, error) {
	const times = 5
	written := make([]data.Frames, times)
	var f framing
	var err error
	f.build, err = cpuOfEach(times, func(n int) (err error) {
		if format == plainFrames {
			written[n] = plain(series)
			return nil
		}
		written[n], err = frames.Write(frames.Result{Series: series, Meta: frames.Meta{Format: format, Interval: "1m", Step: time.Minute}})
		return err
	})
	if err != nil {
		return f, err
	}
	var encoded *pluginv2.QueryDataResponse
	f.encode, err = cpuOfEach(times, func(n int) (err error) {
		response := &sdk.QueryDataResponse{Responses: sdk.Responses{"A": {Frames: written[n]}}}
		encoded, err = sdk.ToProto().QueryDataResponse(sdk.DataFrameFormat_ARROW, response)
		return err
	})
	if err != nil {
		return f, err
	}
	for _, frame := range encoded.Responses["A"].Frames {
		f.megabytes += float64(len(frame)) / 1e6
	}
	return f, nil
}

// cpuOfEach returns the processor time of this process, in ms, for one of several runs, including garbage collection.
func cpuOfEach(times int, do func(n int) error) (float64, error) {
	runtime.GC()
	before, err := rig.CPUOf(os.Getpid())
	if err != nil {
		return 0, err
	}
	for n := range times {
		if err := do(n); err != nil {
			return 0, err
		}
	}
	after, err := rig.CPUOf(os.Getpid())
	return ms(after-before) / float64(times), err
}

func plain(series []opentsdb.Series) data.Frames {
	var all data.Frames
	for _, s := range series {
		times, values := make([]time.Time, len(s.Points)), make([]*float64, len(s.Points))
		for i, p := range s.Points {
			times[i], values[i] = p.Time(), &p.Value
		}
		all = append(all, data.NewFrame("", data.NewField("Time", nil, times), data.NewField(s.Metric, s.Tags, values)))
	}
	return all
}

// minutely returns series that all have a point each minute.
func minutely(series, points int) []opentsdb.Series {
	all := make([]opentsdb.Series, series)
	for i := range all {
		all[i] = opentsdb.Series{Metric: "m", Tags: map[string]string{"host": fmt.Sprintf("web%06d", i)}, Points: make([]opentsdb.Point, points)}
		for n := range all[i].Points {
			all[i].Points[n] = opentsdb.Point{TimeMs: (firstTimestamp + int64(n)*60) * 1000, Value: float64((i*7919 + n*104_729) % 1009)}
		}
	}
	return all
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
