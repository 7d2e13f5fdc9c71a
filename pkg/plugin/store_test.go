package plugin_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// store is a server that computes responses from points, as both servers document: buckets from their own points only, and
// aggregates of the series that have one. A bucket [t, t+i) of OpenTSDB has the timestamp t, one (t, t+i] of OVH Metrics t+i.
type store struct {
	t       *testing.T
	dialect string
	mu      sync.Mutex
	series  []storedSeries
	asked   []storeRequest
	// fails writes the response instead of the store where it returns true.
	fails func(w http.ResponseWriter, r storeRequest) bool
}

// storedSeries holds points by time in s.
type storedSeries struct {
	tags   map[string]string
	points map[int64]float64
}

type storeRequest struct {
	Start, End int64
	ShowTSUIDs bool
	Queries    []struct {
		Metric, Aggregator, Downsample string
		Rate                           bool
		TSUIDs                         []string
		Filters                        []struct {
			Type, TagK, Filter string
			GroupBy            bool
		}
	}
}

// isProbe says whether a request measures the sample interval.
func (r storeRequest) isProbe() bool {
	counts, of := strings.Contains(r.Queries[0].Downsample, "-count-"), r.Queries[0].Aggregator
	return counts && (len(r.Queries) == 2 && strings.Contains(of, "min") || of == "none" || of == "count")
}

func newStore(t *testing.T, dialect string) *store {
	t.Helper()
	return &store{t: t, dialect: dialect}
}

// write stores a point every step seconds from … to (excluded), all of one value.
func (s *store) write(host string, from, to time.Time, step int64, value float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.series, func(one storedSeries) bool { return one.tags["host"] == host })
	if i < 0 {
		i = len(s.series)
		s.series = append(s.series, storedSeries{map[string]string{"host": host}, map[int64]float64{}})
	}
	for at := from.Unix(); at < to.Unix(); at += step {
		s.series[i].points[at] = value
	}
}

func (s *store) requests() []storeRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// queries are the requests that don't measure the sample interval.
func (s *store) queries() []storeRequest {
	return slices.DeleteFunc(s.requests(), storeRequest.isProbe)
}

func (s *store) connect(jsonData map[string]any) dataSource {
	s.t.Helper()
	return connect(s.t, serve(s.t, map[string]http.HandlerFunc{"/api/query": s.respond, "/api/search/lookup": s.lookup, "/api/suggest": respond(`["m"]`)}), s.dialect, jsonData)
}

func (s *store) lookup(w http.ResponseWriter, _ *http.Request) {
	results := []map[string]any{}
	for _, one := range s.series {
		results = append(results, map[string]any{"metric": "m", "tags": one.tags})
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"results": results})
}

func (s *store) respond(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var request storeRequest
	if err := json.Unmarshal(body, &request); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.asked = append(s.asked, request)
	fails := s.fails
	s.mu.Unlock()
	if fails != nil && fails(w, request) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []map[string]any{}
	for index, q := range request.Queries {
		groups := map[string][]storedSeries{}
		for _, one := range s.series {
			key, passes := "", true
			for _, f := range q.Filters {
				value := one.tags[f.TagK]
				passes = passes && (f.Type == "wildcard" && value != "" && strings.HasPrefix(value, strings.TrimSuffix(f.Filter, "*")) || f.Type == "literal_or" && slices.Contains(strings.Split(f.Filter, "|"), value))
				if f.GroupBy {
					key = value
				}
			}
			if q.Aggregator == "none" {
				key = fmt.Sprint(one.tags)
			}
			if len(q.TSUIDs) > 0 {
				passes = slices.Contains(q.TSUIDs, one.tsuid())
			}
			if passes {
				groups[key] = append(groups[key], one)
			}
		}
		for _, members := range groups {
			tags := map[string]string{}
			if len(members) == 1 {
				tags = members[0].tags
			}
			dps := map[string]float64{}
			for ms, value := range s.aggregate(members, request.Start, request.End, q.Aggregator, q.Downsample) {
				dps[fmt.Sprint(ms)] = value
			}
			result := map[string]any{"metric": "m", "tags": tags, "aggregateTags": []string{}, "query": map[string]int{"index": index}, "dps": dps}
			if request.ShowTSUIDs {
				result["tsuids"] = readTogether(members, request.Start, request.End)
			}
			out = append(out, result)
		}
	}
	_ = json.NewEncoder(w).Encode(out)
}

// tsuid is a series' identifier.
func (s storedSeries) tsuid() string { return fmt.Sprintf("%X", "m "+s.tags["host"]) }

// readTogether are the identifiers of the series that have points in the hours that a range is in.
func readTogether(members []storedSeries, start, end int64) []string {
	ids := []string{}
	for _, one := range members {
		for at := range one.points {
			if hour := time.Hour.Milliseconds(); at*1000 >= start/hour*hour && at*1000 < (end/hour+1)*hour {
				ids = append(ids, one.tsuid())
				break
			}
		}
	}
	return ids
}

func (s *store) aggregate(members []storedSeries, start, end int64, aggregator, downsample string) map[int64]float64 {
	interval, reduce, _ := strings.Cut(downsample, "-")
	reduce, _, _ = strings.Cut(reduce, "-")
	step := end - start + 1
	if length, err := time.ParseDuration(interval); err == nil {
		step = length.Milliseconds()
	}
	buckets := map[int64][]float64{}
	for _, one := range members {
		mine := map[int64][]float64{}
		for at, value := range one.points {
			ms := at * 1000
			switch {
			case s.dialect == "ovh" && (ms <= start || ms > end), s.dialect != "ovh" && (ms < start || ms > end):
				continue
			case downsample == "":
				mine[ms] = append(mine[ms], value)
			case s.dialect == "ovh":
				mine[(ms+step-1)/step*step] = append(mine[(ms+step-1)/step*step], value)
			default:
				mine[ms/step*step] = append(mine[ms/step*step], value)
			}
		}
		for ms, values := range mine {
			buckets[ms] = append(buckets[ms], reduced(reduce, values))
		}
	}
	out := map[int64]float64{}
	for ms, values := range buckets {
		out[ms] = reduced(aggregator, values)
	}
	return out
}

func reduced(name string, values []float64) float64 {
	switch name {
	case "sum", "zimsum":
		return total(values)
	case "min", "mimmin":
		return slices.Min(values)
	case "max", "mimmax":
		return slices.Max(values)
	case "count":
		return float64(len(values))
	case "avg":
		return total(values) / float64(len(values))
	}
	return values[0]
}
