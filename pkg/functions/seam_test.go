package functions_test

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/functions"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

const minute, hour, day = int64(60_000), int64(3600_000), int64(24 * 3600_000)

func TestWhatIsFetched(t *testing.T) {
	step := functions.Every(time.Minute, dialects.AtStart)
	shown := functions.Range{FromMs: startMs, ToMs: startMs + 10*minute}
	for _, row := range []struct {
		chain         []functions.Saved
		before, after int64 // how much earlier the fetched range begins and ends
		key, widening string
		shift, words  string
	}{
		{nil, 0, 0, "", "", "", ""},
		{[]functions.Saved{saved("highest", 5), saved("asPercent")}, 0, 0, "", "", "", ""},
		{[]functions.Saved{saved("timeShift", "1d")}, day, day, "shift 1d", "", "1d", "1d earlier"},
		{[]functions.Saved{saved("timeShift", "+7day")}, -7 * day, -7 * day, "shift +7d", "", "7d", "7d later"},
		{[]functions.Saved{saved("timeShift", 90)}, 90 * minute, 90 * minute, "shift 90", "", "90m", "90m earlier"},
		{[]functions.Saved{saved("timeShift", "1d"), saved("timeShift", "12h")}, day + day/2, day + day/2, "shift 1d, shift 12h", "", "36h", "36h earlier"},
		{[]functions.Saved{saved("timeShift", "1d"), saved("timeShift", "+1d")}, 0, 0, "shift 1d, shift +1d", "", "", ""},
		{[]functions.Saved{saved("movingAverage", "10m")}, 9 * minute, 0, "before 540000", "window 10m", "", ""},
		{[]functions.Saved{saved("movingAverage", 3)}, 2 * minute, 0, "before 120000", "window 3", "", ""},
		{[]functions.Saved{saved("movingMax", "90s")}, minute, 0, "before 60000", "window 90s", "", ""},
		{[]functions.Saved{saved("movingMax", "1s")}, 0, 0, "", "window 1s", "", ""},
		{[]functions.Saved{saved("keepLastValue", "150s")}, 2 * minute, 0, "before 120000", "limit 150s", "", ""},
		{[]functions.Saved{saved("keepLastValue")}, 0, 0, "", "", "", ""},
		{[]functions.Saved{saved("derivative"), saved("movingSum", 5), saved("timeShift", "1h")}, hour + 5*minute, hour, "before 60000, before 240000, shift 1h", "window 5", "1h", "1h earlier"},
		// 90 seconds are no whole minutes: of the buckets 30 seconds aside, those whose points are shown.
		{[]functions.Saved{saved("timeShift", "90s")}, minute, minute, "shift 90s", "", "90s", "90s earlier"},
		{[]functions.Saved{saved("timeShift", "100y")}, startMs, startMs, "shift 100y", "", "100y", "100y earlier"},
	} {
		needs := parsed(t, row.chain...).Needs(shown, step)
		want := functions.Range{FromMs: shown.FromMs - row.before, ToMs: shown.ToMs - row.after}
		if row.before == startMs { // nothing is stored before 1970
			want = functions.Range{}
		}
		require.Equal(t, want, needs.Fetch, "%v", row.chain)
		require.Equal(t, row.key, needs.Key, "%v", row.chain)
		require.Equal(t, row.widening, strings.TrimSpace(needs.Widening+" "+needs.WideningLength), "%v", row.chain)
		require.Equal(t, row.shift, needs.Shift.Text(), "%v", row.chain)
		require.Equal(t, row.words, needs.Shift.String(), "%v", row.chain)
	}
}

func TestWhatIsFetchedOfRawPoints(t *testing.T) {
	shown := functions.Range{FromMs: startMs + 10*minute, ToMs: startMs + 20*minute}
	needs := parsed(t, saved("movingAverage", "10m")).Needs(shown, functions.Raw())
	require.Equal(t, functions.Range{FromMs: startMs, ToMs: startMs + 20*minute}, needs.Fetch)
	needs = parsed(t, saved("derivative")).Needs(shown, functions.Raw())
	require.Equal(t, functions.Range{FromMs: startMs / hour * hour, ToMs: shown.ToMs}, needs.Fetch)
	require.Equal(t, "hour", needs.Key)
}

