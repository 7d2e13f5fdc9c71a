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

// Whatever is saved is refused with an error, or has a canonical form that means the same, and a range to fetch.
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

func TestProblemsNameTheFunction(t *testing.T) {
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

func TestAllProblemsOfAChainAreReported(t *testing.T) {
	_, err := functions.Parse([]functions.Saved{saved("highest", 0, "p99"), saved("scal", 2)})
	require.EqualError(t, err, "highest: the number of series is 0; write 1 or more. "+
		`highest: "p99" is not known; write max, avg, min, sum or last`+". "+
		"scal is not a function; did you mean scale?")
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

// The editors read the same file.
func TestWhatAnIntervalCantDo(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	steps := map[string]functions.Step{
		"raw": functions.Raw(), "1m": functions.Every(time.Minute, dialects.AtStart), "0all": functions.WholeRange(dialects.AtStart),
		"1dc": calendar(1, "d", paris), "1nc": calendar(1, "n", paris),
	}
	var rows []struct {
		Saved             json.RawMessage
		Interval, Message string
	}
	readFixture(t, "intervals.json", &rows)
	require.NotEmpty(t, rows)
	for _, row := range rows {
		require.Contains(t, steps, row.Interval)
		list, err := functions.Read(row.Saved)
		require.NoError(t, err)
		if err = parsed(t, list...).Check(steps[row.Interval]); row.Message == "" {
			require.NoError(t, err, "%s", row.Saved)
		} else {
			require.EqualError(t, err, row.Message)
		}
	}
	tooLong := parsed(t, saved("timeShift", 1201)).Check(steps["1nc"])
	require.EqualError(t, tooLong, "timeShift: 1201 is too long; it can be 100y or 1000000 points at most")
}

// The text stands in a comment above a command for a shell.
func TestTheTextOfAChainIsOneLine(t *testing.T) {
	chain, err := functions.Parse([]functions.Saved{{Name: "asPercent", Params: []functions.Param{functions.Text("dc\nrm -r data")}}})
	require.NoError(t, err)
	require.Equal(t, `asPercent(…,"dc\nrm -r data")`, chain.Text("…"))
}

func TestAWindowOfTheCalendarIsACenturyAtMost(t *testing.T) {
	days := calendar(2, "d", time.UTC)
	for _, name := range []string{"movingAverage", "keepLastValue"} {
		require.NoError(t, parsed(t, saved(name, 18_250)).Check(days))
		require.EqualError(t, parsed(t, saved(name, 18_251)).Check(days), name+": 18251 is too long; it can be 100y or 1000000 points at most")
	}
}
