package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/plugin"
)

// The size of a response that goes through Grafana.
const (
	grafanaSeries = 1_000
	grafanaPoints = 1_440
	grafanaTurns  = 5
)

// measureGrafana measures, in turns, the time from a panel's request to the last byte of Grafana's response, and the response's
// size: in each format, and for the other OpenTSDB data sources that this Grafana has.
func measureGrafana(ctx context.Context, b bench) (err error) {
	if b.grafana == "" {
		return nil
	}
	grafana, err := url.Parse(b.grafana)
	if err != nil || grafana.Host == "" {
		return errors.New("the address of Grafana is http://NAME:PASSWORD@HOST:PORT, of a user who may add data sources")
	}
	server, err := replayBody(responseBody(grafanaSeries, grafanaPoints, 60, ""))
	if err != nil {
		return err
	}
	defer server.close()

	var panels []*grafanaPanel
	for _, of := range []struct {
		plugin   string
		settings map[string]any
		formats  []string
	}{
		{plugin.ID, noLimits, []string{"timeseries", "wide", "table"}},
		{"grafana-opentsdb-datasource", peerSettings, []string{""}},
		{"opentsdb", peerSettings, []string{""}},
	} {
		if of.plugin != plugin.ID && !hasPlugin(ctx, grafana, of.plugin) {
			continue
		}
		uid, err := addSource(ctx, grafana, of.plugin, server.url, of.settings)
		if err != nil {
			return err
		}
		defer func() {
			_, failure := callGrafana(context.WithoutCancel(ctx), grafana, http.MethodDelete, "/api/datasources/uid/"+uid, nil)
			err = errors.Join(err, failure)
		}()
		for _, format := range of.formats {
			panels = append(panels, &grafanaPanel{name: strings.TrimSpace(of.plugin + " " + format), uid: uid, format: format})
		}
	}
	for turn := range grafanaTurns + 1 {
		for _, p := range panels {
			// In the first turn processes are cold: it isn't measured, but checks that all points arrive.
			if err := p.load(ctx, grafana, turn == 0); err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
		}
	}
	for _, p := range panels {
		b.report(figure{p.name + ": response time", median(p.took).Seconds(), "s"})
		b.report(figure{p.name + ": to the browser", float64(p.bytes) / megabyte, "MB"})
		for _, other := range panels {
			if other.format == "" && other != p {
				b.report(figure{p.name + ": response time over that of " + other.name, median(p.took).Seconds() / median(other.took).Seconds(), "x"})
			}
		}
	}
	return nil
}

// grafanaPanel is one query through Grafana, and its cost.
type grafanaPanel struct {
	name, uid, format string
	took              []time.Duration
	bytes             int
}

// load sends a panel's request. A response that is checked isn't measured.
func (p *grafanaPanel) load(ctx context.Context, grafana *url.URL, check bool) error {
	query := map[string]any{
		"refId": "A", "datasource": map[string]any{"uid": p.uid}, "intervalMs": 60_000, "maxDataPoints": grafanaPoints,
		"metric": "sys.cpu.nice", "aggregator": "sum",
		"downsampleInterval": "1m", "downsampleAggregator": "avg", "downsampleFillPolicy": "none",
	}
	if p.format != "" {
		query["format"] = p.format
	}
	const from = firstTimestamp * 1000
	asked := map[string]any{
		"queries": []any{query}, "from": fmt.Sprint(from), "to": fmt.Sprint(from + grafanaPoints*60_000),
	}
	began := time.Now()
	response, err := callGrafana(ctx, grafana, http.MethodPost, "/api/ds/query", asked)
	if err != nil {
		return err
	}
	if !check {
		p.took, p.bytes = append(p.took, time.Since(began)), len(response)
		return nil
	}
	return hasAllPoints(response)
}

// hasAllPoints counts the values in a response of Grafana's.
func hasAllPoints(response []byte) error {
	var read struct {
		Results map[string]struct {
			Frames []struct {
				Schema struct{ Fields []struct{ Type string } }
				Data   struct{ Values []json.RawMessage }
			}
		}
	}
	if err := json.Unmarshal(response, &read); err != nil {
		return err
	}
	points := 0
	for _, frame := range read.Results["A"].Frames {
		for n, field := range frame.Schema.Fields {
			if field.Type == "number" {
				points += bytes.Count(frame.Data.Values[n], []byte(",")) + 1
			}
		}
	}
	if points != grafanaSeries*grafanaPoints {
		return fmt.Errorf("%d points came, not %d", points, grafanaSeries*grafanaPoints)
	}
	return nil
}

func hasPlugin(ctx context.Context, grafana *url.URL, id string) bool {
	_, err := callGrafana(ctx, grafana, http.MethodGet, "/api/plugins/"+id+"/settings", nil)
	return err == nil
}

// addSource adds a data source, and returns its uid.
func addSource(ctx context.Context, grafana *url.URL, plugin, address string, settings map[string]any) (string, error) {
	response, err := callGrafana(ctx, grafana, http.MethodPost, "/api/datasources", map[string]any{
		"name": fmt.Sprintf("bench %s %d", plugin, time.Now().UnixNano()), "type": plugin, "access": "proxy", "url": address, "jsonData": settings,
	})
	if err != nil {
		return "", err
	}
	var added struct{ Datasource struct{ UID string } }
	err = json.Unmarshal(response, &added)
	return added.Datasource.UID, err
}

// callGrafana calls Grafana's HTTP API, and returns the response's body. The address contains a name and a password.
func callGrafana(ctx context.Context, grafana *url.URL, method, path string, body any) ([]byte, error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, method, grafana.JoinPath(path).String(), bytes.NewReader(encoded))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	read, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s %s: %s: %.300s", method, path, response.Status, read)
	}
	return read, nil
}
