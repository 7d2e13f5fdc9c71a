package plugin_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Who asks, as Grafana says it in a request's headers.
var origins = map[string]struct {
	headers map[string]string
	cached  bool
}{
	"a panel":                         {nil, true},
	"a panel, with HTTP headers":      {map[string]string{"http_X-Dashboard-Uid": "d"}, true},
	"an alert rule":                   {map[string]string{"FromAlert": "true"}, false},
	"an alert rule, prefixed":         {map[string]string{"http_FromAlert": "true"}, false},
	"an expression":                   {map[string]string{"http_X-Grafana-From-Expr": "true"}, false},
	"an expression, not prefixed":     {map[string]string{"X-Grafana-From-Expr": "true"}, false},
	"a refresh that skips the cache":  {map[string]string{"http_X-Cache-Skip": "true"}, false},
	"another that does, in lowercase": {map[string]string{"x-cache-skip": "true"}, false},
	"a header that says no":           {map[string]string{"FromAlert": "false"}, true},
}

func TestOnlyPanelsAreServedFromTheCache(t *testing.T) {
	for name, origin := range origins {
		t.Run(name, func(t *testing.T) {
			s := hosts(t, "opentsdb", 10, 10)
			source := s.connect(nil)
			a := asked{from: at("10:00:00"), to: at("12:00:00"), interval: time.Minute, headers: origin.headers}
			for _, now := range []string{"12:00:00", "12:00:01", "12:00:30"} {
				source.clock.set(at(now))
				require.NoError(t, source.query(context.Background(), a, gaps("avg", "1m"))["A"].Error)
			}
			queries := s.queries()
			if origin.cached {
				require.Len(t, queries, 2, "the second is fresh enough to be given again")
				require.Greater(t, queries[1].Start, queries[0].Start, "the third asks for the newest points only")
				return
			}
			require.Len(t, queries, 3)
			for _, q := range queries {
				require.Equal(t, queries[0], q, "everything is asked for, each time")
			}
		})
	}
}

func TestTheFrameSaysWhatCameFromTheCache(t *testing.T) {
	s := hosts(t, "ovh", 10, 10)
	source := s.connect(nil)
	a := asked{from: at("10:00:00"), to: at("12:00:00"), interval: time.Minute}
	first := source.query(context.Background(), a, gaps("sum", "1m"))["A"]
	require.NotContains(t, marshal(t, first.Frames[0]), `"cached"`)
	source.clock.set(at("12:00:30"))
	second := source.query(context.Background(), a, gaps("sum", "1m"))["A"]
	require.Contains(t, marshal(t, second.Frames[0]), `"cached":{"from":1767261600000,"to":1767268200000}`, "10:00 to 11:50")
}

func TestIdentitiesShareNothing(t *testing.T) {
	s := hosts(t, "opentsdb", 10, 10)
	source := s.connect(map[string]any{"oauthPassThru": true})
	a := asked{from: at("10:00:00"), to: at("12:00:00")}
	for _, token := range []string{"Bearer anna", "Bearer bert", "Bearer anna"} {
		a.headers = map[string]string{"Authorization": token}
		require.NoError(t, source.query(context.Background(), a, gaps("avg", "1m"))["A"].Error)
	}
	require.Len(t, s.queries(), 2, "each asks the server, and Anna's second query is served from her own")

	shared := s.connect(nil)
	before := len(s.queries())
	for _, token := range []string{"Bearer anna", "Bearer bert"} {
		a.headers = map[string]string{"Authorization": token}
		require.NoError(t, shared.query(context.Background(), a, gaps("avg", "1m"))["A"].Error)
	}
	require.Len(t, s.queries(), before+1, "where the data source's own identity is used, all share")
}
