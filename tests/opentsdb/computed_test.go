package opentsdb_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// What the backend computes itself from raw points, for a server that can't, equals what a real OpenTSDB computes from the
// same points: rates with every counter option, and aggregates with and without interpolation. The other server is played
// by one that responds with raw points, as the gateway of OVH Metrics does to the aggregator none; its buckets' timestamps are
// their end, one interval later.
func TestComputedResultsEqualOpenTSDBs(t *testing.T) {
	real := connect(t)
	r := rand.New(rand.NewPCG(11, 13))
	for round := range 12 {
		metric := real.metric(fmt.Sprintf("computed.%d", round))
		stored := counters(r)
		real.store(metric, stored...)
		computed := rawServer(t, metric, stored)

		for name, options := range map[string]map[string]any{
			"rate":                     {},
			"resets dropped":           {"isCounter": true},
			"wraps at a maximum":       {"isCounter": true, "counterMax": 5000},
			"wraps, resets by a value": {"isCounter": true, "counterMax": "5000", "counterResetValue": 40},
		} {
			for _, aggregator := range []string{"sum", "min", "max", "avg", "zimsum", "mimmin", "mimmax", "count", "none"} {
				for _, policy := range []string{"none", "gaps"} {
					saved := map[string]any{
						"metric": metric, "aggregator": aggregator, "downsampleInterval": "1m", "downsampleAggregator": "max",
						"downsampleFillPolicy": policy, "shouldComputeRate": true, "filters": []any{},
					}
					maps.Copy(saved, options)
					if round%2 == 1 {
						saved["filters"] = []any{map[string]any{"type": "wildcard", "tagk": "dc", "filter": "*", "groupBy": true}}
					}
					if len(options) == 0 && policy == "none" {
						continue // the gateway's own rate
					}
					want := real.query(later, saved)
					what := fmt.Sprintf("round %d, %s, %s, %s", round, name, aggregator, policy)
					same(t, what, minuteEarlier(computed.query(later, saved)), want)
				}
			}
		}
	}
}

// later is a half hour that begins well after the points do: OpenTSDB has a rate for a series' very first point, counted
// from 1970, that means nothing.
var later = asked{from: noon.Add(20 * time.Minute), to: noon.Add(50 * time.Minute)}

// counters are series that grow, are reset now and then, and miss points; each point lies within its minute, where both
// ways to cut time into minutes agree.
func counters(r *rand.Rand) []series {
	var all []series
	for i := range 2 + r.IntN(4) {
		one := series{tags: tags("host", fmt.Sprintf("web%d", i), "dc", fmt.Sprintf("dc%d", i%2))}
		value := float64(r.IntN(1000))
		for minute := range 60 {
			if r.IntN(10) == 0 {
				value = float64(r.IntN(100))
			}
			value += float64(r.IntN(6000)) / 8
			if value > 5000 {
				value = 0
			}
			if r.IntN(6) > 0 || minute == 0 {
				one.points = append(one.points, at(ms(time.Duration(minute)*time.Minute+30*time.Second), value))
			}
		}
		all = append(all, one)
	}
	return all
}

// rawServer responds with the raw points of its series in the requested range.
func rawServer(t *testing.T, metric string, stored []series) *server {
	t.Helper()
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var request struct {
			Start, End int64
			Queries    []struct{ Aggregator, Downsample string }
		}
		if json.Unmarshal(body, &request) != nil || len(request.Queries) != 1 || request.Queries[0].Aggregator != "none" {
			http.Error(w, "raw points only: "+string(body), http.StatusBadRequest)
			return
		}
		response := []any{}
		for _, s := range stored {
			dps := map[string]float64{}
			for _, p := range s.points {
				if p.ms >= request.Start && p.ms <= request.End {
					dps[fmt.Sprint(p.ms/1000)] = *p.value
				}
			}
			response = append(response, map[string]any{"metric": metric, "tags": s.tags, "aggregateTags": []string{}, "query": map[string]int{"index": 0}, "dps": dps})
		}
		_ = json.NewEncoder(w).Encode(response)
	})
	listening := httptest.NewServer(handler)
	t.Cleanup(listening.Close)
	s := &server{t: t, url: listening.URL}
	s.configure(map[string]any{"dialect": "ovh", "responseCacheMB": 0})
	s.settings.UID = "raw" + metric
	return s
}

func minuteEarlier(all []series) []series {
	for _, s := range all {
		for i := range s.points {
			s.points[i].ms -= time.Minute.Milliseconds()
		}
	}
	return all
}
