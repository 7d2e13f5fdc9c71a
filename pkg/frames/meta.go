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

// metas is what is said of each result. It doesn't hold the results: their points are let go as they become frames.
type metas []Meta

// first decides for all of them where they have to agree.
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

// describe puts what is said of all results on one frame, the first, where Grafana looks for it.
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

// noData is the contract's result without series: a frame of the format's kind without fields.
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
