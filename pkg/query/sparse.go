package query

import (
	"maps"
	"slices"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query/buckets"
)

// Probes look at a part of the range, and miss a series without a point there. Such sparse series are found in the full range:
// where a server names the series of a result (showTSUIDs), by measuring those that no probe saw; otherwise by the number of
// series with points, unless there are too many points to read.

// IdentifySeries makes a plan's request ask for the TSUIDs of the series in the result, where the server sends them.
func (p *Plan) IdentifySeries(dialect *dialects.Dialect) {
	p.Request.ShowTSUIDs = eachSeriesDownsampled(dialect) && dialect.SeriesIDs
}

// Unseen returns the TSUIDs of a result that no probe saw.
func (d Density) Unseen(result []opentsdb.Series) []string {
	unseen := map[string]bool{}
	for _, s := range result {
		for _, id := range s.TSUIDs {
			if !d.Seen[id] {
				unseen[id] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(unseen))
}

const (
	// sparseParts is how many windows a range has. While a range moves, they stay the same for sparseGrid windows.
	sparseParts = 60
	sparseGrid  = 10
	// maxIDBytes bounds the TSUIDs of a request to what an OpenTSDB accepts.
	maxIDBytes = 5 << 10
)

// MaxUnseen is how many series are measured by their TSUIDs.
const MaxUnseen = 1000

// SeriesProbe measures the sample interval of series given by their TSUIDs, in windows of a plan's full range.
type SeriesProbe struct {
	Request opentsdb.QueryRequest
	window  time.Duration
}

// ProbesOf returns the probes of series with these TSUIDs, as many as requests are needed.
func (p Plan) ProbesOf(ids []string, dialect *dialects.Dialect) []SeriesProbe {
	window := probeWindow(p.Shown.To.Sub(p.Shown.From) / sparseParts)
	var probes []SeriesProbe
	bytes := maxIDBytes
	for _, id := range ids {
		if bytes += len(id) + len(`"",`); bytes > maxIDBytes {
			bytes = len(id)
			probe := SeriesProbe{Request: p.probeRequest(floorTo(p.Shown.From, sparseGrid*window), ceilTo(p.Shown.To, sparseGrid*window), dialect), window: window}
			probe.Request.Queries = []opentsdb.SubQuery{{Aggregator: "none", Downsample: countDownsample(window, FillNone)}}
			probes = append(probes, probe)
		}
		sub := &probes[len(probes)-1].Request.Queries[0]
		sub.TSUIDs = append(sub.TSUIDs, id)
	}
	return probes
}

// Read reads the response. A series' sample interval is the time from its first window to its last, divided by its points.
func (p SeriesProbe) Read(response []opentsdb.Series) Density {
	found := Density{Sure: true}
	for _, s := range response {
		var points float64
		var first, last int64
		for _, point := range s.Points {
			if point.IsGap() || point.Value == 0 {
				continue
			}
			if points == 0 {
				first = point.TimeMs
			}
			points, last = points+point.Value, point.TimeMs
		}
		switch {
		case points == 1:
			found.TooSparse = true
		case points > 1 && first == last:
			found.SampleInterval = max(found.SampleInterval, p.window/time.Duration(points))
		case points > 1:
			apart := time.Duration(float64(last-first)/(points-1)) * time.Millisecond
			found.SampleInterval = max(found.SampleInterval, apart.Round(time.Second))
		}
	}
	return found
}

// NumberProbe asks for the number of series that have points, by window.
type NumberProbe struct {
	Request opentsdb.QueryRequest
	// Newest is the length of the range's newest part that it looks at; 0: all of it.
	Newest time.Duration
	// Points estimates how many points the server has to read for it.
	Points int64
}

// NumberProbe returns the probe of a plan's range up to now, or of its newest part that has no more than fewPoints. Its windows
// are at least the plan's interval, and long enough for every series of the known sample interval to have a point in each.
func (p Plan) NumberProbe(known Density, now time.Time, dialect *dialects.Dialect) NumberProbe {
	from, to := p.Shown.From, p.Shown.To
	if now.Before(to) {
		to = now
	}
	var newest time.Duration
	if known.PerSecond > 0 {
		if span := time.Duration(fewPoints / known.PerSecond * float64(time.Second)); span < to.Sub(from) {
			newest = max(buckets.RoundedDown(span).Duration(), time.Second)
			from = to.Add(-newest)
		}
	}
	window := max(probeWindow(to.Sub(from)/sparseParts), probeWindow(2*known.SampleInterval), p.Query.Downsample.Interval.Duration().Round(time.Second))
	request := p.probeRequest(floorTo(from, sparseGrid*window), floorTo(to, sparseGrid*window), dialect)
	request.Queries = []opentsdb.SubQuery{p.counts("count", window, dialect)}
	span := time.Duration(request.End-request.Start) * time.Millisecond
	return NumberProbe{request, newest, int64(known.PerSecond * span.Seconds())}
}

// Read reads the response. Where series begin or end, their number rises once and falls once. A number lower than some before and
// some after it, or one higher than both its neighbours, shows that series are missing from a window.
func (p NumberProbe) Read(response []opentsdb.Series) Density {
	var numbers []float64
	for _, s := range response {
		for _, point := range s.Points {
			if !point.IsGap() {
				numbers = append(numbers, point.Value)
			}
		}
	}
	return Density{Sure: true, TooSparse: hasDip(numbers) || hasPeak(numbers), Newest: p.Newest}
}

func hasDip(numbers []float64) bool {
	for i := 1; i < len(numbers)-1; i++ {
		if numbers[i] < min(slices.Max(numbers[:i]), slices.Max(numbers[i+1:])) {
			return true
		}
	}
	return false
}

func hasPeak(numbers []float64) bool {
	for i := 1; i < len(numbers)-1; i++ {
		if numbers[i] > max(numbers[i-1], numbers[i+1]) {
			return true
		}
	}
	return false
}
