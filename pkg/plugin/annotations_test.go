package plugin_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestStoredAnnotationsBecomeEvents(t *testing.T) {
	recorded := exchanges(t, "opentsdb.ndjson")
	i := slices.IndexFunc(recorded, func(e exchange) bool { return e.Name == "an9-query-global" })
	require.GreaterOrEqual(t, i, 0)
	var r recorder
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": r.then(respond(recorded[i].Response.Body))}), "opentsdb", nil)

	a := source.query(context.Background(), asked{}, `{"queryType":"annotations","metric":"sys.cpu.nice","tags":{"host":"web01"}}`)["A"]
	require.NoError(t, a.Error)
	frame := a.Frames[0]
	require.Equal(t, 1, frame.Rows(), "global ones aren't asked for")
	require.Equal(t, time.Unix(1795390760, 0).UTC(), frame.Fields[0].At(0))
	require.Equal(t, time.Unix(1795390780, 0).UTC(), *frame.Fields[1].At(0).(*time.Time))
	require.Equal(t, "host deploy", frame.Fields[2].At(0))
	require.Equal(t, "lab", frame.Fields[3].At(0))
	require.Equal(t, "dc:lga,host:web01", frame.Fields[4].At(0))
	require.NotContains(t, r.last(t), "noAnnotations")

	a = source.query(context.Background(), asked{}, `{"queryType":"annotations","metric":"sys.cpu.nice","isGlobal":true}`)["A"]
	require.NoError(t, a.Error)
	require.Equal(t, 3, a.Frames[0].Rows(), "those of no series, instead of the series' own")
	require.Contains(t, r.last(t), `"globalAnnotations":true`)
	require.Nil(t, a.Frames[0].Fields[1].At(2).(*time.Time), "no end: a point in time")
}

func TestOVHStoresNoAnnotations(t *testing.T) {
	source := connect(t, serve(t, nil), "ovh", nil)
	a := source.query(context.Background(), asked{}, `{"queryType":"annotations","metric":"m"}`)["A"]
	require.ErrorContains(t, a.Error, "OVH Metrics stores none; show a metric's points as events instead")
}

func TestTheLastPointOfEachSeries(t *testing.T) {
	var r recorder
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/search/lookup": respond(lookup),
		"/api/query/last":    r.then(respond(`[{"metric":"m","timestamp":1767261600,"value":"4.5","tags":{"host":"web02","dc":"gra"},"tsuid":0}]`)),
	}), "ovh", nil)
	a := source.query(context.Background(), asked{from: at("09:30:00"), to: at("10:30:00")}, `{"queryType":"last","metric":"m","alias":"$tag_host","filters":[{"type":"wildcard","tagk":"host","filter":"web*"}]}`)["A"]
	require.NoError(t, a.Error)
	require.Equal(t, map[int64]float64{1767261600: 4.5}, points(t, a.Frames[0]))
	require.Equal(t, "web02", a.Frames[0].Fields[1].Config.DisplayNameFromDS)
	require.NotContains(t, r.last(t), "db01")
}

func TestLastValuesLookBackAWeekAtMost(t *testing.T) {
	var r recorder
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/search/lookup": respond(lookup), "/api/query/last": r.then(respond(`[]`)),
	}), "opentsdb", nil)
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	a := source.query(context.Background(), asked{from: now.AddDate(-1, 0, 0), to: now}, `{"queryType":"last","metric":"m"}`)["A"]
	require.NoError(t, a.Error)
	require.Contains(t, r.last(t), `"backScan":168`)
	require.Contains(t, a.Frames[0].Meta.Notices[0].Text, "the last 168 hours only")
	source.query(context.Background(), asked{from: now.Add(-90 * time.Minute), to: now}, `{"queryType":"last","metric":"m"}`)
	require.Contains(t, r.last(t), `"backScan":2`)
}

func TestTheSeriesOfAMetricAsATable(t *testing.T) {
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/search/lookup": respond(lookup)}), "opentsdb", nil)
	a := source.query(context.Background(), asked{}, `{"queryType":"series","metric":"m"}`)["A"]
	require.NoError(t, a.Error)
	require.Equal(t, 3, a.Frames[0].Rows())
	require.Equal(t, "rack", a.Frames[0].Fields[3].Name)
}

func TestQueriesOfSeriesEndAtMaxSeriesAndSaySo(t *testing.T) {
	var r recorder
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/search/lookup": respond(lookup), "/api/query/last": r.then(respond(`[]`)),
	}), "opentsdb", map[string]any{"lookupLimit": 1, "maxSeries": 2})
	const warning = "There are more series than are shown."

	table := source.query(context.Background(), asked{}, `{"queryType":"series","metric":"m"}`)["A"]
	require.NoError(t, table.Error)
	require.Equal(t, 2, table.Frames[0].Rows(), "the limit of suggestions is for pickers")
	require.Contains(t, table.Frames[0].Meta.Notices[0].Text, warning)

	last := source.query(context.Background(), asked{}, `{"queryType":"last","metric":"m"}`)["A"]
	require.NoError(t, last.Error)
	require.Equal(t, 2, strings.Count(r.last(t), `"metric":"m"`))
	require.Contains(t, last.Frames[0].Meta.Notices[0].Text, warning)

	_, body := source.resource("series?metric=m&limit=3")
	require.Equal(t, 1, strings.Count(body, `"metric":"m"`), "pickers keep to theirs")
}
