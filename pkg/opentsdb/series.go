package opentsdb

import (
	"math"
	"time"
)

// Series is one time series of a query's response.
type Series struct {
	// Metric is the metric's name.
	Metric string
	// Tags are the tags that all series aggregated into this one have in common.
	Tags map[string]string
	// AggregateTags are, on OpenTSDB, the tag keys that were aggregated away; on OVH Metrics, the keys grouped by. A key
	// that is here and not in Tags was aggregated away on either server.
	AggregateTags []string
	// TSUIDs are the server's identifiers of the series aggregated into this one that have points in the range (on OpenTSDB, in
	// the hours around it); only where the request asks for them.
	TSUIDs []string
	// Index is that of the series' sub-query in the request, from 0; -1: the server sent none.
	Index int
	// Points are ascending in time and distinct. Frames and cached responses share them: don't modify them.
	Points []Point
	// Annotations are those stored for the series.
	Annotations []Annotation
	// GlobalAnnotations are those without a series; the server repeats them on each.
	GlobalAnnotations []Annotation
}

// Point is a value at a time. A million of them take 16 MB without pointers, which the garbage collector needn't scan.
type Point struct {
	// TimeMs is the time in ms since 1970.
	TimeMs int64
	// Value is NaN for a gap: NaN, null, or a value that isn't a number.
	Value float64
}

// Time returns the point's time in UTC.
func (p Point) Time() time.Time { return time.UnixMilli(p.TimeMs).UTC() }

// IsGap says whether there is no number at this time.
func (p Point) IsGap() bool { return math.IsNaN(p.Value) }

// Annotation is a note on a span of time that the server stores.
type Annotation struct {
	// StartTime is in milliseconds since the epoch.
	StartTime int64
	// EndTime is in milliseconds since the epoch; 0: the annotation has no end.
	EndTime int64
	// TSUID is the series' identifier in the server; empty for a global annotation.
	TSUID string
	// Description is a short text.
	Description string
	// Notes is a longer text.
	Notes string
	// Custom are the writer's own fields.
	Custom map[string]string
}

// LastPoint is the newest point of one series, as /api/query/last gives it.
type LastPoint struct {
	// Metric is the metric's name; empty if the request doesn't ask to resolve names.
	Metric string
	// Tags are all tags of the series.
	Tags map[string]string
	// Time is in UTC.
	Time time.Time
	// Value is nil if the point isn't a number; Text then says what it is.
	Value *float64
	// Text is the value as the server wrote it.
	Text string
	// TSUID is the series' identifier in the server; empty when it has none.
	TSUID string
}

// SeriesID names one series.
type SeriesID struct {
	Metric string
	Tags   Tags
}
