package plugin_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAQueryOfSeveralMetricsHasTheSeriesOfEach(t *testing.T) {
	handler := func(w http.ResponseWriter, r *http.Request) {
		var request struct{ Queries []struct{ Metric string } }
		body, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(body, &request)
		switch metric := request.Queries[0].Metric; metric {
		case "gone":
			_, _ = io.WriteString(w, `[]`)
		case "bad":
			fail(400, "application/json", `{"error":{"code":400,"message":"No such name for 'metrics': 'bad'"}}`)(w, r)
		case "worse", "worst":
			fail(500, "application/json", `{"error":{"code":500,"message":"Out of memory"}}`)(w, r)
		default:
			_, _ = fmt.Fprintf(w, `[{"metric":%q,"tags":{},"query":{"index":0},"aggregateTags":[],"dps":{"1767222000":1}}]`, metric)
		}
	}
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": handler}), "opentsdb", nil)
	ask := func(metric string) (names []string, err error) {
		a := source.query(context.Background(), asked{}, `{"disableDownsampling":true,"metric":"`+metric+`"}`)["A"]
		for _, frame := range a.Frames {
			if len(frame.Fields) > 0 {
				names = append(names, frame.Fields[1].Name)
			}
		}
		return names, a.Error
	}
	names, err := ask("cpu| mem |gone|cpu|")
	require.NoError(t, err)
	require.Equal(t, []string{"cpu", "mem"}, names)

	names, err = ask("cpu|bad|mem")
	require.ErrorContains(t, err, "bad")
	require.Equal(t, []string{"cpu", "mem"}, names, "one bad metric doesn't hide the others")

	names, err = ask("worse|bad|mem|worst")
	require.Equal(t, []string{"mem"}, names)
	require.ErrorContains(t, err, "bad")
	require.Equal(t, 1, strings.Count(err.Error(), "Out of memory"), "each reason is told, once: %v", err)

	_, err = ask(" | ")
	require.ErrorContains(t, err, "Metric: choose one")
	many := make([]string, 101)
	for i := range many {
		many[i] = fmt.Sprint("m", i)
	}
	_, err = ask(strings.Join(many, "|"))
	require.ErrorContains(t, err, "101 are selected at once; choose at most 100")
}
