package plugin_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The recorded responses of the gateway of OVH Metrics to every aggregator and fill policy over five small metrics: a series
// that dies, two that alternate, an island, a hole, and a counter with resets.
const gapsFile = "ovh-gateway-gaps.ndjson"

// replayGaps replays /api/query as recorded, sub-query by sub-query, whichever of them come in one request.
func replayGaps(t *testing.T, recorded []exchange) http.HandlerFunc {
	t.Helper()
	type sub struct {
		Metric, Aggregator, Downsample string
		Rate                           bool
		RateOptions                    json.RawMessage
	}
	key := func(s sub) string {
		if s.Aggregator == "none" {
			s.Downsample = "" // the gateway ignores it: the three recorded responses are equal
			s.Rate = false
		}
		return fmt.Sprint(s.Metric, " ", s.Aggregator, " ", s.Downsample, " ", s.Rate, string(s.RateOptions))
	}
	responses := map[string]string{}
	for _, e := range recorded {
		if e.Stored != nil {
			continue
		}
		var body struct{ Queries []sub }
		require.NoError(t, json.Unmarshal([]byte(e.Request.Body), &body))
		responses[key(body.Queries[0])] = e.Response.Body
	}
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		var request struct {
			Start, End int64
			Queries    []sub
		}
		require.NoError(t, json.Unmarshal(body, &request))
		out := []map[string]any{}
		for i, q := range request.Queries {
			recorded, ok := responses[key(q)]
			if !ok {
				http.Error(w, "not recorded: "+key(q), http.StatusTeapot)
				return
			}
			var series []map[string]any
			require.NoError(t, json.Unmarshal([]byte(recorded), &series))
			for _, s := range series {
				s["query"] = map[string]int{"index": i}
				out = append(out, s)
			}
		}
		require.NoError(t, json.NewEncoder(w).Encode(out))
	}
}

// truth is what an aggregate of one-minute averages is by the stored points alone: a bucket is (t-60, t], as the gateway
// stamps it, and a series without a point in it has no part in it.
func truth(stored exchange, start, end int64, aggregate func([]float64) float64) map[int64]float64 {
	out := map[int64]float64{}
	for timestamp := start + 60; timestamp <= end; timestamp += 60 {
		var present []float64
		for _, s := range stored.Stored {
			var sum, n float64
			for _, p := range s.Points {
				if int64(p[0]) > timestamp-60 && int64(p[0]) <= timestamp {
					sum, n = sum+p[1], n+1
				}
			}
			if n > 0 {
				present = append(present, sum/n)
			}
		}
		if len(present) > 0 {
			out[timestamp] = aggregate(present)
		}
	}
	return out
}

func total(values []float64) (sum float64) {
	for _, v := range values {
		sum += v
	}
	return sum
}

func TestNewQueriesLeaveGapsOnOVH(t *testing.T) {
	const start, end = 1795380000, 1795381200
	recorded := exchanges(t, gapsFile)
	gra1 := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": replayGaps(t, recorded)}), "ovh", nil)

	aggregates := map[string]func([]float64) float64{
		"avg":    func(v []float64) float64 { return total(v) / float64(len(v)) },
		"sum":    total,
		"zimsum": total,
		"min":    slices.Min[[]float64],
		"mimmin": slices.Min[[]float64],
		"max":    slices.Max[[]float64],
		"mimmax": slices.Max[[]float64],
		"count":  func(v []float64) float64 { return float64(len(v)) },
		"dev": func(v []float64) float64 {
			if len(v) < 2 {
				return 0
			}
			mean, squares := total(v)/float64(len(v)), 0.0
			for _, x := range v {
				squares += (x - mean) * (x - mean)
			}
			return math.Sqrt(squares / float64(len(v)-1))
		},
		"p50": func(v []float64) float64 {
			sorted := slices.Sorted(slices.Values(v))
			return sorted[(len(sorted)+1)/2-1]
		},
	}
	for _, metric := range []string{"gap.dead", "gap.alternate", "gap.island", "gap.hole"} {
		i := slices.IndexFunc(recorded, func(e exchange) bool { return e.Name == "raw "+metric })
		require.GreaterOrEqual(t, i, 0)
		for aggregator, aggregate := range aggregates {
			for _, policy := range []string{"gaps", "null"} {
				t.Run(metric+" "+aggregator+" "+policy, func(t *testing.T) {
					query := fmt.Sprintf(`{"metric":%q,"aggregator":%q,"downsampleInterval":"1m","downsampleFillPolicy":%q}`, metric, aggregator, policy)
					a := gra1.query(context.Background(), asked{from: time.Unix(start, 0), to: time.Unix(end, 0)}, query)["A"]
					require.NoError(t, a.Error)
					require.Len(t, a.Frames, 1)
					require.InDeltaMapValues(t, truth(recorded[i], start, end, aggregate), points(t, a.Frames[0]), 1e-9)
				})
			}
		}
	}
}

