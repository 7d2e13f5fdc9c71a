package faults

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// TestASlowDataSourceDoesNotBlockOthers: twenty panels of five queries each wait for a slow server; a panel of another data
// source gets its result meanwhile, and so does one of the slow data source's pickers.
func TestASlowDataSourceDoesNotBlockOthers(t *testing.T) {
	const panels, queries = 20, 5
	release := make(chan struct{})
	slow := serveRaw(t, map[string]behaviour{anyMetric: func(c conversation) bool {
		if c.request.URL.Path == "/api/query" {
			<-release
		}
		c.respond(fine)
		return true
	}})
	quick := serveRaw(t, nil)
	process := start(t)

	var waiting sync.WaitGroup
	ended := make(chan sdk.Responses, panels)
	for panel := range panels {
		waiting.Go(func() {
			var all []string
			for n := range queries {
				all = append(all, saved(fmt.Sprintf("m%d.%d", panel, n)))
			}
			responses, err := process.Query(t.Context(), source("slow", slow.url, "ovh", nil), rig.LastHour, all...)
			assert.NoError(t, err)
			ended <- responses
		})
	}
	const bound = 30 // requests of one data source at once
	eventually(t, "the slow panels have asked", func() bool { return len(slow.received()) >= bound })

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	responses, err := process.Query(ctx, source("quick", quick.url, "ovh", nil), rig.LastHour, saved("a"), saved("b"), saved("c"))
	require.NoError(t, err)
	for n := range 3 {
		isFine(t, responses[rig.RefID(n)])
	}
	_, _, err = process.Resource(ctx, source("slow", slow.url, "ovh", nil), "metrics?q=a")
	require.NoError(t, err)
	assert.Empty(t, ended, "none of the slow panels has ended yet")
	assert.Len(t, queriesOf(slow), bound, "a data source asks its server for so much at once, and no more")

	close(release)
	waiting.Wait()
	for range panels {
		for _, result := range <-ended {
			isFine(t, result)
		}
	}
	assert.Len(t, queriesOf(slow), panels*queries)
}

func queriesOf(server *rawServer) (queries []conversation) {
	for _, c := range server.received() {
		if c.request.URL.Path == "/api/query" {
			queries = append(queries, c)
		}
	}
	return queries
}

// TestEqualPanelsShareOneRequest: a dashboard that shows the same query in many panels asks once.
func TestEqualPanelsShareOneRequest(t *testing.T) {
	release := make(chan struct{})
	server := serveRaw(t, map[string]behaviour{"shared": func(c conversation) bool {
		<-release
		c.respond(fine)
		return true
	}})
	process := start(t)
	var panels sync.WaitGroup
	for range 8 {
		panels.Go(func() {
			responses, err := process.Query(t.Context(), source("shared", server.url, "ovh", nil), rig.LastHour, saved("shared"))
			if assert.NoError(t, err) {
				assert.Equal(t, 2, rows(responses[rig.RefID(0)].Frames))
			}
		})
	}
	eventually(t, "the request came", func() bool { return len(server.received()) > 0 })
	time.Sleep(200 * time.Millisecond) // for the other panels to have asked
	close(release)
	panels.Wait()
	assert.Len(t, server.received(), 1)
}
