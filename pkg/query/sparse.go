package query

import (
	"maps"
	"slices"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query/buckets"
)

// Probes look at a part of the range, in which a series has no point whose points are further apart. Such series are found by
// a look at all of it: where a server identifies the series that are in a result, at those alone which no probe saw; elsewhere at
// the number of series that have points, as long as they are few.

// IdentifySeries makes a plan ask the server which series are in its result, where it can tell.
func (p *Plan) IdentifySeries(dialect *dialects.Dialect) {
	p.Request.ShowTSUIDs = eachSeriesDownsampled(dialect) && dialect.SeriesIDs
}

// Unseen are the series of a result that no probe looked at, by the server's identifiers.
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
	// sparseParts is how many windows of a range are looked at. For a moving range they stay the same for sparseGrid windows.
	sparseParts = 60
	sparseGrid  = 10
	// maxIDBytes bounds the identifiers in a request, as long as an OpenTSDB takes.
	maxIDBytes = 5 << 10
)

// MaxUnseen is how many series are looked at by themselves.
const MaxUnseen = 1000

// SeriesProbe asks how many points some series have, in windows of a plan's whole range.
type SeriesProbe struct {
	Request opentsdb.QueryRequest
	window  time.Duration
}

// ProbesOf are those of series with these identifiers.
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

// Read reads the response: the distance of points is that from a series' first point to its last, over their number.
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
			found.Lone = true
		case points > 1 && first == last:
			found.SampleInterval = max(found.SampleInterval, p.window/time.Duration(points))
		case points > 1:
			apart := time.Duration(float64(last-first)/(points-1)) * time.Millisecond
			found.SampleInterval = max(found.SampleInterval, apart.Round(time.Second))
		}
	}
	return found
}

// NumberProbe asks for the number of series that have points, in windows of the plan's range.
type NumberProbe struct {
	Request opentsdb.QueryRequest
	// Newest is how much of the range it looks at, its newest part; 0: all of it.
	Newest time.Duration
	// Points is about how many points the server has to read for it.
	Points int64
}

// NumberProbe is that of a plan's range up to now, or of as much of its newest part as has few points to read. Its windows are
// the plan's intervals, or longer ones, in which every series has a point whose points aren't further apart than known.
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

// Read reads the response. Series that begin or end make the number rise and fall once; where it falls between windows that have
// more, or one window has more than those around it, series are missing from those.
func (p NumberProbe) Read(response []opentsdb.Series) Density {
	var numbers []float64
	for _, s := range response {
		for _, point := range s.Points {
			if !point.IsGap() {
				numbers = append(numbers, point.Value)
			}
		}
	}
	return Density{Sure: true, Lone: hasDip(numbers) || hasPeak(numbers), Newest: p.Newest}
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
