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

// Result is the series of one request, with what their frames say of them. A query of several metrics has several.
type Result struct {
	Series []opentsdb.Series
	Meta   Meta
}

// Meta is what the frames of one result say about it.
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
	// Ranked keeps the series in the order that they come in, which says something.
	Ranked bool
	// Shift is how far the series are moved in time, as "1d earlier"; empty: not at all.
	Shift string
	// Aggregator and Downsample fill $aggregator and $downsample.
	Aggregator string
	Downsample string
	// Step is the bucket length; lines break at empty buckets. 0: lines connect across gaps.
	Step time.Duration
	// Interval is the bucket's length as OpenTSDB writes it, told to the editor in meta.custom; empty: raw points.
	Interval string
	// Cached is the part of the range that came from the response cache; nil: none.
	Cached  *TimeSpan
	Notices []data.Notice
}

// Format is how series are laid out in frames, as saved queries name it.
type Format string

// The formats. Alert rules and expressions read FormatTimeSeries alone: the others hold nulls that a server never sent.
const (
	FormatTimeSeries Format = "timeseries" // a frame for each series
	FormatWide       Format = "wide"       // one frame, a column for each series
	FormatTable      Format = "table"      // one frame, a row for each point
)

// Write writes the results of a query in the format of the first. Series are in the order of their display names, then
// metrics and tags, whatever the server's order; those of a first result that is ranked stay in theirs. Without series
// there is one frame without fields, which is the contract's "no data". An error says in words why a format can't hold
// the series.
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
	// sorted is the name that a user reads, whoever makes it; key tells series of one name apart.
	sorted, key string
}

func byName(a, b namedSeries) int {
	return cmp.Or(strings.Compare(a.sorted, b.sorted), strings.Compare(a.key, b.key))
}

// multi writes a frame for each series (`timeseries-multi`). The points of a series are let go once its frame has them.
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
