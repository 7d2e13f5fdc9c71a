package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// usage is the resources of a process.
type usage struct{ memory, goroutines, files float64 }

// minSamples is how often the process is looked at, at least: fewer have no tenths to compare.
const minSamples = 10

// measureSoak runs a steady mix of queries, refreshed panels and failures, and compares the resources of the process in the last
// tenth of the time with those in the second, when its caches are warm.
func measureSoak(ctx context.Context, b bench) error {
	if b.soak == 0 {
		return nil
	}
	server, err := startReplay(bucketSeries(100))
	if err != nil {
		return err
	}
	defer server.close()
	process, err := rig.Start(ctx, b.binary)
	if err != nil {
		return err
	}
	defer process.Stop()
	source := rig.Source{Name: "soak", URL: server.url, Token: "token", JSONData: map[string]any{"dialect": "ovh"}}

	began := time.Now()
	var seen []usage
	queries := 0
	for next := began; time.Since(began) < b.soak || len(seen) < minSamples; next = next.Add(100 * time.Millisecond) {
		time.Sleep(time.Until(next))
		now := time.Now()
		responses, err := process.Query(ctx, source, rig.Panel{From: now.Add(-6 * time.Hour), To: now, Interval: time.Minute, Alert: queries%10 == 0}, soakQueries(queries)...)
		if err != nil {
			return err
		}
		if err := responses[rig.RefID(0)].Error; err != nil {
			return err
		}
		if responses[rig.RefID(1)].Error == nil {
			return errors.New("a query without a metric got a result")
		}
		if queries++; queries%10 == 0 {
			u, err := usageOf(ctx, process)
			if err != nil {
				return err
			}
			seen = append(seen, u)
		}
	}
	took := time.Since(began).Round(time.Second)
	tenth := len(seen) / 10
	early, late := seen[tenth:2*tenth], seen[len(seen)-tenth:]
	b.report(figure{"queries in " + took.String(), float64(queries), "queries"})
	for _, held := range []struct {
		name, unit string
		of         func(usage) float64
	}{
		{"memory", "MB", func(u usage) float64 { return u.memory / megabyte }},
		{"goroutines", "goroutines", func(u usage) float64 { return u.goroutines }},
		{"open files and connections", "files", func(u usage) float64 { return u.files }},
	} {
		before, after := middleOf(early, held.of), middleOf(late, held.of)
		b.report(figure{held.name + " early", before, held.unit})
		b.report(figure{held.name + " at the end", after, held.unit})
		b.report(figure{held.name + " at the end, over early", after / before, "x"})
	}
	return nil
}

// soakQueries returns a panel's queries: one of some metrics, and one that fails.
func soakQueries(n int) []string {
	return []string{
		fmt.Sprintf(`{"metric":"m%d","aggregator":"%s","downsampleInterval":"1m","downsampleFillPolicy":"gaps","filters":[{"type":"wildcard","tagk":"host","filter":"*","groupBy":true}]}`,
			n%20, []string{"sum", "max", "zimsum"}[n%3]),
		`{"metric":""}`,
	}
}

func middleOf(all []usage, of func(usage) float64) float64 {
	var values []float64
	for _, u := range all {
		values = append(values, of(u))
	}
	return median(values)
}

var goroutines = regexp.MustCompile(`(?m)^go_goroutines (\S+)$`)

func usageOf(ctx context.Context, process *rig.Process) (usage, error) {
	memory, err := process.Memory()
	if err != nil {
		return usage{}, err
	}
	files, err := process.OpenFiles()
	if err != nil {
		return usage{}, err
	}
	metrics, err := process.Metrics(ctx)
	if err != nil {
		return usage{}, err
	}
	found := goroutines.FindStringSubmatch(metrics)
	if found == nil {
		return usage{}, errors.New("the process doesn't tell its goroutines")
	}
	count, err := strconv.ParseFloat(found[1], 64)
	return usage{float64(memory), count, float64(files)}, err
}
