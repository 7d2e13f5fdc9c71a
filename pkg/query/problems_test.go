package query_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// tolerated are what the editor asks to correct and the backend reads as the built-in data source did, by why.
var tolerated = map[string]string{
	"counter.json":            "a counter's maximum of 0 is none",
	"counter-negative.json":   "a reset value below 0 has no effect",
	"counter-text.json":       "a text that is no number is no bound",
	"interval-of-months.json": "OpenTSDB reads 1M as a minute",
	"query-type.json":         "another data source's query type is not looked at",
}

// found is what the editors find wrong.
type found struct{ Field, Code string }

var anHour = query.PanelContext{Range: query.Range{From: time.Unix(1_767_222_000, 0), To: time.Unix(1_767_225_600, 0)}, Interval: time.Minute}

// needsInterval says whether it takes the query's interval to find what is wrong.
// Each of thousands of series would have it as its name.
func TestALongAliasIsRefused(t *testing.T) {
	long := strings.Repeat("ä", 2001)
	for _, saved := range []string{`{"metric":"m","alias":"` + long + `"}`, `{"metric":"m","functions":[{"name":"alias","params":["` + long + `"]}]}`} {
		_, err := query.Parse([]byte(saved))
		require.EqualError(t, err, "Alias: it has 2001 characters, more than 2000; shorten it")
	}
	_, err := query.Parse([]byte(`{"metric":"m","alias":"` + long[2:] + `"}`))
	require.NoError(t, err)
}

func needsInterval(problems []found) bool {
	return slices.ContainsFunc(problems, func(p found) bool { return p.Code == "needs-interval" })
}

// What the editors find wrong with a saved query, the backend refuses; what they take, it takes. Both read the same files.
func TestTheBackendRefusesWhatTheEditorsFindWrong(t *testing.T) {
	files, err := filepath.Glob("../../testdata/queries/problems/*.json")
	require.NoError(t, err)
	require.Greater(t, len(files), 40)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			body, err := os.ReadFile(file)
			require.NoError(t, err)
			var fixture struct {
				Why      string
				Saved    json.RawMessage
				Problems []found
			}
			require.NoError(t, json.Unmarshal(body, &fixture))
			q, err := query.Parse(fixture.Saved)
			if err == nil {
				_, err = q.EachMetric()
			}
			if err == nil && needsInterval(fixture.Problems) {
				_, err = query.NewPlan(q, anHour, dialects.OpenTSDB)
			}
			if len(fixture.Problems) == 0 || tolerated[filepath.Base(file)] != "" {
				require.NoError(t, err, fixture.Why)
				return
			}
			require.Error(t, err, fixture.Why)
			// One sentence for each problem at least; a list of functions that is none is one problem.
			separate := 0
			for _, p := range fixture.Problems {
				if !strings.HasPrefix(p.Field, "functions") || p.Code == "needs-interval" {
					separate++
				}
			}
			require.GreaterOrEqual(t, problemsIn(err), separate, "%v", err)
		})
	}
}

// problemsIn is how many errors are joined in one.
func problemsIn(err error) int {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return 1
	}
	n := 0
	for _, one := range joined.Unwrap() {
		n += problemsIn(one)
	}
	return n
}

func TestSeveralProblemsAreAParagraph(t *testing.T) {
	_, err := query.Parse([]byte(`{"metric":"m","downsampleInterval":"5x","aggregator":"a b","filters":[{"type":"literal_or","tagk":"","filter":"x"}]}`))
	require.EqualError(t, err, `Downsample interval: "5x" is not an interval; write a number and a unit, such as 30s, 5m, 1h or 1d. `+
		`Aggregator: "a b" is not an aggregator; choose one from the list. Filter: choose a tag key`)
}
