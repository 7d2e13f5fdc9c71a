package frames

import (
	"maps"
	"slices"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// MoreSeries is the notice of a table that ends at the setting Max series.
var MoreSeries = data.Notice{
	Severity: data.NoticeSeverityWarning,
	Text:     messages.MoreSeries.Text(),
}

// Row is a series in a table.
type Row struct {
	Metric string
	Tags   map[string]string
}

// SeriesTable writes series as one table: the metric, and a column for each tag key, empty where a series lacks it. The error
// tells the user why a table can't hold them.
func SeriesTable(rows []Row, complete bool, meta Meta) (data.Frames, error) {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b Row) int {
		return strings.Compare(a.Metric+"\x00"+opentsdb.TagsKey(a.Tags), b.Metric+"\x00"+opentsdb.TagsKey(b.Tags))
	})
	keys := map[string]struct{}{}
	for _, r := range rows {
		for key := range r.Tags {
			keys[key] = struct{}{}
		}
	}
	if err := checkTable(len(rows), len(keys)); err != nil {
		return nil, err
	}
	metrics := make([]string, len(rows))
	for i, r := range rows {
		metrics[i] = r.Metric
	}
	frame := data.NewFrame("", data.NewField("metric", nil, metrics))
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		column := make([]*string, len(rows))
		for i, r := range rows {
			if value, ok := r.Tags[key]; ok {
				column[i] = &value
			}
		}
		filterable := true // a click on a value filters the query by it
		frame.Fields = append(frame.Fields, data.NewField(key, nil, column).SetConfig(&data.FieldConfig{Filterable: &filterable}))
	}
	frame.RefID = meta.RefID
	frame.Meta = &data.FrameMeta{PreferredVisualization: data.VisTypeTable, Type: data.FrameTypeTable, ExecutedQueryString: meta.Executed}
	frame.Meta.Notices = meta.Notices
	if !complete {
		frame.Meta.Notices = append(frame.Meta.Notices, MoreSeries)
	}
	return data.Frames{frame}, nil
}
