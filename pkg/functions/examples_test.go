package functions_test

import (
	"context"
	"encoding/json"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/functions"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

// startMs is the time that the offsets of testdata/functions count from.
const startMs = 1699999200_000

// stored are series as a real OpenTSDB returned them, one point a minute.
func stored(t testing.TB, metric string, tags map[string]string) (series []opentsdb.Series) {
	t.Helper()
	var all []struct {
		Metric string
		Tags   map[string]string
		DPS    map[string]float64
	}
	readFixture(t, "stored.json", &all)
	for _, s := range all {
		if s.Metric != metric || tags["host"] != "" && tags["host"] != s.Tags["host"] {
			continue
		}
		one := opentsdb.Series{Metric: s.Metric, Tags: s.Tags}
		for second := int64(-2 * 24 * 3600); second < 3600; second += 60 {
			if value, ok := s.DPS[strconv.FormatInt(second, 10)]; ok {
				one.Points = append(one.Points, opentsdb.Point{TimeMs: startMs + second*1000, Value: value})
			}
		}
		series = append(series, one)
	}
	require.NotEmpty(t, series)
	return series
}

// hosts are the names that the alias $tag_host gives.
func hosts(series []opentsdb.Series) (names []string) {
	for _, s := range series {
		names = append(names, s.Tags["host"])
	}
	return names
}

func readFixture(t testing.TB, name string, into any) {
	t.Helper()
	content, err := os.ReadFile("../../testdata/functions/" + name)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, into))
}

// fetched is what a server gives for a range of whole buckets.
func fetched(series []opentsdb.Series, r functions.Range, at dialects.BucketTimestamp) (within []opentsdb.Series) {
	for _, s := range series {
		var points []opentsdb.Point
		for _, p := range s.Points {
			if at == dialects.AtStart && r.FromMs <= p.TimeMs && p.TimeMs < r.ToMs || at == dialects.AtEnd && r.FromMs < p.TimeMs && p.TimeMs <= r.ToMs {
				points = append(points, p)
			}
		}
		if s.Points = points; len(points) > 0 {
			within = append(within, s)
		}
	}
	return within
}

// The numbers follow from the definitions in docs/functions.md by hand. Points on whole minutes have the same timestamps
// whichever end of its bucket a server timestamps.
func TestWorkedExamples(t *testing.T) {
	var examples []struct {
		Text      string
		Metric    string
		Tags      map[string]string
		Functions []functions.Saved
		From, To  int64
		Order     []string
		Points    map[string]map[string]float64
	}
	readFixture(t, "examples.json", &examples)
	for name, at := range map[string]dialects.BucketTimestamp{"timestamps are starts": dialects.AtStart, "timestamps are ends": dialects.AtEnd} {
		for _, e := range examples {
			t.Run(name+"/"+e.Text, func(t *testing.T) {
				step := functions.Every(time.Minute, at)
				shown := functions.Range{FromMs: startMs + e.From*1000, ToMs: startMs + e.To*1000 + 60_000}
				if at == dialects.AtEnd {
					shown = functions.Range{FromMs: shown.FromMs - 60_000, ToMs: shown.ToMs - 60_000}
				}
				chain, err := functions.Parse(e.Functions)
				require.NoError(t, err)
				needs := chain.Needs(shown, step)
				series := fetched(stored(t, e.Metric, e.Tags), needs.Fetch, at)
				result, err := chain.Apply(context.Background(), series, functions.Input{Shown: shown, Step: step, NowMs: startMs + 3600_000, Names: hosts})
				require.NoError(t, err)
				require.Empty(t, result.Notices)

				var order []string
				for _, s := range result.Series {
					order = append(order, s.Tags["host"])
					want, listed := e.Points[s.Tags["host"]]
					if !listed {
						continue
					}
					require.Len(t, s.Points, len(want), "%v", s.Points)
					for _, p := range s.Points {
						second := strconv.FormatInt((p.TimeMs-startMs)/1000, 10)
						require.Contains(t, want, second)
						require.InDelta(t, want[second], p.Value, 1e-9, "at %s", second)
					}
				}
				if e.Order != nil {
					require.Equal(t, e.Order, order)
				} else {
					require.Len(t, order, len(e.Points))
				}
			})
		}
	}
}
