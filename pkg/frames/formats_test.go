package frames_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/frames"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// numbers are the numbers of series: by metric and labels, then by ms.
type numbers map[string]map[int64]float64

func (n numbers) add(id string, ms int64, value *float64) {
	if n[id] == nil {
		n[id] = map[int64]float64{}
	}
	if value != nil {
		n[id][ms] = *value
	}
}

func stored(series []opentsdb.Series) numbers {
	all := numbers{}
	for _, s := range series {
		id := s.Metric + data.Labels(s.Tags).String()
		for _, p := range s.Points {
			if !math.IsNaN(p.Value) {
				all.add(id, p.TimeMs, &p.Value)
			}
		}
	}
	return all
}

// columnsOf reads frames whose columns are series, and the series' display names by their ids.
func columnsOf(t *testing.T, all data.Frames) (numbers, map[string]string) {
	t.Helper()
	read, names := numbers{}, map[string]string{}
	for _, frame := range all {
		times := frame.Fields[0]
		require.Equal(t, data.FieldTypeTime, times.Type())
		for _, field := range frame.Fields[1:] {
			id := field.Name + field.Labels.String()
			if field.Config != nil {
				names[id] = field.Config.DisplayNameFromDS
			}
			for i := range field.Len() {
				value, err := field.NullableFloatAt(i)
				require.NoError(t, err)
				if value != nil {
					read.add(id, times.At(i).(time.Time).UnixMilli(), value)
				}
			}
		}
	}
	return read, names
}

// rowsOf reads a table of series, and checks its order.
func rowsOf(t *testing.T, frame *data.Frame, metric string) numbers {
	t.Helper()
	read := numbers{}
	last := time.Time{}
	for i := range frame.Rows() {
		var timestamp time.Time
		var value float64
		name, labels := metric, data.Labels{}
		for _, field := range frame.Fields {
			switch field.Name {
			case "Time":
				timestamp = field.At(i).(time.Time)
			case "Metric":
				name = field.At(i).(string)
			case "Value":
				value = field.At(i).(float64)
			default:
				if v, ok := field.ConcreteAt(i); ok {
					labels[field.Name] = v.(string)
				}
			}
		}
		require.False(t, timestamp.Before(last), "sorted by time")
		last = timestamp
		read.add(name+labels.String(), timestamp.UnixMilli(), &value)
	}
	return read
}

// randomSeries have timestamps that some share, some interleave and some repeat partly, with gaps, infinities, tags that
// lack here and there, and a second metric now and then.
func randomSeries(r *rand.Rand) []opentsdb.Series {
	var all []opentsdb.Series
	for i := range 1 + r.IntN(7) {
		s := opentsdb.Series{Metric: "m", Tags: map[string]string{"host": fmt.Sprintf("web%d", i)}, Index: -1}
		if r.IntN(4) == 0 {
			s.Metric = "n"
		}
		if r.IntN(3) > 0 {
			s.Tags["dc"] = fmt.Sprintf("dc%d", r.IntN(2))
		}
		offset, gaps, skips := int64(r.IntN(3))*7, r.IntN(2) == 0, r.IntN(2) == 0
		for n := range int64(1 + r.IntN(40)) {
			p := opentsdb.Point{TimeMs: 1_700_000_000_000 + offset + n*60_000, Value: r.NormFloat64()}
			switch {
			case n > 0 && gaps && r.IntN(4) == 0:
				p.Value = math.NaN()
			case r.IntN(50) == 0:
				p.Value = math.Inf(1)
			}
			if n == 0 || !skips || r.IntN(3) > 0 {
				s.Points = append(s.Points, p)
			}
		}
		all = append(all, s)
	}
	return all
}

func TestAllFormatsHoldTheSameNumbersNamesAndLabels(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		series := randomSeries(r)
		want := stored(series)
		meta := frames.Meta{RefID: "A", Interval: "1m", Step: time.Minute}
		if r.IntN(2) == 0 {
			meta.Legend = frames.LegendAuto
		}
		written := map[frames.Format]data.Frames{}
		for _, format := range []frames.Format{frames.FormatTimeSeries, frames.FormatWide, frames.FormatTable} {
			meta.Format = format
			all, err := frames.Write(frames.Result{Series: slices.Clone(series), Meta: meta})
			require.NoError(t, err)
			written[format] = all
		}
		multi, names := columnsOf(t, written[frames.FormatTimeSeries])
		require.Equal(t, want, multi)
		require.Len(t, written[frames.FormatWide], 1)
		wide, wideNames := columnsOf(t, written[frames.FormatWide])
		require.Equal(t, want, wide)
		require.Equal(t, names, wideNames)
		require.Len(t, written[frames.FormatTable], 1)
		require.Equal(t, want, rowsOf(t, written[frames.FormatTable][0], series[0].Metric))

		columns := written[frames.FormatWide][0].Fields[1:]
		for i, frame := range written[frames.FormatTimeSeries] {
			require.Equal(t, frame.Fields[1].Labels, columns[i].Labels, "the same order")
		}
	}
}

