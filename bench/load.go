package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// loading is many people opening a dashboard within some time.
type loading struct {
	panels, people int
	within         time.Duration
	latency        time.Duration // of the server
}

// measureLoad counts the requests that reach the server. The time range of each person's panels ends at that person's now.
func measureLoad(ctx context.Context, b bench) error {
	l := loading{panels: 50, people: 200, within: 10 * time.Second, latency: 200 * time.Millisecond}
	requests, probes, took, err := l.run(ctx, b)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%d panels, %d people within %s, a server of %s", l.panels, l.people, l.within, l.latency)
	b.report(figure{name + ": queries", float64(l.panels * l.people), "queries"})
	b.report(figure{name + ": requests to the server", float64(requests), "requests"})
	b.report(figure{name + ": of these, for sample intervals", float64(probes), "requests"})
	b.report(figure{name + ": the middle panel", ms(median(took)), "ms"})
	return nil
}

func (l loading) run(ctx context.Context, b bench) (requests, probes int64, took []time.Duration, err error) {
	stored := reading{series: 3, perSecond: 1e9}
	var counts atomic.Int64
	server, err := startReplay(func(r *http.Request) ([]byte, error) {
		asked, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		if bytes.Contains(asked, []byte("-count-")) {
			counts.Add(1)
		}
		r.Body = io.NopCloser(bytes.NewReader(asked))
		time.Sleep(l.latency)
		return stored.respond(r)
	})
	if err != nil {
		return 0, 0, nil, err
	}
	defer server.close()
	process, err := rig.Start(ctx, b.binary)
	if err != nil {
		return 0, 0, nil, err
	}
	defer process.Stop()
	source := rig.Source{Name: "load", URL: server.url, Token: "token", JSONData: map[string]any{"dialect": "ovh"}}
	var (
		mu      sync.Mutex
		failed  error
		running sync.WaitGroup
	)
	for person := range l.people {
		running.Go(func() {
			time.Sleep(l.within * time.Duration(person) / time.Duration(l.people))
			now := time.Now()
			var panels sync.WaitGroup
			for panel := range l.panels {
				panels.Go(func() {
					began := time.Now()
					responses, err := process.Query(ctx, source, rig.Panel{From: now.Add(-6 * time.Hour), To: now, Interval: 15 * time.Second},
						fmt.Sprintf(`{"metric":"m%d","aggregator":"sum","downsampleInterval":"1m","downsampleFillPolicy":"gaps","filters":[{"type":"wildcard","tagk":"host","filter":"*","groupBy":true}]}`, panel))
					if err == nil {
						err = responses[rig.RefID(0)].Error
					}
					mu.Lock()
					defer mu.Unlock()
					took = append(took, time.Since(began))
					if err != nil {
						failed = err
					}
				})
			}
			panels.Wait()
		})
	}
	running.Wait()
	return server.requests.Load(), counts.Load(), took, failed
}