func TestWhatIsFetchedByTheCalendar(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	at := func(year int, month time.Month, date int) int64 {
		return time.Date(year, month, date, 0, 0, 0, 0, paris).UnixMilli()
	}
	days := calendar(1, "d", paris)
	months := calendar(1, "n", paris)
	// Clocks were put forward on March 30.
	week := functions.Range{FromMs: at(2025, 3, 31), ToMs: at(2025, 4, 7)}
	year := functions.Range{FromMs: at(2025, 1, 1), ToMs: at(2026, 1, 1)}
	for _, row := range []struct {
		saved     functions.Saved
		shown     functions.Range
		step      functions.Step
		want      functions.Range
		shift     string
		describes string
	}{
		{saved("timeShift", "1w"), week, days, functions.Range{FromMs: at(2025, 3, 24), ToMs: at(2025, 3, 31)}, "1w", "a week of 167 hours"},
		{saved("timeShift", 2), week, days, functions.Range{FromMs: at(2025, 3, 29), ToMs: at(2025, 4, 5)}, "2d", "two buckets"},
		{saved("movingAverage", "7d"), week, days, functions.Range{FromMs: at(2025, 3, 25), ToMs: at(2025, 4, 7)}, "", "seven days, one of 23 hours"},
		{saved("movingAverage", 7), week, days, functions.Range{FromMs: at(2025, 3, 25), ToMs: at(2025, 4, 7)}, "", "seven buckets"},
		{saved("derivative"), week, days, functions.Range{FromMs: at(2025, 3, 30), ToMs: at(2025, 4, 7)}, "", "the day before"},
		{saved("keepLastValue", "2d"), week, days, functions.Range{FromMs: at(2025, 3, 29), ToMs: at(2025, 4, 7)}, "", "two days before"},
		{saved("timeShift", "1y"), year, months, functions.Range{FromMs: at(2024, 1, 1), ToMs: at(2025, 1, 1)}, "1y", "a leap year"},
		{saved("movingSum", 1_000_000), year, months, functions.Range{FromMs: 0, ToMs: at(2026, 1, 1)}, "", "a million months"},
		{saved("movingSum", "1y"), year, months, functions.Range{FromMs: at(2024, 2, 1), ToMs: at(2026, 1, 1)}, "", "twelve months"},
	} {
		needs := parsed(t, row.saved).Needs(row.shown, row.step)
		require.Equal(t, row.want, needs.Fetch, "%v: %s", row.saved, row.describes)
		require.Equal(t, row.shift, needs.Shift.Text())
	}
}

func TestAMonthIsComparedWithThatOfTheYearBefore(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	at := func(year int, month time.Month, date int) int64 {
		return time.Date(year, month, date, 0, 0, 0, 0, paris).UnixMilli()
	}
	months := calendar(1, "n", paris)
	series := []opentsdb.Series{{Metric: "m", Points: []opentsdb.Point{{TimeMs: at(2024, 2, 1), Value: 29}, {TimeMs: at(2024, 3, 1), Value: 31}}}}
	result, err := parsed(t, saved("timeShift", "1y")).Apply(context.Background(), series, functions.Input{
		Shown: functions.Range{FromMs: at(2025, 1, 1), ToMs: at(2026, 1, 1)}, Step: months, NowMs: at(2025, 6, 1),
	})
	require.NoError(t, err)
	require.Empty(t, result.Notices)
	require.Equal(t, []opentsdb.Point{{TimeMs: at(2025, 2, 1), Value: 29}, {TimeMs: at(2025, 3, 1), Value: 31}}, result.Series[0].Points)
}

// OpenTSDB counts intervals of several days from New Year on, and on from the first that is fetched.
func TestIntervalsOfSeveralDaysAcrossNewYear(t *testing.T) {
	at := func(year int, month time.Month, date int) int64 {
		return time.Date(year, month, date, 0, 0, 0, 0, time.UTC).UnixMilli()
	}
	in := functions.Input{Shown: functions.Range{FromMs: at(2026, 1, 1), ToMs: at(2026, 1, 10)}, Step: calendar(3, "d", time.UTC), NowMs: at(2026, 6, 1)}
	chain := parsed(t, saved("derivative"))
	require.Equal(t, functions.Range{FromMs: at(2025, 12, 30), ToMs: at(2026, 1, 10)}, chain.Needs(in.Shown, in.Step).Fetch)
	series := opentsdb.Series{Metric: "m"}
	for i, value := range []float64{1, 3, 7, 15} {
		series.Points = append(series.Points, opentsdb.Point{TimeMs: at(2025, 12, 30+3*i), Value: value})
	}
	result, err := chain.Apply(context.Background(), []opentsdb.Series{series}, in)
	require.NoError(t, err)
	require.Equal(t, []opentsdb.Point{{TimeMs: at(2026, 1, 2), Value: 2}, {TimeMs: at(2026, 1, 5), Value: 4}, {TimeMs: at(2026, 1, 8), Value: 8}}, result.Series[0].Points)
	// What is filled are the intervals that the server counted, not those from New Year on.
	filled, err := parsed(t, saved("derivative"), saved("transformNull")).Apply(context.Background(), []opentsdb.Series{series}, in)
	require.NoError(t, err)
	require.Equal(t, result.Series, filled.Series)
}

