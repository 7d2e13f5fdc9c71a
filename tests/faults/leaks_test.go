package faults

import (
	"context"
	"maps"
	"runtime"
	"slices"
	"testing"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/plugin"
	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// everyFault are queries that meet each fault of the table, and the behaviours behind them.
func everyFault() (map[string]behaviour, []string) {
	behaviours := map[string]behaviour{}
	var queries []string
	for _, name := range slices.Sorted(maps.Keys(rawFaults)) {
		behaviours[name] = rawFaults[name].act
		queries = append(queries, saved(name), saved("fine"))
	}
	return behaviours, queries
}

// TestConnectionsAreReturned: after every fault there are no more connections than responses that ended well can leave
// behind, and none at all once the data source's settings were saved again.
func TestConnectionsAreReturned(t *testing.T) {
	process := start(t)
	behaviours, queries := everyFault()
	server := serveRaw(t, behaviours)
	from := source("leaks", server.url, "ovh", map[string]any{"timeout": timeout, "maxResponseMB": 4, "responseCacheMB": 0})
	query(t, process, from, queries...)
	const atOnce = 10 // queries of one panel
	eventually(t, "connections are returned", func() bool { return server.openNow() <= atOnce })

	open := 0
	if rig.Measurable() {
		var err error
		open, err = process.OpenFiles()
		require.NoError(t, err)
	}
	for range 3 {
		query(t, process, from, queries...)
	}
	eventually(t, "connections are returned", func() bool { return server.openNow() <= atOnce })
	if rig.Measurable() {
		eventually(t, "no more open files than before", func() bool {
			now, err := process.OpenFiles()
			require.NoError(t, err)
			return now <= open+atOnce
		})
	}

	from.Updated = time.Unix(2, 0)
	isFine(t, query(t, process, from, saved("fine"))[0])
	eventually(t, "the old settings' connections are closed", func() bool { return server.openNow() <= 1 })
}

// TestConnectionsAreReused: refreshing panels keep to the connections that they have.
func TestConnectionsAreReused(t *testing.T) {
	process := start(t)
	server := serveRaw(t, nil)
	from := source("reuse", server.url, "ovh", map[string]any{"responseCacheMB": 0})
	queries := slices.Repeat([]string{saved("a")}, 10)
	for n := range queries {
		queries[n] = saved("m" + string(rune('a'+n)))
	}
	for range 20 {
		query(t, process, from, queries...)
	}
	require.Len(t, server.received(), 200)
	server.mu.Lock()
	defer server.mu.Unlock()
	assert.LessOrEqual(t, server.accepted, 20)
}

// TestGoroutinesEnd runs every fault inside this process, where goroutines can be counted.
func TestGoroutinesEnd(t *testing.T) {
	behaviours, queries := everyFault()
	behaviours["hanging"] = func(c conversation) bool { c.untilGone(); return false }
	server := serveRaw(t, behaviours)
	round := func() {
		pluginContext, err := source("goroutines", server.url, "ovh", map[string]any{"timeout": timeout, "maxResponseMB": 4}).Context()
		require.NoError(t, err)
		instance, err := plugin.New(t.Context(), *pluginContext.DataSourceInstanceSettings)
		require.NoError(t, err)
		ask := func(ctx context.Context, queries ...string) {
			request := &sdk.QueryDataRequest{PluginContext: pluginContext}
			for n, saved := range queries {
				request.Queries = append(request.Queries, sdk.DataQuery{
					RefID: rig.RefID(n), JSON: []byte(saved), Interval: time.Minute,
					TimeRange: sdk.TimeRange{From: rig.LastHour.From, To: rig.LastHour.To},
				})
			}
			_, err := instance.(sdk.QueryDataHandler).QueryData(ctx, request)
			require.NoError(t, err)
		}
		ask(t.Context(), queries...)
		cancelled, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		ask(cancelled, saved("hanging"), saved("hanging"), saved("fine"))
		cancel()
		instance.(interface{ Dispose() }).Dispose()
	}
	settled := func() int {
		eventually(t, "all connections are closed", func() bool { return server.openNow() == 0 })
		lowest := runtime.NumGoroutine()
		for range 20 {
			time.Sleep(20 * time.Millisecond)
			lowest = min(lowest, runtime.NumGoroutine())
		}
		return lowest
	}
	round() // what is started once and stays
	before := settled()
	for range 3 {
		round()
	}
	assert.LessOrEqual(t, settled(), before+3)
}