func TestASavedFillPolicyMeansTheServersOwn(t *testing.T) {
	const start, end = 1795380000, 1795381200
	recorded := exchanges(t, gapsFile)
	gra1 := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": replayGaps(t, recorded)}), "ovh", nil)
	for _, e := range recorded {
		var body struct {
			Queries []struct {
				Metric, Aggregator, Downsample string
				Rate                           bool
			}
		}
		if e.Stored != nil || json.Unmarshal([]byte(e.Request.Body), &body) != nil {
			continue
		}
		q := body.Queries[0]
		policy, ok := map[string]string{"1m-avg-none": "none", "1m-avg-nan": "nan", "1m-avg-zero": "zero"}[q.Downsample]
		if !ok || q.Rate || q.Aggregator == "none" {
			continue
		}
		t.Run(e.Name, func(t *testing.T) {
			query := fmt.Sprintf(`{"metric":%q,"aggregator":%q,"downsampleInterval":"1m","downsampleFillPolicy":%q}`, q.Metric, q.Aggregator, policy)
			a := gra1.query(context.Background(), asked{from: time.Unix(start, 0), to: time.Unix(end, 0)}, query)["A"]
			require.NoError(t, a.Error)
			var series []struct{ DPS map[int64]float64 }
			require.NoError(t, json.Unmarshal([]byte(e.Response.Body), &series))
			if len(series) == 0 {
				require.Empty(t, a.Frames[0].Fields)
				return
			}
			require.Equal(t, series[0].DPS, points(t, a.Frames[0]))
		})
	}
}

func TestCounterResetsAreReadAsDocumentedOnOVH(t *testing.T) {
	const start, end = 1795380000, 1795381200
	recorded := exchanges(t, gapsFile)
	raw := slices.IndexFunc(recorded, func(e exchange) bool { return e.Name == "raw gap.counter" })
	stored := recorded[raw].Stored[0].Points
	served := map[string]http.HandlerFunc{"/api/query": func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		dps := map[string]float64{}
		for _, p := range stored {
			dps[fmt.Sprint(int64(p[0]))] = p[1]
		}
		_ = json.NewEncoder(w).Encode([]any{map[string]any{
			"metric": "gap.counter", "tags": map[string]string{"host": "a"}, "query": map[string]int{"index": 0}, "aggregateTags": []string{}, "dps": dps,
		}})
	}}
	gra1 := connect(t, serve(t, served), "ovh", nil)

	for name, c := range map[string]struct {
		options string
		reset   func(before, after float64) (rate float64, ok bool)
	}{
		"dropped by default":          {``, func(_, _ float64) (float64, bool) { return 0, false }},
		"dropped when asked":          {`,"dropResets":true,"counterMax":1000`, func(_, _ float64) (float64, bool) { return 0, false }},
		"counted on from the maximum": {`,"counterMax":1000`, func(b, a float64) (float64, bool) { return (1000 - b + a) / 60, true }},
		"a reset where too fast":      {`,"counterMax":1000,"counterResetValue":"3"`, func(_, _ float64) (float64, bool) { return 0, true }},
		"a wrap where slow enough":    {`,"counterMax":1000,"counterResetValue":"50"`, func(b, a float64) (float64, bool) { return (1000 - b + a) / 60, true }},
	} {
		t.Run(name, func(t *testing.T) {
			want := map[int64]float64{}
			for i := 1; i < len(stored); i++ {
				rate, keep := (stored[i][1]-stored[i-1][1])/60, true
				if rate < 0 {
					rate, keep = c.reset(stored[i-1][1], stored[i][1])
				}
				if keep {
					want[int64(stored[i][0])] = rate
				}
			}
			query := `{"metric":"gap.counter","aggregator":"sum","downsampleInterval":"1m","downsampleAggregator":"max","downsampleFillPolicy":"gaps","shouldComputeRate":true,"isCounter":true` + c.options + `}`
			a := gra1.query(context.Background(), asked{from: time.Unix(start, 0), to: time.Unix(end, 0)}, query)["A"]
			require.NoError(t, a.Error)
			require.InDeltaMapValues(t, want, points(t, a.Frames[0]), 1e-9)
			require.Contains(t, a.Frames[0].Meta.ExecutedQueryString, "the plugin computes the result from the raw points")
		})
	}
}

func TestTheInspectorSaysWhyEachSeriesBucketsAreAskedFor(t *testing.T) {
	s := hosts(t, "opentsdb", 10, 10)
	source := s.connect(nil)
	for aggregator, why := range map[string]string{
		"last": "# OpenTSDB 2.4's last would lose the buckets in which a series has no point; the plugin fetches each series' buckets and aggregates them.",
		"diff": "# OpenTSDB 2.4's diff would lose",
		"none": "", "sum": "", "avg": "",
	} {
		response := source.query(context.Background(), hour(time.Minute), gaps(aggregator, "1m"))["A"]
		require.NoError(t, response.Error)
		executed := response.Frames[0].Meta.ExecutedQueryString
		if why == "" {
			require.NotContains(t, executed, "#", aggregator)
		} else {
			require.Contains(t, executed, why)
		}
	}
}

// OpenTSDB 2.2 has no aggregator none, and neither those that need it to leave gaps.
func TestWhatNeedsTheAggregatorNoneIsRefusedByNameOnOpenTSDB22(t *testing.T) {
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/aggregators": respond(`["sum","avg","min","max","count","dev"]`)}), "opentsdb", nil)
	for _, aggregator := range []string{"none", "first", "last", "diff", "mult"} {
		for _, saved := range []string{gaps(aggregator, "1m"), `{"metric":"m","aggregator":"` + aggregator + `"}`} {
			response := source.query(context.Background(), hour(time.Minute), saved)["A"]
			require.ErrorContains(t, response.Error, `Aggregator: OpenTSDB 2.2 doesn't know "`+aggregator+`"; choose one of `)
		}
	}
	explicit := source.query(context.Background(), hour(time.Minute), `{"metric":"m","explicitTags":true}`)["A"]
	require.ErrorContains(t, explicit.Error, "Explicit tags: OpenTSDB 2.2 has no explicit tags")
}
