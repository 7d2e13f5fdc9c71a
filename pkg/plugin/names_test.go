package plugin_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"
)

func TestAnUnresolvedVariableIsAnErrorThatNamesIt(t *testing.T) {
	for saved, says := range map[string]string{
		`{"metric":"$m"}`:           "Metric: the variable $m has no value here",
		`{"metric":"os.${kind}"}`:   "Metric: the variable ${kind} has no value here",
		`{"metric":"[[m]]"}`:        "Metric: the variable [[m]] has no value here",
		`{"metric":"${m:regex}.x"}`: "Metric: the variable ${m:regex} has no value here",
		`{"metric":"m","filters":[{"type":"literal_or","tagk":"host","filter":"web01|$host"}]}`: `Filter on tag "host": the variable $host has no value here`,
		`{"metric":"m","filters":[{"type":"regexp","tagk":"host","filter":"^$host$"}]}`:         `Filter on tag "host": the variable $host has no value here`,
		`{"metric":"m","filters":[{"type":"wildcard","tagk":"$key","filter":"*"}]}`:             "Tag key: the variable $key has no value here",
		`{"metric":"m","tags":{"host":"$host"}}`:                                                "the variable $host has no value here",
	} {
		for _, kind := range []string{"timeseries", "last", "series"} {
			s := hosts(t, "ovh", 10)
			for _, headers := range []map[string]string{nil, {"FromAlert": "true"}} {
				response := s.connect(nil).query(context.Background(), asked{headers: headers}, saved[:1]+`"queryType":"`+kind+`",`+saved[1:])["A"]
				require.ErrorContains(t, response.Error, says, saved)
				require.Equal(t, http.StatusBadRequest, int(response.Status))
			}
			require.Empty(t, s.requests(), "nothing is asked for")
		}
	}
}

func TestADollarThatIsNoVariableIsLeft(t *testing.T) {
	for _, saved := range []string{
		`{"metric":"m","filters":[{"type":"regexp","tagk":"host","filter":"^web0[12]$"}]}`,
		`{"metric":"m","filters":[{"type":"regexp","tagk":"host","filter":"web01$|db01$"}]}`,
		`{"metric":"m","filters":[{"type":"literal_or","tagk":"host","filter":"100$"}]}`,
		`{"metric":"m","filters":[{"type":"regexp","tagk":"host","filter":"[[:alpha:]]+"}]}`,
	} {
		s := newStore(t, "opentsdb")
		require.NoError(t, s.connect(nil).query(context.Background(), asked{}, saved)["A"].Error, saved)
	}
}

func TestANameWrittenLikeAVariableIsAcceptedIfTheServerHasIt(t *testing.T) {
	var r recorder
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/query":   r.then(respond(`[]`)),
		"/api/suggest": respond(`["price.$usd"]`),
	}), "opentsdb", nil)
	require.NoError(t, source.query(context.Background(), asked{}, `{"metric":"price.$usd"}`)["A"].Error)
	require.Contains(t, r.last(t), `"metric":"price.$usd"`)
	require.ErrorContains(t, source.query(context.Background(), asked{}, `{"metric":"price.$eur"}`)["A"].Error, "$eur has no value")
}

func TestAnEmptyPanelSaysWhichNameIsWrong(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		s := hosts(t, dialect, 10)
		for saved, says := range map[string]string{
			`{"metric":"M"}`: `has no metric "M". Names are case-sensitive.`,
			`{"metric":"m","filters":[{"type":"wildcard","tagk":"hots","filter":"*"}]}`:        "No series of m has the tag key hots.",
			`{"metric":"m","filters":[{"type":"literal_or","tagk":"host","filter":"web77"}]}`:  "No series of m passes the filters.",
			`{"metric":"m","filters":[{"type":"literal_or","tagk":"host","filter":"web01"}]} `: "",
		} {
			a := asked{from: at("03:00:00"), to: at("04:00:00")}
			response := s.connect(nil).query(context.Background(), a, saved)["A"]
			require.NoError(t, response.Error)
			if says == "" {
				require.Empty(t, notices(response), "there was nothing at that time")
				continue
			}
			require.Contains(t, notices(response), says)
		}
	}
}

func TestAnEmptyListOfSeriesSaysWhy(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		for _, kind := range []string{"last", "series"} {
			for saved, c := range map[string]struct{ listed, says string }{
				`{"metric":"M"`: {`[]`, `has no metric "M". Names are case-sensitive.`},
				`{"metric":"m"`: {`[]`, "lists no series of m, so last values and series can't be found."},
				`{"metric":"m","filters":[{"type":"literal_or","tagk":"host","filter":"web77"}]`: {`[{"metric":"m","tags":{"host":"web01"}}]`, "No series of m passes the filters."},
			} {
				source := connect(t, serve(t, map[string]http.HandlerFunc{
					"/api/search/lookup": respond(`{"results":` + c.listed + `}`), "/api/suggest": respond(`["m"]`), "/api/query/last": respond(`[]`),
				}), dialect, nil)
				response := source.query(context.Background(), asked{}, saved+`,"queryType":"`+kind+`"}`)["A"]
				require.NoError(t, response.Error)
				require.Contains(t, notices(response), c.says, "%s on %s", kind, dialect)
			}
		}
	}
}

