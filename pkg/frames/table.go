package frames

import (
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// The columns of a table beside those of tag keys.
const (
	metricColumn = "Metric"
	valueColumn  = "Value"
)

// long writes one frame with a row for each number (`timeseries-long`), by time, then in the order of the series. Its columns are
// the time, the metric if there are several, each tag key, and the number.
func long(series []namedSeries, said metas) (data.Frames, error) {
	if len(series) == 0 {
		return noData(data.FrameTypeTimeSeriesLong, said), nil
	}
	numbers := 0
	for i := range series {
		numbers += len(series[i].Points)
	}
	if err := checkTable(numbers, len(tagKeys(series))); err != nil {
		return nil, err
	}
	rows := sortedRows(series)
	times, values := make([]time.Time, len(rows)), make([]float64, len(rows))
	for i, r := range rows {
		times[i], values[i] = r.Time(), r.Value
	}
	frame := newFrame(data.FrameTypeTimeSeriesLong, said.first().RefID, data.NewField(data.TimeSeriesTimeFieldName, nil, times))
	frame.Meta.PreferredVisualization = data.VisTypeTable
	frame.Fields = append(frame.Fields, nameColumns(series, len(rows), func(i int) int { return rows[i].series })...)
	frame.Fields = append(frame.Fields, data.NewField(valueColumn, nil, values))
	describe(frame, said)
	return data.Frames{frame}, nil
}

// maxTableCells bounds a table: a cell takes up to 16 bytes, and texts repeat in each row.
const maxTableCells = 20_000_000

// checkTable refuses a table of too many cells. Each tag key is a column, however few series have it.
func checkTable(rows, keys int) error {
	if columns := keys + 2; rows > maxTableCells/columns {
		return messages.TableTooLarge.Error(rows, columns, maxTableCells)
	}
	return nil
}

// row is a number of a series.
type row struct {
	opentsdb.Point
	series int
}

// sortedRows returns the numbers of all series by time, then by series (a counting sort).
func sortedRows(series []namedSeries) []row {
	times := mergedTimes(series)
	next := make([]int, len(times)+1) // for each timestamp, the index of its next row
	each := func(do func(series, at int, p opentsdb.Point)) {
		for n := range series {
			place := placing(times)
			for _, p := range series[n].Points {
				if !p.IsGap() {
					do(n, place(p.TimeMs), p)
				}
			}
		}
	}
	each(func(_, at int, _ opentsdb.Point) { next[at+1]++ })
	for i := range times {
		next[i+1] += next[i]
	}
	rows := make([]row, next[len(times)])
	each(func(n, at int, p opentsdb.Point) {
		rows[next[at]] = row{p, n}
		next[at]++
	})
	return rows
}

// nameColumns returns the columns that identify the series of each row: the metric if there are several, and each tag key, null
// where a series lacks it. A click on a tag's value filters by it.
func nameColumns(series []namedSeries, rows int, seriesOf func(row int) int) []*data.Field {
	var fields []*data.Field
	if several(series) {
		metrics := make([]string, rows)
		for i := range metrics {
			metrics[i] = series[seriesOf(i)].Metric
		}
		fields = append(fields, data.NewField(metricColumn, nil, metrics))
	}
	for _, key := range tagKeys(series) {
		values := make([]*string, len(series))
		complete := true
		for i, s := range series {
			if value, ok := s.Tags[key]; ok {
				values[i] = &value
			} else {
				complete = false
			}
		}
		fields = append(fields, tagColumn(key, values, complete, rows, seriesOf))
	}
	return fields
}

func tagColumn(key string, values []*string, complete bool, rows int, seriesOf func(row int) int) *data.Field {
	var field *data.Field
	if complete {
		column := make([]string, rows)
		for i := range column {
			column[i] = *values[seriesOf(i)]
		}
		field = data.NewField(columnName(key), nil, column)
	} else {
		column := make([]*string, rows)
		for i := range column {
			column[i] = values[seriesOf(i)]
		}
		field = data.NewField(columnName(key), nil, column)
	}
	filterable := true
	return field.SetConfig(&data.FieldConfig{Filterable: &filterable})
}

// columnName returns the name of a tag key's column, which differs from the table's other columns.
func columnName(key string) string {
	switch key {
	case data.TimeSeriesTimeFieldName, metricColumn, valueColumn:
		return key + " (tag)"
	}
	return key
}

func several(series []namedSeries) bool {
	return slices.ContainsFunc(series, func(s namedSeries) bool { return s.Metric != series[0].Metric })
}
