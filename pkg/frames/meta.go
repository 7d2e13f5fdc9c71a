package frames

import (
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// Custom is the frames' `meta.custom`, for this data source's editor and the inspector.
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

// metas are the Metas of several results, without the series, so that these can be freed as they become frames.
type metas []Meta

// first returns the Meta that decides for all results, such as on the format.
func (m metas) first() Meta {
	if len(m) == 0 {
		return Meta{}
	}
	return m[0]
}

func newFrame(kind data.FrameType, refID string, fields ...*data.Field) *data.Frame {
	frame := data.NewFrame("", fields...)
	frame.RefID = refID
	frame.Meta = &data.FrameMeta{Type: kind, TypeVersion: data.FrameTypeVersion{0, 1}}
	return frame
}

// describe writes the Metas of all results to the first frame, where Grafana reads them.
func describe(first *data.Frame, said metas) {
	var custom Custom
	var executed []string
	for _, m := range said {
		if m.Executed != "" {
			executed = append(executed, m.Executed)
		}
		first.Meta.Notices = append(first.Meta.Notices, m.Notices...)
		if custom.Interval == "" {
			custom.Interval = m.Interval
		}
		custom.Cached = union(custom.Cached, m.Cached)
	}
	first.Meta.ExecutedQueryString = strings.Join(executed, "\n\n")
	if custom != (Custom{}) {
		first.Meta.Custom = custom
	}
}

// noData returns the contract's "no data": a frame of the format's type without fields.
func noData(kind data.FrameType, said metas) data.Frames {
	frame := newFrame(kind, said.first().RefID)
	describe(frame, said)
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