func minutes(metric, host string, values ...float64) opentsdb.Series {
	s := opentsdb.Series{Metric: metric, Tags: map[string]string{"host": host}}
	for i, v := range values {
		s.Points = append(s.Points, opentsdb.Point{TimeMs: startMs + int64(i)*minute, Value: v})
	}
	return s
}

func apply(t testing.TB, chain functions.Chain, in functions.Input, series ...opentsdb.Series) functions.Result {
	t.Helper()
	in.Shown = functions.Range{FromMs: startMs, ToMs: startMs + 10*minute}
	in.Step = functions.Every(time.Minute, dialects.AtStart)
	if in.NowMs == 0 {
		in.NowMs = in.Shown.ToMs
	}
	result, err := chain.Apply(context.Background(), series, in)
	require.NoError(t, err)
	return result
}

func TestAShiftThatDoesNotLineUpSaysSo(t *testing.T) {
	result := apply(t, parsed(t, saved("timeShift", "90s")), functions.Input{}, minutes("m", "a", 1, 2))
	require.Equal(t, []string{"timeShift: 90s is not a whole number of intervals, so the shifted points lie between those of other queries"}, result.Notices)
	require.Equal(t, []opentsdb.Point{{TimeMs: startMs + 90_000, Value: 1}, {TimeMs: startMs + 150_000, Value: 2}}, result.Series[0].Points)
	require.Empty(t, apply(t, parsed(t, saved("timeShift", "30s"), saved("timeShift", "30s")), functions.Input{}, minutes("m", "a", 1)).Notices)
}

func TestPointsOfTheDefaultFillAreLeftOutWithANotice(t *testing.T) {
	result := apply(t, parsed(t, saved("absolute")), functions.Input{Fill: functions.LeaveGapsInstead}, minutes("m", "a", 1))
	require.Equal(t, []string{"functions: gaps are left open; the fill policy none would fill them with points that were never stored"}, result.Notices)
}

func TestTheRestHasLabelsOfItsOwn(t *testing.T) {
	series := func(tags ...map[string]string) (all []opentsdb.Series) {
		for i, tag := range tags {
			s := minutes("m", "", float64(len(tags)-i))
			s.Tags = tag
			all = append(all, s)
		}
		return all
	}
	type tags = map[string]string
	for name, row := range map[string]struct {
		in   []opentsdb.Series
		want tags
	}{
		"shared tags keep their values": {series(tags{"host": "a", "dc": "gra"}, tags{"host": "b", "dc": "gra"}), tags{"host": "other", "dc": "gra"}},
		"a tag that some lack":          {series(tags{"host": "a", "rack": "1"}, tags{"host": "a"}), tags{"host": "a", "rack": "other"}},
		"a series has those labels":     {series(tags{"host": "a"}, tags{"host": "other"}), tags{"host": "(other)"}},
		"nothing tells them apart":      {series(tags{"host": "a"}, tags{"host": "a"}), tags{"host": "a", "series": "other"}},
	} {
		result := apply(t, parsed(t, saved("highestMax", 1, "other")), functions.Input{}, row.in...)
		require.Len(t, result.Series, 2, name)
		require.Equal(t, row.want, result.Series[1].Tags, name)
		require.Equal(t, "m", result.Series[1].Metric, name)
	}
	mixed := apply(t, parsed(t, saved("highestMax", 1, "other")), functions.Input{}, minutes("x", "a", 9), minutes("x", "b", 1), minutes("y", "b", 2))
	require.Equal(t, "other", mixed.Series[1].Metric)
	none := apply(t, parsed(t, saved("highestMax", 2, "other")), functions.Input{}, minutes("x", "a", 9), minutes("x", "b", 1))
	require.Len(t, none.Series, 2)
}

func TestTiesAndOrderGoByTheDisplayedName(t *testing.T) {
	backwards := func(series []opentsdb.Series) (names []string) {
		for _, s := range series {
			names = append(names, map[string]string{"a": "3", "b": "2", "c": "1"}[s.Tags["host"]])
		}
		return names
	}
	in := functions.Input{Names: backwards}
	series := []opentsdb.Series{minutes("m", "b", 5), minutes("m", "a", 5), minutes("m", "c", 5)}
	require.Equal(t, []string{"c", "b"}, hosts(apply(t, parsed(t, saved("highestMax", 2)), in, series...).Series))
	require.Equal(t, []string{"c", "b", "a"}, hosts(apply(t, parsed(t, saved("scale", 2)), in, series...).Series))
	require.Equal(t, []string{"a", "b", "c"}, hosts(apply(t, parsed(t, saved("scale", 2)), functions.Input{}, series...).Series))
}

