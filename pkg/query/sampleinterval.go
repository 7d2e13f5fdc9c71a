package query

import (
	"math"
	"slices"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query/buckets"
)

// An aggregate that leaves gaps counts in each bucket only the series that have a point there. Where buckets are shorter
// than the distance of some series' points, their sample interval, its numbers are those of fewer series than there are.
// So an auto interval is at least the sample interval of the sparsest series, which probes tell.

// DependsOnSampleInterval says whether a plan's numbers are wrong where its interval is shorter than the sample interval of
// some of its series.
func (p Plan) DependsOnSampleInterval() bool {
	d := p.Query.Downsample
	return d != nil && d.FillPolicy == FillGaps && !d.Calendar && !d.Interval.All && p.Query.Aggregator != "none"
}

// CountsSeries says whether a series that is missed in a bucket is missing from the bucket's number, and not merely from an
// average or an extreme.
func (p Plan) CountsSeries() bool {
	switch p.Query.Aggregator {
	case "sum", "zimsum", "count", "pfsum", "squareSum":
		return true
	}
	return false
}

// Probe asks a server, in few numbers, how densely the series of a plan have points: for each of its windows the number of
// points of the series that has the fewest, and the number of series that have any; or the number of points of each.
type Probe struct {
	Request opentsdb.QueryRequest
	// MaxSeries is how many series the response can hold; 0: as many as the query selects.
	MaxSeries int
	window    time.Duration
	at        dialects.BucketTimestamp
	// recent says that the windows are the newest of the range.
	recent bool
	// each says that each series' points are told, and not merely the fewest and the number of series.
	each bool
}

// Of the probes of one range: a few windows of its newest twelfth first, then longer ones of all of it.
const (
	recentWindows = 10
	recentParts   = 120 // of the range, of which the newest windows are looked at
	longParts     = 240 // the same of a long range, where reading a twelfth would take too long
	longestRecent = time.Hour
	fineParts     = 20
	coarseParts   = 5
)

// Probes are those to make of a plan's range one after the other, until one is sure. They read at most what lies in the
// range, and nothing later than now; for a moving range they stay the same for a while.
func (p Plan) Probes(now time.Time, dialect *dialects.Dialect) []Probe {
	from, to := p.Shown.From, p.Shown.To
	if now.Before(to) {
		to = now
	}
	span := to.Sub(from)
	if span <= 0 {
		return nil
	}
	window := probeWindow(span / recentParts)
	if p.IsLong() {
		window = probeWindow(min(span/longParts, longestRecent))
	}
	end := floorTo(to, recentWindows*window)
	newest := p.probe(end.Add(-recentWindows*window), end, window, dialect)
	newest.recent = true
	probes := []Probe{newest}
	for _, parts := range []time.Duration{fineParts, coarseParts} {
		window := probeWindow(span / parts)
		probes = append(probes, p.probe(floorTo(from, window), ceilTo(to, window), window, dialect))
	}
	return probes
}

// probeWindow is a round length of at least so long, and of whole seconds.
func probeWindow(atLeast time.Duration) time.Duration {
	return buckets.Auto{Interval: atLeast, Resolution: time.Second}.Round().Duration()
}

func (p Plan) probe(from, to time.Time, window time.Duration, dialect *dialects.Dialect) Probe {
	request := opentsdb.QueryRequest{
		Start: from.UnixMilli(), End: to.UnixMilli(),
		ShowQuery: dialect.QueryIndex, ShowStats: !dialect.QueryIndex, MSResolution: p.Request.MSResolution, NoAnnotations: dialect.Annotations,
	}
	if dialect.BucketTimestamp == dialects.AtStart {
		request.End-- // a range's end is included
	}
	aggregators := []string{"min", "count"}
	maxSeries := len(aggregators)
	each := eachSeriesDownsampled(dialect)
	if each {
		aggregators, maxSeries = []string{"none"}, 0
	}
	for _, aggregator := range aggregators {
		fill, _ := dialect.LeaveGaps(aggregator, false)
		sub := p.Request.Queries[0]
		sub.Aggregator = fill.Aggregator
		sub.Downsample = (buckets.Interval{Count: int64(window / time.Second), Unit: "s"}).String() + "-count-" + fill.FillPolicy
		sub.Rate, sub.RateOptions, sub.Percentiles = false, nil, nil
		sub.Filters = slices.Clone(sub.Filters)
		for i := range sub.Filters {
			sub.Filters[i].GroupBy = false
		}
		request.Queries = append(request.Queries, sub)
	}
	return Probe{Request: request, window: window, at: dialect.BucketTimestamp, each: each, MaxSeries: maxSeries}
}

