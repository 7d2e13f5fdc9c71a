package frames

import (
	"math"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// Last writes each series' last point. In FormatTable it is a row of one table: the metric if there are several, the tags, the
// time and the value. In the other formats it is a time series of one point, so that panels and alert rules read it like any
// other series. The error tells the user why a table can't hold the series.
func Last(points []opentsdb.LastPoint, meta Meta) (data.Frames, error) {
	series := make([]opentsdb.Series, len(points))
	for i, p := range points {
		value := math.NaN()
		if p.Value != nil {
			value = *p.Value
		}
		series[i] = opentsdb.Series{
			Metric: p.Metric,
			Tags:   p.Tags,
			Points: []opentsdb.Point{{TimeMs: p.Time.UnixMilli(), Value: value}},
		}
	}
	if meta.Format == FormatTable {
		return lastTable(series, meta)
	}
	return TimeSeries(series, meta), nil
}

func lastTable(series []opentsdb.Series, meta Meta) (data.Frames, error) {
	rows, said := ordered([]Result{{Series: series, Meta: meta}})
	if len(rows) == 0 {
		return noData(data.FrameTypeTable, said), nil
	}
	if err := checkTable(len(rows), len(tagKeys(rows))); err != nil {
		return nil, err
	}
	times, values := make([]time.Time, len(rows)), make([]*float64, len(rows))
	for i, r := range rows {
		p := r.Points[0]
		times[i] = p.Time()
		if !p.IsGap() {
			values[i] = &p.Value
		}
	}
	frame := newFrame(data.FrameTypeTable, meta.RefID, nameColumns(rows, len(rows), func(row int) int { return row })...)
	frame.Fields = append(frame.Fields, data.NewField(data.TimeSeriesTimeFieldName, nil, times), data.NewField(valueColumn, nil, values))
	frame.Meta.PreferredVisualization = data.VisTypeTable
	describe(frame, said)
	return data.Frames{frame}, nil
}
