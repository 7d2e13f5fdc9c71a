package query_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query/buckets"
	"github.com/ovh/ovh-opentsdb-datasource/tests/referencetest"
)

// readers are the functions that read a field of saved JSON by its name, and the objects that they read from.
var (
	readers = regexp.MustCompile(`^(text|flag|integer|numbers|list|texts|textList|choice|raw)$`)
	objects = map[string]string{"s": "query", "f": "filter", "a": "adhocFilter"}
)

// fieldsRead are the fields that the package reads of a saved query, of its filters, and of a dashboard's.
func fieldsRead(t *testing.T) map[string][]string {
	t.Helper()
	fields := map[string][]string{}
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			selector, isMethod := call.Fun.(*ast.SelectorExpr)
			literal, isLiteral := call.Args[0].(*ast.BasicLit)
			if !isMethod || !isLiteral || !readers.MatchString(selector.Sel.Name) {
				return true
			}
			from, isName := selector.X.(*ast.Ident)
			require.True(t, isName && objects[from.Name] != "", "say in objects what %s reads", name)
			field, err := strconv.Unquote(literal.Value)
			require.NoError(t, err)
			fields[objects[from.Name]] = append(fields[objects[from.Name]], field)
			return true
		})
	}
	for object, names := range fields {
		slices.Sort(names)
		fields[object] = slices.Compact(names)
	}
	return fields
}

// TestReference holds testdata/reference/query.json, which the editors' types are held against: the fields that are read,
// and what the missing ones mean.
func TestReference(t *testing.T) {
	q, err := query.Parse([]byte(`{"metric":"m","filters":[{"tagk":"host","filter":"web01"}]}`))
	require.NoError(t, err)
	calendar, err := query.Parse([]byte(`{"metric":"m","useCalendar":true}`))
	require.NoError(t, err)
	referencetest.Holds(t, "../../testdata/reference/query.json", map[string]any{
		"fields": fieldsRead(t),
		"defaults": map[string]any{
			"query": map[string]any{
				"queryType": q.Type, "aggregator": q.Aggregator, "downsampleAggregator": q.Downsample.Aggregator,
				"downsampleFillPolicy": q.Downsample.FillPolicy, "timezone": calendar.Downsample.Timezone.String(),
			},
			"filter": map[string]any{"type": q.Filters[0].Type},
		},
	}, "the saved query has changed: run the commands that docs/queries.md names")
}

// TestReferenceOfTheEditors holds src/query/tables.json, which the editors read: what the backend knows of queries is written
// down once.
func TestReferenceOfTheEditors(t *testing.T) {
	defaults, err := query.Parse([]byte(`{"metric":"m"}`))
	require.NoError(t, err)
	referencetest.Holds(t, "../../src/query/tables.json", map[string]any{
		"defaultAggregator": defaults.Aggregator, "defaultFillPolicy": defaults.Downsample.FillPolicy,
		"adhocOperators": adhocOperators(), "autoIntervals": query.AutoIntervals, "roundIntervals": roundIntervals(),
		"intervalUnitsMs": unitsMs(t), "maxIntervalMs": 100 * unitsMs(t)["y"], "rollupUsages": query.RollupUsages,
		"maxMetrics": query.MaxMetrics, "maxAgeMs": query.MaxMaxAge.Milliseconds(),
	}, "run npm run reference")
}

// adhocOperators are those of Grafana's that can be applied.
func adhocOperators() []string {
	var operators []string
	for _, operator := range []string{"", "=", "!=", "=|", "!=|", "=~", "!~", "<", "<=", ">", ">="} {
		saved, _ := json.Marshal(map[string]any{"metric": "m", "adhocFilters": []map[string]any{{"key": "host", "operator": operator, "value": "a"}}})
		if _, err := query.Parse(saved); err == nil {
			operators = append(operators, operator)
		}
	}
	return operators
}

// roundIntervals are the lengths that an auto interval may have, the shortest first.
func roundIntervals() []string {
	var round []string
	for want := time.Millisecond; ; {
		i := buckets.Auto{Interval: want}.Round()
		if len(round) > 0 && i.String() == round[len(round)-1] {
			return round
		}
		round = append(round, i.String())
		want = i.Duration() + time.Millisecond
	}
}

// unitsMs are the units of intervals, in ms. The editors take no longer interval than this package does: a century.
func unitsMs(t *testing.T) map[string]int64 {
	units := map[string]int64{}
	for _, unit := range []string{"ms", "s", "m", "h", "d", "w", "n", "y"} {
		i, _, err := buckets.ParseInterval("1" + unit)
		require.NoError(t, err)
		units[unit] = i.Duration().Milliseconds()
	}
	_, _, err := buckets.ParseInterval("100y")
	require.NoError(t, err)
	_, _, err = buckets.ParseInterval("101y")
	require.Error(t, err)
	return units
}

func TestTheQueryPageSaysTheLimits(t *testing.T) {
	page, err := os.ReadFile("../../docs/queries.md")
	require.NoError(t, err)
	metrics := make([]string, 10_000)
	for i := range metrics {
		metrics[i] = "m" + strconv.Itoa(i)
	}
	several, err := query.Parse([]byte(`{"metric":"` + strings.Join(metrics, "|") + `","downsampleInterval":"1s"}`))
	require.NoError(t, err)
	_, tooManyMetrics := several.EachMetric()
	several.Metric = "m"
	_, tooManyBuckets := query.NewPlan(several, query.PanelContext{
		Range: query.Range{From: time.Unix(0, 0), To: time.Unix(1_767_225_600, 0)},
	}, dialects.OpenTSDB)
	_, tooLong := query.Parse(bytes.Repeat([]byte(" "), 10_000_000))
	for _, err := range []error{tooManyMetrics, tooManyBuckets, tooLong} {
		require.Error(t, err)
		bound := regexp.MustCompile(`(?:at most|more than) (\d+)`).FindStringSubmatch(err.Error())
		require.NotNil(t, bound, err)
		require.Contains(t, strings.ReplaceAll(string(page), ",", ""), " "+bound[1]+" ", err)
	}
}

func TestTheQueryPagesExamplesCanBeAskedOfBothServers(t *testing.T) {
	page, err := os.ReadFile("../../docs/queries.md")
	require.NoError(t, err)
	examples := regexp.MustCompile("(?ms)^```json\n(.*?)^```").FindAllStringSubmatch(string(page), -1)
	asked := 0
	for _, example := range examples {
		var saved map[string]any
		require.NoError(t, json.Unmarshal([]byte(example[1]), &saved), example[1])
		if saved["metric"] == nil || saved["kind"] != nil {
			continue // a variable's, or the panel around it
		}
		asked++
		q, err := query.Parse([]byte(example[1]))
		require.NoError(t, err, example[1])
		for _, dialect := range []*dialects.Dialect{dialects.OVH, dialects.OpenTSDB} {
			_, err = query.NewPlan(q, query.PanelContext{
				Range:    query.Range{From: time.Unix(1_767_222_000, 0), To: time.Unix(1_767_225_600, 0)},
				Interval: time.Minute,
			}, dialect)
			require.NoError(t, err, example[1])
		}
	}
	require.Positive(t, asked)
}
