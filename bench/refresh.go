package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// bucketSeries responds to a query with that many series of a point per minute, whose timestamp is the bucket's end as on OVH
// Metrics.
func bucketSeries(series int) func(*http.Request) ([]byte, error) {
	return func(r *http.Request) ([]byte, error) {
		var request struct{ Start, End int64 }
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
			return nil, err
		}
		from, to := request.Start/1000, request.End/1000
		if from%60 != 0 || to%60 != 0 || to <= from {
			return nil, errors.New("the range is not of whole buckets")
		}
		body := []byte{}
		separator := byte('[')
		for i := range series {
			body = append(body, separator)
			separator = ','
			body = fmt.Appendf(body, `{"metric":"m","tags":{"host":"web%04d"},"aggregateTags":["host"],"query":{"index":0},"dps":`, i)
			body = appendPoints(body, i, from+60, int((to-from)/60), 60, "")
			body = append(body, '}')
		}
		return append(body, ']'), nil
	}
}

// refreshing is the cost of a panel's refreshes after its first response.
type refreshing struct {
	bytes, first int64
	wall, cpu    time.Duration
}

// refreshOf shows a panel of 24 h at 1 min, and refreshes it every 10 s on a simulated clock.
func refreshOf(ctx context.Context, b bench, series, refreshes int, withCache bool) (refreshing, error) {
	server, err := startReplay(bucketSeries(series))
	if err != nil {
		return refreshing{}, err
	}
	defer server.close()
	process, err := rig.Start(ctx, b.binary)
	if err != nil {
		return refreshing{}, err
	}
	defer process.Stop()
	cacheMB := 0
	if withCache {
		cacheMB = 64
	}
	source := rig.Source{Name: "refresh", URL: server.url, Token: "token", JSONData: map[string]any{"dialect": "ovh", "responseCacheMB": cacheMB}}
	now := time.Unix(firstTimestamp+7, 0)
	show := func() error {
		panel := rig.Panel{From: now.Add(-24 * time.Hour), To: now, Interval: time.Minute}
		responses, err := process.Query(ctx, source, panel,
			`{"metric":"m","aggregator":"sum","downsampleInterval":"1m","downsampleFillPolicy":"gaps","filters":[{"type":"wildcard","tagk":"host","filter":"*","groupBy":true}]}`)
		if err != nil {
			return err
		}
		response := responses[rig.RefID(0)]
		if got := pointsOf(response.Frames); response.Error == nil && got < series*1440 {
			return fmt.Errorf("%d points came, fewer than %d", got, series*1440)
		}
		return response.Error
	}
	if err := show(); err != nil {
		return refreshing{}, err
	}
	r := refreshing{first: server.bytes.Load()}
	before, err := process.CPU()
	if err != nil {
		return refreshing{}, err
	}
	began := time.Now()
	for range refreshes {
		now = now.Add(10 * time.Second)
		if err := show(); err != nil {
			return refreshing{}, err
		}
	}
	r.wall = time.Since(began) / time.Duration(refreshes)
	after, err := process.CPU()
	r.cpu = (after - before) / time.Duration(refreshes)
	r.bytes = (server.bytes.Load() - r.first) / int64(refreshes)
	return r, err
}

func measureRefresh(ctx context.Context, b bench) error {
	const series, refreshes = 100, 30
	whole, err := refreshOf(ctx, b, series, refreshes, false)
	if err != nil {
		return err
	}
	cached, err := refreshOf(ctx, b, series, refreshes, true)
	if err != nil {
		return err
	}
	b.report(figure{"a refresh of 24 h at 1 m, 100 series, all fetched", float64(whole.bytes) / 1e6, "MB"})
	b.report(figure{"the same, with the response cache", float64(cached.bytes) / 1e6, "MB"})
	b.report(figure{"bytes with what is cached, of all", 100 * float64(cached.bytes) / float64(whole.bytes), "%"})
	b.report(figure{"time of a refresh, all fetched", whole.wall.Seconds() * 1000, "ms"})
	b.report(figure{"time of a refresh, with the response cache", cached.wall.Seconds() * 1000, "ms"})
	b.report(figure{"processor time of a refresh, all fetched", whole.cpu.Seconds() * 1000, "ms"})
	b.report(figure{"processor time of a refresh, with the response cache", cached.cpu.Seconds() * 1000, "ms"})
	return nil
}
