package frames_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/frames"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

func series(metric string, tags map[string]string) opentsdb.Series {
	return opentsdb.Series{Metric: metric, Tags: tags, Points: []opentsdb.Point{{TimeMs: 60_000, Value: 1}, {TimeMs: 120_000, Value: math.NaN()}}}
}

func TestSameSeriesSameFramesInTheSameOrder(t *testing.T) {
	a, b, c := series("m", map[string]string{"host": "a"}), series("m", map[string]string{"host": "b"}), series("l", map[string]string{"host": "z"})
	want := frames.TimeSeries([]opentsdb.Series{a, b, c}, frames.Meta{RefID: "A"})
	got := frames.TimeSeries([]opentsdb.Series{b, c, a}, frames.Meta{RefID: "A"})
	require.Equal(t, want, got)
	require.Equal(t, "l", got[0].Fields[1].Name)
	require.Equal(t, data.Labels{"host": "a"}, got[1].Fields[1].Labels)
}

func TestAStepMakesGapsVisible(t *testing.T) {
	stepped := frames.TimeSeries([]opentsdb.Series{series("m", nil)}, frames.Meta{Step: time.Minute})[0]
	require.EqualValues(t, 60_000, stepped.Fields[0].Config.Interval)
	require.Nil(t, frames.TimeSeries([]opentsdb.Series{series("m", nil)}, frames.Meta{})[0].Fields[0].Config)

	sparse := opentsdb.Series{Metric: "m"}
	for _, second := range []int64{0, 10, 20, 30, 90, 100} {
		sparse.Points = append(sparse.Points, opentsdb.Point{TimeMs: second * 1000, Value: 1})
	}
	wide := frames.TimeSeries([]opentsdb.Series{sparse}, frames.Meta{Step: 2 * time.Second})[0]
	require.EqualValues(t, 20_000, wide.Fields[0].Config.Interval, "points every 10 s are a line, a minute without is a gap")
}

func TestAliases(t *testing.T) {
	s := series("sys.cpu", map[string]string{"host": "web01", "host.name": "w", "dc-x": "gra", "$metric": "x"})
	s.AggregateTags = []string{"rack"}
	for alias, want := range map[string]string{
		"":                                   "",
		"fixed":                              "fixed",
		"$metric":                            "sys.cpu",
		"${metric} by $aggregator":           "sys.cpu by sum",
		"[[metric]] [[ downsample ]]":        "sys.cpu 1m-avg",
		"$tag_host":                          "web01",
		"$tag_host.cpu":                      "web01.cpu",
		"$tag_host_cpu":                      "web01_cpu",
		"${tag_host.name}/[[tag_dc-x]]":      "w/gra",
		"racks: $tag_rack":                   "racks: *",
		"$tag_nosuch ${nosuch} [[tag_none]]": "$tag_nosuch ${nosuch} [[tag_none]]",
		"100$ $":                             "100$ $",
	} {
		require.Equal(t, want, frames.Name(frames.Meta{Alias: alias, Aggregator: "sum", Downsample: "1m-avg"}, s), alias)
	}
}

func TestLastPointsAreSeriesOfOnePoint(t *testing.T) {
	value := 42.5
	got, err := frames.Last([]opentsdb.LastPoint{
		{Metric: "m", Tags: map[string]string{"host": "b"}, Time: time.Unix(7, 0).UTC(), Value: &value},
		{Metric: "m", Tags: map[string]string{"host": "a"}, Time: time.Unix(8, 0).UTC(), Text: "up"},
	}, frames.Meta{Alias: "$tag_host"})
	require.NoError(t, err)
	require.Len(t, got, 2)
	require.Equal(t, "a", got[0].Fields[1].Config.DisplayNameFromDS)
	require.Nil(t, got[0].Fields[1].At(0).(*float64))
	require.Equal(t, 42.5, got[1].Fields[1].At(0).(float64))
}

