package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// noLimits are settings that allow all that is measured here.
var noLimits = map[string]any{"dialect": "opentsdb", "maxSeries": 100_000, "maxResponseMB": 1024, "timeout": 300, "responseCacheMB": 0}

// asIs is a query whose result the server computes.
const asIs = `{"metric":"sys.cpu.nice","aggregator":"sum","downsampleInterval":"1m","downsampleFillPolicy":"none"}`

var anyHour = rig.Panel{From: time.Unix(firstTimestamp, 0), To: time.Unix(firstTimestamp+3600, 0), Interval: time.Minute}

// cost is what one query costs the backend's process.
type cost struct {
	cpu, wall time.Duration
	// peak is the largest memory of the process, in bytes.
	peak int64
}

// candidate is a backend that is measured.
type candidate struct {
	binary   string
	jsonData map[string]any
}

// The peer's settings for a server that sends dps as objects.
var peerSettings = map[string]any{"tsdbVersion": 3, "tsdbResolution": 1, "timeout": 300}

// costOf runs a query that gets this body in a new process, several times.
func costOf(ctx context.Context, of candidate, body []byte, points, times int) (cost, error) {
	server, err := replayBody(body)
	if err != nil {
		return cost{}, err
	}
	defer server.close()
	process, err := rig.Start(ctx, of.binary)
	if err != nil {
		return cost{}, err
	}
	defer process.Stop()
	source := rig.Source{Name: "bench", URL: server.url, Token: "token", JSONData: of.jsonData}
	var c cost
	before, err := process.CPU()
	if err != nil {
		return cost{}, err
	}
	began := time.Now()
	for range times {
		responses, err := process.Query(ctx, source, anyHour, asIs)
		if err != nil {
			return cost{}, err
		}
		response := responses[rig.RefID(0)]
		if response.Error != nil {
			return cost{}, response.Error
		}
		if got := pointsOf(response.Frames); got != points {
			return cost{}, fmt.Errorf("%d points came, not %d", got, points)
		}
	}
	c.wall = time.Since(began) / time.Duration(times)
	after, err := process.CPU()
	if err != nil {
		return cost{}, err
	}
	c.cpu = (after - before) / time.Duration(times)
	c.peak, err = process.PeakMemory()
	return c, err
}

func pointsOf(frames data.Frames) (n int) {
	for _, frame := range frames {
		n += frame.Rows()
	}
	return n
}

// plainCPU returns the processor time that encoding/json takes to decode a body in this process.
func plainCPU(body []byte, times int) (time.Duration, error) {
	before, err := rig.CPUOf(os.Getpid())
	if err != nil {
		return 0, err
	}
	for range times {
		if err := plainJSON(onlyReader{bytes.NewReader(body)}); err != nil {
			return 0, err
		}
	}
	after, err := rig.CPUOf(os.Getpid())
	return (after - before) / time.Duration(times), err
}

func measureProcess(ctx context.Context, b bench) error {
	own := candidate{b.binary, noLimits}
	for _, shape := range []struct {
		series, points int
		times          int
		space          string
		name           string
	}{
		{1000, 1440, 10, "", "1,000 x 1,440"},
		{1000, 1440, 5, "                              ", "1,000 x 1,440, in twice as long a body"},
		{1, 1_000_000, 10, "", "1 x 1,000,000"},
		{100_000, 1, 5, "", "100,000 x 1"},
		{1000, 10_000, 2, "", "1,000 x 10,000"},
		{1, 10_000_000, 2, "", "1 x 10,000,000"},
	} {
		step := int64(60)
		if shape.points > 1_000_000 {
			step = 1 // so that all of it lies in the past
		}
		body, points := responseBody(shape.series, shape.points, step, shape.space), shape.series*shape.points
		c, err := costOf(ctx, own, body, points, shape.times)
		if err != nil {
			return fmt.Errorf("%s: %w", shape.name, err)
		}
		plain, err := plainCPU(body, 1)
		if err != nil {
			return err
		}
		b.report(figure{shape.name + ": body", float64(len(body)) / 1e6, "MB"})
		b.report(figure{shape.name + ": processor time", c.cpu.Seconds(), "s"})
		b.report(figure{shape.name + ": over encoding/json's for the same body", c.cpu.Seconds() / plain.Seconds(), "x"})
		b.report(figure{shape.name + ": response time", c.wall.Seconds(), "s"})
		b.report(figure{shape.name + ": peak memory", float64(c.peak) / megabyte, "MB"})
	}
	if b.peer == "" {
		return nil
	}
	return measurePeer(ctx, b, own, candidate{b.peer, peerSettings})
}

// measurePeer measures, in turns, the cost of one body relative to that of the peer.
func measurePeer(ctx context.Context, b bench, own, peer candidate) error {
	body := responseBody(1000, 1440, 60, "")
	of := map[string][]cost{}
	for range 5 {
		for name, c := range map[string]candidate{"own": own, "peer": peer} {
			cost, err := costOf(ctx, c, body, 1000*1440, 3)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			of[name] = append(of[name], cost)
		}
	}
	for name, field := range map[string]func(cost) float64{
		"processor time": func(c cost) float64 { return c.cpu.Seconds() },
		"response time":  func(c cost) float64 { return c.wall.Seconds() },
		"peak memory":    func(c cost) float64 { return float64(c.peak) },
	} {
		middle := func(costs []cost) float64 {
			var values []float64
			for _, c := range costs {
				values = append(values, field(c))
			}
			return median(values)
		}
		b.report(figure{"1,000 x 1,440: " + name + ", over the peer's", middle(of["own"]) / middle(of["peer"]), "x"})
	}
	return nil
}
