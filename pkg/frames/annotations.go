package frames

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// event is one annotation with its series' tags.
type event struct {
	opentsdb.Annotation
	tags string
}

// Annotations writes the annotations of all series as one frame in the order of time, with the fields that Grafana reads
// annotations from: time, timeEnd (null: a point in time), title, text and tags. With global, it writes those without a series
// instead, as the built-in data source does: each once, though a server repeats them with each series.
func Annotations(series []opentsdb.Series, global bool, meta Meta) data.Frames {
	var events []event
	for _, s := range series {
		if global {
			for _, a := range s.GlobalAnnotations {
				events = append(events, event{a, ""})
			}
			continue
		}
		for _, a := range s.Annotations {
			events = append(events, event{a, tagList(s.Tags)})
		}
	}
	key := func(e event) string { return e.TSUID + "\x00" + e.Description + "\x00" + e.Notes }
	slices.SortStableFunc(events, func(a, b event) int {
		return cmp.Or(cmp.Compare(a.StartTime, b.StartTime), cmp.Compare(a.EndTime, b.EndTime), strings.Compare(key(a), key(b)))
	})
	events = slices.CompactFunc(events, func(a, b event) bool {
		return a.StartTime == b.StartTime && a.EndTime == b.EndTime && key(a) == key(b)
	})

	starts, ends := make([]time.Time, len(events)), make([]*time.Time, len(events))
	titles, texts, tags := make([]string, len(events)), make([]string, len(events)), make([]string, len(events))
	for i, e := range events {
		starts[i] = time.UnixMilli(e.StartTime).UTC()
		if e.EndTime > e.StartTime {
			end := time.UnixMilli(e.EndTime).UTC()
			ends[i] = &end
		}
		titles[i], texts[i], tags[i] = e.Description, e.Notes, e.tags
	}
	frame := data.NewFrame("",
		data.NewField("time", nil, starts),
		data.NewField("timeEnd", nil, ends),
		data.NewField("title", nil, titles),
		data.NewField("text", nil, texts),
		data.NewField("tags", nil, tags),
	)
	frame.RefID = meta.RefID
	frame.Meta = &data.FrameMeta{ExecutedQueryString: meta.Executed}
	return data.Frames{frame}
}

// tagList writes tags as Grafana's event tags.
func tagList(tags map[string]string) string {
	list := make([]string, 0, len(tags))
	for key, value := range tags {
		list = append(list, key+":"+value)
	}
	slices.Sort(list)
	return strings.Join(list, ",")
}