func TestAGroupByKeyThatTheMetricLacksIsNotApplied(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		s := hosts(t, dialect, 10, 10)
		query := func(saved string) backend.DataResponse {
			return s.connect(nil).query(context.Background(), asked{from: at("09:00:00"), to: at("10:00:00")}, saved)["A"]
		}
		for grouped, plain := range map[string]string{
			`{"metric":"m","groupByKeys":["rack"]}`:                                                                  `{"metric":"m"}`,
			`{"metric":"m","groupByKeys":["rack","host"]}`:                                                           `{"metric":"m","filters":[{"type":"wildcard","tagk":"host","filter":"*","groupBy":true}]}`,
			`{"metric":"m","groupByKeys":["rack"],"filters":[{"type":"literal_or","tagk":"host","filter":"web01"}]}`: `{"metric":"m","filters":[{"type":"literal_or","tagk":"host","filter":"web01"}]}`,
		} {
			response := query(grouped)
			require.NoError(t, response.Error)
			require.Contains(t, notices(response), "Not grouped by rack: no series of m has the tag.", grouped)
			want := query(plain)
			require.Len(t, response.Frames, len(want.Frames), grouped)
			for n, frame := range response.Frames {
				require.NotEmpty(t, values(t, frame))
				require.Equal(t, values(t, want.Frames[n]), values(t, frame), grouped)
				require.Equal(t, want.Frames[n].Fields[1].Labels, frame.Fields[1].Labels, grouped)
			}
		}
		response := query(`{"metric":"m","groupByKeys":["host"],"filters":[{"type":"literal_or","tagk":"rack","filter":"r1"}]}`)
		require.Contains(t, notices(response), "No series of m has the tag key rack.", "the query's own filter stays")
	}
}

func TestAGroupByKeyThatTheServerDoesNotKnowIsNoError(t *testing.T) {
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/query": fail(400, "application/json", `{"error":{"code":400,"message":"No such name for 'tagk': 'rack'"}}`),
	}), "opentsdb", nil)
	response := source.query(context.Background(), asked{}, `{"metric":"m","groupByKeys":["rack"]}`)["A"]
	require.NoError(t, response.Error)
	require.Contains(t, notices(response), "No series of m has all tag keys that the dashboard groups by: rack.")
	response = source.query(context.Background(), asked{}, `{"metric":"m","filters":[{"type":"wildcard","tagk":"rack","filter":"*"}]}`)["A"]
	require.ErrorContains(t, response.Error, "rack")
}

func TestANameThatTheServerDoesNotKnowIsAnErrorUnderAGroupByToo(t *testing.T) {
	for said, want := range map[string]string{
		`No such name for 'metrics': 'm'`:    `metric "m"`,
		`No such name for 'tagv': 'web77'`:   `tag value "web77"`,
		`No such name for 'tagk': 'host'`:    `tag key "host"`,
		`No such name for 'metrics': 'rack'`: `metric "rack"`,
	} {
		source := connect(t, serve(t, map[string]http.HandlerFunc{
			"/api/query": fail(400, "application/json", `{"error":{"code":400,"message":"`+said+`"}}`),
		}), "opentsdb", nil)
		response := source.query(context.Background(), asked{}, `{"metric":"m","groupByKeys":["rack"],"filters":[{"type":"literal_or","tagk":"host","filter":"web77"}]}`)["A"]
		require.ErrorContains(t, response.Error, want)
	}
}

// Explore takes a list of any length, and the cache is skipped by a header.
func TestManyVariablesAreNotAllLookedUp(t *testing.T) {
	var r recorder
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/suggest": r.then(respond(`[]`))}), "opentsdb", nil)
	var values []string
	for n := range 5000 {
		values = append(values, fmt.Sprint("$v", n))
	}
	saved := `{"metric":"m","filters":[{"type":"literal_or","tagk":"host","filter":"` + strings.Join(values, "|") + `"},{"type":"literal_or","tagk":"dc","filter":"` + strings.Repeat("$v0|", 5000) + `"}]}`
	response := source.query(context.Background(), asked{headers: map[string]string{"X-Cache-Skip": "true"}}, saved)["A"]
	require.ErrorContains(t, response.Error, "$v0")
	require.Less(t, len(response.Error.Error()), 5000)
	require.Less(t, len(r.all()), 20)
}
