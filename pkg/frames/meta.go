package frames

import (
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// Custom is what frames say to this data source's own editor and to the inspector, in `meta.custom`.
type Custom struct {
	// Interval is the length of the buckets as OpenTSDB writes it, such as 1m; empty: raw points.
	Interval string `json:"interval,omitempty"`
	// Cached is the part of the range that came from the response cache; nil: the server sent all of it.
	Cached *TimeSpan `json:"cached,omitempty"`
}

// TimeSpan is a part of a time range, in ms since 1970, both ends included.
type TimeSpan struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

func newFrame(kind data.FrameType, refID string, fields ...*data.Field) *data.Frame {
	frame := data.NewFrame("", fields...)
	frame.RefID = refID
	frame.Meta = &data.FrameMeta{Type: kind, TypeVersion: data.FrameTypeVersion{0, 1}}
	return frame
}

// describe puts what is said of all results on one frame, the first, where Grafana looks for it.
func describe(first *data.Frame, results []Result) {
	var custom Custom
	var executed []string
	for _, r := range results {
		if r.Meta.Executed != "" {
			executed = append(executed, r.Meta.Executed)
		}
		first.Meta.Notices = append(first.Meta.Notices, r.Meta.Notices...)
		if custom.Interval == "" {
			custom.Interval = r.Meta.Interval
		}
		custom.Cached = union(custom.Cached, r.Meta.Cached)
	}
	first.Meta.ExecutedQueryString = strings.Join(executed, "\n\n")
	if custom != (Custom{}) {
		first.Meta.Custom = custom
	}
}

// noData is the contract's answer without series: a frame of the format's kind without fields.
func noData(kind data.FrameType, results []Result) data.Frames {
	var refID string
	if len(results) > 0 {
		refID = results[0].Meta.RefID
	}
	frame := newFrame(kind, refID)
	describe(frame, results)
	return data.Frames{frame}
}

func union(a, b *TimeSpan) *TimeSpan {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	default:
		return &TimeSpan{From: min(a.From, b.From), To: max(a.To, b.To)}
	}
}
