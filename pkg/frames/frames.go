// Package frames writes series as frames of Grafana's data plane contract, in the format that a query asks for
// (https://grafana.com/developers/dataplane/timeseries).
package frames

import (
	"cmp"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// Result is the series of one request and their Meta. A query of several metrics has several.
type Result struct {
	Series []opentsdb.Series
	Meta   Meta
}

// Meta describes one result, for its frames.
type Meta struct {
	RefID string
	// Format is how the frames are laid out; empty: FormatTimeSeries.
	Format Format
	// Executed is the request as sent, without secrets.
	Executed string
	// Alias is the display name's template; empty: Legend decides.
	Alias string
	// Legend names the series where there is no alias; empty: LegendVerbose.
	Legend Legend
	// GroupBy are the tag keys whose values tell the series of one metric apart, in the query's order; empty where
	// nothing is aggregated.
	GroupBy []string
	// Ranked keeps the given order of the series, which is a ranking.
	Ranked bool
	// Shift is how far the series are moved in time, as "1d earlier"; empty: not at all.
	Shift string
	// Aggregator and Downsample fill $aggregator and $downsample.
	Aggregator string
	Downsample string
	// Step is the bucket length; lines break at empty buckets. 0: lines connect across gaps.
	Step time.Duration
	// Interval is the bucket length as OpenTSDB writes it, for the editor (meta.custom); empty: raw points.
	Interval string
	// Cached is the part of the range that came from the response cache; nil: none.
	Cached  *TimeSpan
	Notices []data.Notice
}

// Format is how series are laid out in frames, as saved queries name it.
type Format string

// The formats. Alert rules and expressions always get FormatTimeSeries: the others hold nulls that a server never sent.
const (
	FormatTimeSeries Format = "timeseries" // a frame for each series
	FormatWide       Format = "wide"       // one frame, a column for each series
	FormatTable      Format = "table"      // one frame, a row for each point
)

// Write writes the results of a query in the format of the first. Series are in the order of their display names, then metrics
// and tags, whatever the server's order; if the first result is ranked, in the given order. Without series there is one frame
// without fields, the contract's "no data". The error tells the user why a format can't hold the series.
func Write(results ...Result) (data.Frames, error) {
	named, said := ordered(results)
	switch said.first().Format {
	case FormatWide:
		return wide(named, said)
	case FormatTable:
		return long(named, said)
	default:
		return multi(named, said), nil
	}
}

// TimeSeries writes one result as FormatTimeSeries, whatever its format.
func TimeSeries(series []opentsdb.Series, meta Meta) data.Frames {
	return multi(ordered([]Result{{Series: series, Meta: meta}}))
}

// namedSeries is a series with its names.
type namedSeries struct {
	opentsdb.Series
	meta *Meta
	// display is the name for the frame; empty: Grafana's own of metric and labels.
	display string
	// sorted is the name that the user sees, by which series are sorted; key sorts series of the same name.
	sorted, key string
}

func byName(a, b namedSeries) int {
	return cmp.Or(strings.Compare(a.sorted, b.sorted), strings.Compare(a.key, b.key))
}

// multi writes a frame for each series (`timeseries-multi`). It drops the points of each series once its frame is written, to
// free their memory.
func multi(series []namedSeries, said metas) data.Frames {
	if len(series) == 0 {
		return noData(data.FrameTypeTimeSeriesMulti, said)
	}
	frames := make(data.Frames, len(series))
	columns := newColumns()
	for i := range series {
		s := &series[i]
		frames[i] = newFrame(data.FrameTypeTimeSeriesMulti, s.meta.RefID, columns.times(s.Points, s.meta.Step), values(s))
		s.Points = nil
	}
	describe(frames[0], said)
	return frames
}
