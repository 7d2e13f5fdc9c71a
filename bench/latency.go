package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// timesOf measures, in turns, how long panels of so many queries take with a server of a given latency.
func timesOf(ctx context.Context, b bench, latency time.Duration, turns int, panels ...int) ([]time.Duration, error) {
	body := responseBody(1, 60, 60, "")
	server, err := startReplay(func(*http.Request) ([]byte, error) {
		time.Sleep(latency)
		return body, nil
	})
	if err != nil {
		return nil, err
	}
	defer server.close()
	process, err := rig.Start(ctx, b.binary)
	if err != nil {
		return nil, err
	}
	defer process.Stop()
	source := rig.Source{Name: "latency", URL: server.url, Token: "token", JSONData: map[string]any{"dialect": "ovh", "responseCacheMB": 0}}
	took := make([][]time.Duration, len(panels))
	for range turns {
		for n, count := range panels {
			var queries []string
			for q := range count {
				queries = append(queries, fmt.Sprintf(`{"metric":"m%d","aggregator":"sum","downsampleInterval":"1m","downsampleFillPolicy":"gaps"}`, q))
			}
			began := time.Now()
			responses, err := process.Query(ctx, source, anyHour, queries...)
			if err != nil {
				return nil, err
			}
			took[n] = append(took[n], time.Since(began))
			for _, response := range responses {
				if response.Error != nil {
					return nil, response.Error
				}
			}
		}
	}
	medians := make([]time.Duration, len(panels))
	for n := range took {
		medians[n] = median(took[n])
	}
	return medians, nil
}

func measureLatency(ctx context.Context, b bench) error {
	panels := []int{1, 10, 50}
	took, err := timesOf(ctx, b, 100*time.Millisecond, 7, panels...)
	if err != nil {
		return err
	}
	for n, count := range panels {
		b.report(figure{fmt.Sprintf("%d queries of a panel, a server of 100 ms", count), float64(took[n].Microseconds()) / 1000, "ms"})
	}
	return nil
}
