package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// largeAccount responds as OVH Metrics does with that many metrics, each with that many series that differ in one tag.
func largeAccount(metrics, values int) func(*http.Request) ([]byte, error) {
	names := make([]string, metrics)
	for n := range names {
		names[n] = fmt.Sprintf("app%03d.service%02d.metric%05d", n%500, n%40, n)
	}
	lookup := []byte(`{"type":"LOOKUP","metric":"m","limit":25,"time":1,"results":[`)
	for n := range values {
		if n > 0 {
			lookup = append(lookup, ',')
		}
		lookup = fmt.Appendf(lookup, `{"metric":"m","tags":{"host":"host%05d.example.org","dc":"gra"},"tsuid":0}`, n)
	}
	lookup = fmt.Appendf(lookup, `],"startIndex":0,"totalResults":%d}`, values)
	return func(r *http.Request) ([]byte, error) {
		if strings.HasSuffix(r.URL.Path, "/lookup") {
			return lookup, nil
		}
		var request struct {
			Q   string
			Max int
		}
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
			return nil, err
		}
		found := []string{}
		for _, name := range names {
			if len(found) == request.Max {
				break
			}
			if strings.Contains(name, request.Q) {
				found = append(found, name)
			}
		}
		return json.Marshal(found)
	}
}

// keystrokes is how long a picker waits for its first response and at each key, and the processor time of a key.
type keystrokes struct{ first, max, median, cpu time.Duration }

func typing(ctx context.Context, process *rig.Process, source rig.Source, address, text string) (keystrokes, error) {
	ask := func(q string) (time.Duration, error) {
		began := time.Now()
		status, body, err := process.Resource(ctx, source, address+"q="+url.QueryEscape(q))
		if err == nil && status != http.StatusOK {
			err = fmt.Errorf("%s: %d %s", address, status, body)
		}
		if err == nil && strings.Contains(body, `"values":[]`) {
			err = fmt.Errorf("%s: nothing matches %q", address, q)
		}
		return time.Since(began), err
	}
	var k keystrokes
	var err error
	if k.first, err = ask(""); err != nil {
		return k, err
	}
	before, err := process.CPU()
	if err != nil {
		return k, err
	}
	var took []time.Duration
	for n := range text {
		t, err := ask(text[:n+1])
		if err != nil {
			return k, err
		}
		took = append(took, t)
		k.max = max(k.max, t)
	}
	k.median = median(took)
	after, err := process.CPU()
	k.cpu = (after - before) / time.Duration(len(text))
	return k, err
}

func measureMetadata(ctx context.Context, b bench) error {
	for _, limit := range []int{1000, 100_000} {
		if err := measurePickers(ctx, b, limit); err != nil {
			return err
		}
	}
	return nil
}

func measurePickers(ctx context.Context, b bench, limit int) error {
	server, err := startReplay(largeAccount(100_000, 50_000))
	if err != nil {
		return err
	}
	defer server.close()
	process, err := rig.Start(ctx, b.binary)
	if err != nil {
		return err
	}
	defer process.Stop()
	source := rig.Source{Name: "metadata", URL: server.url, Token: "token", JSONData: map[string]any{"dialect": "ovh", "lookupLimit": limit}}
	for _, picker := range []struct{ name, address, text string }{
		{"100,000 metrics", "metrics?", "service07.metric123"},
		{"a tag of 50,000 values", "tag-values?metric=m&key=host&", "host12345.exam"},
	} {
		k, err := typing(ctx, process, source, picker.address, picker.text)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("%s, limit %d", picker.name, limit)
		b.report(figure{name + ": first response", k.first.Seconds() * 1000, "ms"})
		b.report(figure{name + ": a keystroke", k.median.Seconds() * 1000, "ms"})
		b.report(figure{name + ": the slowest keystroke", k.max.Seconds() * 1000, "ms"})
		b.report(figure{name + ": processor time of a keystroke", k.cpu.Seconds() * 1000, "ms"})
	}
	return nil
}