// Grafana's own readers of the contract take what is written, and find all series in it.
func TestFormatsAreThoseOfTheDataPlaneContract(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 100 {
		series := randomSeries(r)
		for format, kind := range map[frames.Format]data.FrameType{
			frames.FormatTimeSeries: data.FrameTypeTimeSeriesMulti,
			frames.FormatWide:       data.FrameTypeTimeSeriesWide,
			frames.FormatTable:      data.FrameTypeTimeSeriesLong,
		} {
			all, err := frames.Write(frames.Result{Series: slices.Clone(series), Meta: frames.Meta{RefID: "A", Format: format}})
			require.NoError(t, err)
			for _, frame := range all {
				require.Equal(t, kind, frame.Meta.Type)
				require.Equal(t, data.FrameTypeVersion{0, 1}, frame.Meta.TypeVersion)
			}
			reader, err := timeseries.CollectionReaderFromFrames(all)
			require.NoError(t, err)
			collection, err := reader.GetCollection(true)
			require.NoError(t, err)
			require.NoError(t, collection.Warning)
			require.Empty(t, collection.RemainderIndices)
			require.Len(t, collection.Refs, len(series))
		}
	}
	for _, format := range []frames.Format{"", frames.FormatWide, frames.FormatTable} {
		all, err := frames.Write(frames.Result{Meta: frames.Meta{Format: format, Executed: "curl"}})
		require.NoError(t, err)
		require.Len(t, all, 1)
		require.Equal(t, "curl", all[0].Meta.ExecutedQueryString)
		reader, err := timeseries.CollectionReaderFromFrames(all)
		require.NoError(t, err)
		collection, err := reader.GetCollection(true)
		require.NoError(t, err)
		require.True(t, collection.NoData())
	}
}

// What Grafana's server gets, by either encoding, is what each frame holds, whichever fields the frames share.
func TestEncodingOnlyReadsWhatFramesShare(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 50 {
		series := randomSeries(r)
		all, err := frames.Write(frames.Result{Series: slices.Clone(series), Meta: frames.Meta{RefID: "A", Step: time.Minute}})
		require.NoError(t, err)
		for range 2 {
			arrow, err := all.MarshalArrow()
			require.NoError(t, err)
			decoded, err := data.UnmarshalArrowFrames(arrow)
			require.NoError(t, err)
			read, _ := columnsOf(t, decoded)
			require.Equal(t, stored(series), read)
			for i, frame := range all {
				text, err := json.Marshal(frame)
				require.NoError(t, err)
				var back data.Frame
				require.NoError(t, json.Unmarshal(text, &back))
				read, _ := columnsOf(t, data.Frames{&back})
				ours, _ := columnsOf(t, all[i:i+1])
				require.Equal(t, ours, read)
			}
		}
	}
}

func TestSeriesOfTheSameTimestampsShareTheirTimeField(t *testing.T) {
	line := func(host string, times ...int64) opentsdb.Series {
		s := opentsdb.Series{Metric: "m", Tags: map[string]string{"host": host}}
		for _, ms := range times {
			s.Points = append(s.Points, opentsdb.Point{TimeMs: ms, Value: float64(ms)})
		}
		return s
	}
	all := frames.TimeSeries([]opentsdb.Series{line("a", 1, 2, 3), line("b", 1, 2, 4), line("c", 1, 2, 3), line("d", 1, 2)}, frames.Meta{})
	require.Same(t, all[0].Fields[0], all[2].Fields[0])
	require.NotSame(t, all[0].Fields[0], all[1].Fields[0])
	require.NotSame(t, all[0].Fields[0], all[3].Fields[0])
}

func TestWideIsRefusedWhereItWouldBeMostlyEmpty(t *testing.T) {
	staggered := func(series, points int) []opentsdb.Series {
		all := make([]opentsdb.Series, series)
		for i := range all {
			all[i] = opentsdb.Series{Metric: "m", Tags: map[string]string{"host": fmt.Sprint(i)}}
			for n := range points {
				all[i].Points = append(all[i].Points, opentsdb.Point{TimeMs: int64(n*series + i), Value: 1})
			}
		}
		return all
	}
	write := func(series []opentsdb.Series, interval string) (data.Frames, error) {
		return frames.Write(frames.Result{Series: series, Meta: frames.Meta{Format: frames.FormatWide, Interval: interval}})
	}
	_, err := write(staggered(100, 101), "")
	require.EqualError(t, err, "Format: 100 series with 10100 different timestamps make a wide table of 1010000 cells, more than 1000000; "+
		"set an interval, group by fewer tags, or choose the format Time series")
	_, err = write(staggered(100, 101), "1s")
	require.Error(t, err, "of buckets as of raw points")

	fits, err := write(staggered(100, 100), "")
	require.NoError(t, err)
	require.Equal(t, 10_000, fits[0].Rows())

	buckets := staggered(1, 1500)
	for len(buckets) < 1000 {
		next := buckets[0]
		next.Tags = map[string]string{"host": fmt.Sprint(len(buckets))}
		buckets = append(buckets, next)
	}
	full, err := write(slices.Clone(buckets), "1m")
	require.NoError(t, err, "a panel of buckets is as large as it is")
	require.Len(t, full[0].Fields, 1001)
	_, err = write(buckets, "")
	require.Error(t, err, "raw points")
}