// eachSeriesDownsampled says whether a server downsamples series that it doesn't aggregate: their counts then take one reading
// of the points, where the fewest and the number of series take two.
func eachSeriesDownsampled(dialect *dialects.Dialect) bool {
	return dialect.RawAggregates && !slices.Contains(dialect.Lacks, "none")
}

// Density is how densely series have points.
type Density struct {
	// SampleInterval is the distance of points in the sparsest series, or a little more; 0: there are no points.
	SampleInterval time.Duration
	// Sure is false where some series may have points further apart: where that couldn't be told, as series begin and end.
	Sure bool
	// Series is how many series have points, PerSecond how many points all of them have in a second, at least; 0: not known.
	Series    int64
	PerSecond float64
}

// Empty says that there are no points.
func (d Density) Empty() bool { return d == Density{} }

// dense is how many points in each window say that a series can't be missing from a bucket of that length.
const dense = 2

// Read reads the response to a probe. It is sure where the same number of series has points in every window: none is sparser
// than the windows are long. A short window of the newest points is sure, too, where every series has several points in it;
// in a longer one that may be a series that began or ended there.
func (p Probe) Read(response []opentsdb.Series) Density {
	points, counts := p.windows(response)
	if len(points) == 0 {
		return Density{}
	}
	found := Density{SampleInterval: p.window, Series: int64(slices.Max(counts))}
	for i := range counts {
		found.PerSecond += counts[i] * points[i] / p.window.Seconds() / float64(len(counts))
	}
	if slices.Min(counts) == slices.Max(counts) || p.recent && slices.Min(points) >= dense {
		found.SampleInterval, found.Sure = p.distance(points), true
	}
	return found
}

// windows gives the fewest points of a series, and the number of series, by window, from the first window with points to the
// last. The last of the range is left out where others remain, since it may still wait for points, and so is the first, which
// may begin before the range.
func (p Probe) windows(response []opentsdb.Series) (points, counts []float64) {
	fewest, series := map[int64]float64{}, map[int64]float64{}
	for _, s := range response {
		for _, point := range s.Points {
			switch ms, n := point.TimeMs, point.Value; {
			case point.IsGap() || n == 0:
			case !p.each && s.Index == 1:
				series[ms] = n
			case !p.each:
				fewest[ms] = n
			default:
				if least, known := fewest[ms]; !known || n < least {
					fewest[ms] = n
				}
				series[ms]++
			}
		}
	}
	step := p.window.Milliseconds()
	start := p.Request.Start
	if p.at == dialects.AtEnd {
		start += step
	}
	for ms := start; ms <= p.Request.End; ms += step {
		points, counts = append(points, fewest[ms]), append(counts, series[ms])
	}
	if n := len(points); n > 4 {
		first := 1
		if p.recent {
			first = 0
		}
		points, counts = points[first:n-1], counts[first:n-1]
	}
	isEmpty := func(n float64) bool { return n == 0 }
	first := slices.IndexFunc(counts, func(n float64) bool { return !isEmpty(n) })
	if first < 0 {
		return nil, nil
	}
	last := len(counts) - 1
	for isEmpty(counts[last]) {
		last--
	}
	return points[first : last+1], counts[first : last+1]
}

// distance of points that the sparsest series has so many of in each window.
func (p Probe) distance(points []float64) time.Duration {
	var total float64
	for _, n := range points {
		total += n
	}
	perWindow := total / float64(len(points))
	return time.Duration(math.Round(float64(p.window)/perWindow/float64(time.Second))) * time.Second
}

// MinFor is the shortest interval in which every series has a point, by the distance of its points. Collectors are late now
// and then: where a series that is missed would be missing from a sum, or leave two rates out, there is time for that.
func (p Plan) MinFor(sampleInterval time.Duration) time.Duration {
	if p.CountsSeries() || p.Query.Rate {
		return 2 * sampleInterval
	}
	return sampleInterval
}
