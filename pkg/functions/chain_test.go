package functions_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/functions"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

func parsed(t testing.TB, list ...functions.Saved) functions.Chain {
	t.Helper()
	chain, err := functions.Parse(list)
	require.NoError(t, err)
	return chain
}

// The editors read the same file.
func TestSavedFunctionsMeanTheSameHereAsInTheEditors(t *testing.T) {
	var rows []struct {
		Text, Written    string
		Saved, Canonical json.RawMessage
	}
	readFixture(t, "functions.json", &rows)
	for _, row := range rows {
		t.Run(row.Text, func(t *testing.T) {
			list, err := functions.Read(row.Saved)
			require.NoError(t, err)
			chain := parsed(t, list...)
			canonical, err := json.Marshal(chain.Canonical())
			require.NoError(t, err)
			require.JSONEq(t, string(row.Canonical), strings.ReplaceAll(string(canonical), `"params":null`, `"params":[]`))
			require.Equal(t, row.Written, chain.Text("avg:1m-avg-gaps:os.cpu{host=*}"))
		})
	}
}

// Whatever is saved is refused in words, or has a canonical form that means the same, and a range to fetch.
func FuzzSavedFunctions(f *testing.F) {
	var rows []struct{ Saved json.RawMessage }
	readFixture(f, "functions.json", &rows)
	for _, row := range rows {
		f.Add([]byte(row.Saved))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, err := functions.Read(raw)
		if err != nil {
			return
		}
		chain, err := functions.Parse(list)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		again := parsed(t, chain.Canonical()...)
		require.Equal(t, chain.Canonical(), again.Canonical())
		step := functions.Every(time.Minute, dialects.AtEnd)
		if chain.Check(step) == nil {
			shown := functions.Range{FromMs: startMs, ToMs: startMs + hour}
			needs := chain.Needs(shown, step)
			require.GreaterOrEqual(t, needs.Fetch.FromMs, int64(0))
			require.Equal(t, needs, again.Needs(shown, step))
		}
	})
}

func TestWhatIsWrongIsSaidByTheFunctionsName(t *testing.T) {
	var rows []struct {
		Saved           []functions.Saved
		Function, Param int
		Message         string
	}
	readFixture(t, "problems.json", &rows)
	for _, row := range rows {
		t.Run(row.Message, func(t *testing.T) {
			_, err := functions.Parse(row.Saved)
			problem, ok := errors.AsType[*functions.Problem](err)
			require.True(t, ok, "%v", err)
			require.Equal(t, functions.Problem{Function: row.Function, Param: row.Param, Text: row.Message}, *problem)
		})
	}
}

func TestAllThatIsWrongIsSaid(t *testing.T) {
	_, err := functions.Parse([]functions.Saved{saved("highest", 0, "p99"), saved("scal", 2)})
	require.EqualError(t, err, "highest: 0 series; write 1 or more\n"+
		`highest: "p99" is no value to go by; write max, avg, min, sum or last`+"\n"+
		"scal is no function; did you mean scale?")
}

func TestSavedJSONOfAnotherShape(t *testing.T) {
	for text, want := range map[string]string{
		``: "", `null`: "", `[]`: "", `{}`: "",
		`"scale"`:                          "functions: it has to be a list",
		`[1]`:                              "functions: it has to be a list",
		`[{"name":"scale","params":[[]]}]`: "functions: it has to be a list",
		`[{"name":"scale","params":[{}]}]`: "functions: it has to be a list",
		`[{"name":1}]`:                     "functions: it has to be a list",
		`[{"name":"integral"}]`:            "",
		`[{"name":"keepLastValue","params":[null]}]`: "",
	} {
		list, err := functions.Read([]byte(text))
		if want != "" {
			require.ErrorContains(t, err, want, text)
			continue
		}
		require.NoError(t, err, text)
		_, err = functions.Parse(list)
		require.NoError(t, err, text)
	}
}

func TestAliasNamesTheSeries(t *testing.T) {
	chain := parsed(t, saved("scale", 2), saved("alias", "cpu of @host", " @dc"))
	require.Equal(t, "cpu of $tag_host, $tag_dc", chain.Alias)
	require.Equal(t, "scale(…,2)", chain.Text("…"))
}

func TestWhatAStepCantDo(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	raw, minute, whole := functions.Raw(), functions.Every(time.Minute, dialects.AtStart), functions.WholeRange(dialects.AtStart)
	days := calendar(1, "d", paris)
	months := calendar(1, "n", paris)
	one := func(name string, params ...any) functions.Saved { return saved(name, params...) }
	for _, row := range []struct {
		saved functions.Saved
		step  functions.Step
		want  string
	}{
		{one("timeShift", 5), raw, "timeShift: 5 buckets need a downsample interval; write a time such as 1h"},
		{one("timeShift", 5), whole, "timeShift: 5 buckets need a downsample interval; write a time such as 1h"},
		{one("shift", "1d"), raw, ""},
		{one("timeShift", "1d"), whole, ""},
		{one("timeShift", "1n"), days, "timeShift: days of the calendar are shifted by days or weeks, not by 1n"},
		{one("timeShift", "+2y"), days, "timeShift: days of the calendar are shifted by days or weeks, not by 2y"},
		{one("timeShift", "1w"), days, ""},
		{one("timeShift", "1y"), months, ""},
		{one("timeShift", "1n"), minute, ""},
		{one("timeShift", 1201), months, "timeShift: 1201 is too long; it can be 100y or 1000000 points at most"},
		{one("asPercent"), raw, "asPercent: series without downsampling have no common times; set an interval"},
		{one("asPercent"), whole, ""},
		{one("highest", 5, "max"), raw, ""},
		{one("highest", 5, "max", "other"), raw, "highest: series without downsampling have no common times for their sum; set an interval"},
		{one("highest", 5, "max", "other"), whole, ""},
		{one("movingAverage", 5), raw, "movingAverage: a window of points needs a downsample interval; write a time such as 10m"},
		{one("movingAverage", "10m"), raw, ""},
		{one("movingAverage", "10m"), whole, "movingAverage: the interval 0all leaves one point"},
		{one("derivative"), raw, ""},
		{one("derivative"), whole, "derivative: the interval 0all leaves one point"},
		{one("integral"), raw, ""},
		{one("integral"), whole, "integral: the interval 0all leaves one point"},
		{one("keepLastValue"), raw, "keepLastValue: points without downsampling have no empty intervals; set an interval"},
		{one("keepLastValue"), whole, "keepLastValue: the interval 0all leaves one point"},
		{one("transformNull"), raw, "transformNull: points without downsampling have no empty intervals; set an interval"},
		{one("transformNull"), whole, "transformNull: the interval 0all leaves one point"},
	} {
		err := parsed(t, row.saved).Check(row.step)
		if row.want == "" {
			require.NoError(t, err, "%v", row.saved)
		} else {
			require.EqualError(t, err, row.want)
		}
	}
}