func TestTheServersOrderDoesNotMatter(t *testing.T) {
	a, b, c, d := minutes("m", "a", 1e16), minutes("m", "b", 1), minutes("m", "c", -1e16), minutes("m", "d", 3)
	for _, one := range []functions.Saved{saved("asPercent"), saved("lowest", 1, "max", "other"), saved("scale", 2)} {
		want := apply(t, parsed(t, one), functions.Input{Names: hosts}, a, b, c, d).Series
		for _, order := range [][]opentsdb.Series{{d, c, b, a}, {b, d, a, c}, {c, a, d, b}} {
			require.Equal(t, want, apply(t, parsed(t, one), functions.Input{Names: hosts}, order...).Series, "%v", one)
		}
	}
}

func TestAnUnfinishedBucketIsHiddenWhereItsFullnessCounts(t *testing.T) {
	series := minutes("m", "a", 1, 2, 4)
	in := functions.Input{NowMs: startMs + 2*minute + 30_000, HideUnfinished: true}
	for name, points := range map[string]int{"derivative": 1, "integral": 2, "absolute": 3} {
		require.Len(t, apply(t, parsed(t, saved(name)), in, series).Series[0].Points, points, name)
	}
	require.Len(t, apply(t, parsed(t, saved("movingSum", 2)), in, series).Series[0].Points, 2)
	require.Len(t, apply(t, parsed(t, saved("movingAverage", 2)), in, series).Series[0].Points, 3)
	in.HideUnfinished = false
	require.Len(t, apply(t, parsed(t, saved("integral")), in, series).Series[0].Points, 3)
	// Yesterday's buckets are over, though today's aren't.
	require.Len(t, apply(t, parsed(t, saved("timeShift", "2m"), saved("movingSum", 2)), functions.Input{NowMs: startMs + minute, HideUnfinished: true}, series).Series[0].Points, 1)
}

func TestPropertiesOfAChain(t *testing.T) {
	for _, row := range []struct {
		name                       string
		params                     []any
		ranked, compares, fullness bool
	}{
		{"highest", []any{1}, true, true, false}, {"lowest", []any{1}, true, true, false}, {"sortBy", []any{"max"}, true, true, false},
		{"filterSeries", []any{"max", ">", 1}, false, true, false}, {"asPercent", nil, false, true, false},
		{"derivative", nil, false, false, true}, {"nonNegativeDerivative", nil, false, false, true}, {"integral", nil, false, false, true},
		{"movingSum", []any{3}, false, false, true}, {"movingAverage", []any{3}, false, false, false}, {"timeShift", []any{"1d"}, false, false, false},
	} {
		chain := parsed(t, saved(row.name, row.params...), saved("scale", 2))
		require.Equal(t, row.ranked, chain.Ranked(), row.name)
		require.Equal(t, row.compares, chain.ComparesSeries(), row.name)
		require.Equal(t, row.fullness, chain.DependsOnFullness(), row.name)
	}
	require.True(t, functions.Chain{}.IsEmpty())
}

func TestPointsAreNotModified(t *testing.T) {
	series := minutes("m", "a", 1, math.NaN(), 3, 4)
	before := append([]opentsdb.Point{}, series.Points...)
	for _, one := range []functions.Saved{
		saved("scale", 2), saved("absolute"), saved("timeShift", "1m"), saved("movingMedian", 2), saved("integral"), saved("asPercent"),
		saved("keepLastValue"), saved("transformNull"), saved("highest", 1, "max", "other"), saved("derivative"),
	} {
		apply(t, parsed(t, one), functions.Input{}, series)
		for i, p := range series.Points {
			require.Equal(t, math.Float64bits(before[i].Value), math.Float64bits(p.Value), "%v", one)
			require.Equal(t, before[i].TimeMs, p.TimeMs)
		}
	}
}

func TestFillsAreBounded(t *testing.T) {
	in := functions.Input{Shown: functions.Range{FromMs: startMs, ToMs: startMs + 1000*minute}, Step: functions.Every(time.Minute, dialects.AtStart), NowMs: startMs + day, MaxFilled: 500}
	_, err := parsed(t, saved("transformNull")).Apply(context.Background(), []opentsdb.Series{minutes("m", "a", 1)}, in)
	require.EqualError(t, err, "transformNull: it would fill too many empty intervals; choose a longer interval, a shorter time range or fewer series")
}

func TestApplyEndsWhenItsContextDoes(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	in := functions.Input{Shown: functions.Range{FromMs: startMs, ToMs: startMs + minute}, Step: functions.Every(time.Minute, dialects.AtStart)}
	_, err := parsed(t, saved("scale", 2)).Apply(ctx, []opentsdb.Series{minutes("m", "a", 1)}, in)
	require.ErrorIs(t, err, context.Canceled)
}