func TestATableNamesMetricsOnlyWhereThereAreSeveral(t *testing.T) {
	at := func(metric string, tags map[string]string, values ...float64) opentsdb.Series {
		s := opentsdb.Series{Metric: metric, Tags: tags}
		for i, v := range values {
			s.Points = append(s.Points, opentsdb.Point{TimeMs: int64(i) * 1000, Value: v})
		}
		return s
	}
	columns := func(series ...opentsdb.Series) (names []string, table *data.Frame) {
		all, err := frames.Write(frames.Result{Series: series, Meta: frames.Meta{Format: frames.FormatTable}})
		require.NoError(t, err)
		for _, field := range all[0].Fields {
			names = append(names, field.Name)
		}
		return names, all[0]
	}
	names, table := columns(at("m", map[string]string{"host": "b", "dc": "x"}, 3, 4), at("m", map[string]string{"host": "a"}, 1, math.NaN()))
	require.Equal(t, []string{"Time", "dc", "host", "Value"}, names)
	require.Equal(t, 3, table.Rows(), "a gap has no row")
	text, err := table.StringTable(-1, -1)
	require.NoError(t, err)
	require.True(t, strings.Contains(text, "null"), "a series lacks the key")
	require.True(t, *table.Fields[2].Config.Filterable, "a click on a tag's value filters by it")

	names, _ = columns(at("m", nil, 1), at("n", map[string]string{"Value": "v", "Time": "t"}, 2))
	require.Equal(t, []string{"Time", "Metric", "Time (tag)", "Value (tag)", "Value"}, names)
}

func TestSeveralResultsAreOneResponse(t *testing.T) {
	result := func(metric, interval string, notice string) frames.Result {
		return frames.Result{
			Series: []opentsdb.Series{{Metric: metric, Tags: map[string]string{"host": "a"}, Points: []opentsdb.Point{{TimeMs: 1, Value: 1}}}},
			Meta: frames.Meta{
				RefID: "A", Interval: interval, Executed: "curl " + metric, Legend: frames.LegendAuto, Notices: []data.Notice{{Text: notice}},
				Cached: &frames.TimeSpan{From: int64(len(metric)), To: 10 * int64(len(metric))},
			},
		}
	}
	all, err := frames.Write(result("os.net", "1m", "one"), result("cpu", "1m", "two"))
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Equal(t, "cpu", all[0].Fields[1].Config.DisplayNameFromDS)
	require.Equal(t, "os.net", all[1].Fields[1].Config.DisplayNameFromDS)
	require.Equal(t, "curl os.net\n\ncurl cpu", all[0].Meta.ExecutedQueryString)
	require.Len(t, all[0].Meta.Notices, 2)
	require.Equal(t, frames.Custom{Interval: "1m", Cached: &frames.TimeSpan{From: 3, To: 60}}, all[0].Meta.Custom)
	require.Nil(t, all[1].Meta.Custom, "said once")
	text, err := json.Marshal(all[0].Meta.Custom)
	require.NoError(t, err)
	require.JSONEq(t, `{"interval":"1m","cached":{"from":3,"to":60}}`, string(text))
}

func TestSeriesThatComeRankedStayRanked(t *testing.T) {
	tags := func(host string) opentsdb.Series {
		return opentsdb.Series{Metric: "m", Tags: map[string]string{"host": host}, Points: []opentsdb.Point{{Value: 1}}}
	}
	for _, format := range []frames.Format{frames.FormatTimeSeries, frames.FormatWide} {
		for ranked, want := range map[bool][]string{true: {"b", "c", "a"}, false: {"a", "b", "c"}} {
			all, err := frames.Write(frames.Result{Series: []opentsdb.Series{tags("b"), tags("c"), tags("a")}, Meta: frames.Meta{Format: format, Ranked: ranked}})
			require.NoError(t, err)
			var hosts []string
			for _, frame := range all {
				for _, field := range frame.Fields[1:] {
					hosts = append(hosts, slices.Collect(maps.Values(field.Labels))...)
				}
			}
			require.Equal(t, want, hosts)
		}
	}
}