func TestLastPointsAsATableShowTheirAge(t *testing.T) {
	value := 42.5
	got, err := frames.Last([]opentsdb.LastPoint{
		{Metric: "m", Tags: map[string]string{"host": "b"}, Time: time.Unix(7, 0).UTC(), Value: &value},
		{Metric: "m", Tags: map[string]string{"host": "a", "dc": "gra"}, Time: time.Unix(8, 0).UTC(), Text: "up"},
	}, frames.Meta{RefID: "A", Format: frames.FormatTable, Executed: "curl"})
	require.NoError(t, err)
	require.Len(t, got, 1)
	table := got[0]
	require.Equal(t, data.FrameTypeTable, table.Meta.Type)
	require.Equal(t, "curl", table.Meta.ExecutedQueryString)
	var names []string
	for _, field := range table.Fields {
		names = append(names, field.Name)
	}
	require.Equal(t, []string{"dc", "host", "Time", "Value"}, names)
	require.Equal(t, "gra", *table.Fields[0].At(0).(*string))
	require.Equal(t, []any{"a", "b"}, []any{table.Fields[1].At(0), table.Fields[1].At(1)})
	require.Equal(t, time.Unix(8, 0).UTC(), table.Fields[2].At(0))
	require.Nil(t, table.Fields[3].At(0).(*float64), "a text is no number")
	require.Equal(t, 42.5, *table.Fields[3].At(1).(*float64))

	none, err := frames.Last(nil, frames.Meta{Format: frames.FormatTable})
	require.NoError(t, err)
	require.Len(t, none, 1)
	require.Empty(t, none[0].Fields)
}

func TestSeriesAreATableWithAColumnATagKey(t *testing.T) {
	got, err := frames.SeriesTable([]frames.Row{
		{Metric: "m", Tags: map[string]string{"host": "b"}},
		{Metric: "m", Tags: map[string]string{"dc": "gra", "host": "a"}},
	}, false, frames.Meta{RefID: "A"})
	require.NoError(t, err)
	require.Len(t, got, 1)
	table := got[0]
	require.Equal(t, []string{"metric", "dc", "host"}, []string{table.Fields[0].Name, table.Fields[1].Name, table.Fields[2].Name})
	require.Equal(t, "a", *table.Fields[2].At(0).(*string))
	require.True(t, *table.Fields[2].Config.Filterable, "a click on a tag's value filters by it")
	require.Nil(t, table.Fields[0].Config, "the metric is no tag")
	require.Nil(t, table.Fields[1].At(1).(*string), "the series has no such tag")
	require.Contains(t, table.Meta.Notices[0].Text, "more series")
}

// A metric may have as many tag keys as series.
func TestATableOfTooManyCellsIsRefused(t *testing.T) {
	rows, last, series := make([]frames.Row, 5000), make([]opentsdb.LastPoint, 5000), make([]opentsdb.Series, 5000)
	value := 1.0
	for n := range rows {
		tags := map[string]string{fmt.Sprint("key", n): "value"}
		rows[n] = frames.Row{Metric: "m", Tags: tags}
		last[n] = opentsdb.LastPoint{Metric: "m", Tags: tags, Value: &value}
		series[n] = opentsdb.Series{Metric: "m", Tags: tags, Points: []opentsdb.Point{{TimeMs: 1, Value: 1}}}
	}
	const says = "Format: a table of 5000 rows and 5002 columns has more cells than 20000000; set a longer interval, group by fewer tags, or choose the format Time series"
	_, err := frames.SeriesTable(rows, true, frames.Meta{})
	require.EqualError(t, err, says)
	_, err = frames.Last(last, frames.Meta{Format: frames.FormatTable})
	require.EqualError(t, err, says)
	_, err = frames.Write(frames.Result{Series: series, Meta: frames.Meta{Format: frames.FormatTable}})
	require.EqualError(t, err, says)
	_, err = frames.SeriesTable(rows[:3000], true, frames.Meta{})
	require.NoError(t, err)
}
