package query

import (
	"math"
	"slices"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query/buckets"
)

// Probe asks a server, in few numbers, how densely the series of a plan have points: for each of its windows the number of
// points of each series; or, where a server doesn't downsample series that it doesn't aggregate, that of the series with the
// fewest, and the number of series that have any.
type Probe struct {
	Request opentsdb.QueryRequest
	// MaxSeries is how many series the response can hold; 0: as many as the query selects.
	MaxSeries int
	window    time.Duration
	at        dialects.BucketTimestamp
	// recent says that the windows are the newest of the range, or as good.
	recent bool
	// each says that each series' points are told, and not merely the fewest and the number of series.
	each bool
	// identified says that the server identifies the series that are in a result, so that a few may be measured later.
	identified bool
}

// Of the probes of one range: a few windows of its newest part first, then longer ones of all of it.
const (
	recentParts   = 120 // of the range: the length of the newest windows
	longParts     = 240 // the same of a long range, where reading so much would take too long
	longestRecent = time.Hour
	fineParts     = 20
	coarseParts   = 5
	// The number of the newest windows: of points that are read once, and of points that two sub-queries read.
	recentWindows      = 10
	recentWindowsTwice = 5
	// youngWindows is how many of them there are at least in a row of storage that has just begun.
	youngWindows = 3
	// manyRows are the rows of a range in which one that is surely compacted costs less than the newest.
	manyRows = 4
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
	probes := []Probe{p.newest(from, to, dialect)}
	for _, parts := range []time.Duration{fineParts, coarseParts} {
		window := probeWindow(span / parts)
		probes = append(probes, p.probe(floorTo(from, window), ceilTo(to, window), window, dialect))
	}
	return probes
}

// newest is the probe of the newest windows. Where points are stored in rows, of which a server reads all to give any, it
// takes windows of one row alone: the newest, unless that has just begun, or the range has so many that it is cheaper to read
// an older one: it compacts rows some time after they ended, and one that wasn't yet costs it up to three times as much. A
// probe keeps a window away from a row's end, since the server reads up to the end of the window after the last
// (TsdbQuery.getScanEndTimeSeconds).
func (p Plan) newest(from, to time.Time, dialect *dialects.Dialect) Probe {
	span := to.Sub(from)
	window := probeWindow(span / recentParts)
	if p.IsLong() {
		window = probeWindow(min(span/longParts, longestRecent))
	}
	windows := time.Duration(recentWindows)
	if !eachSeriesDownsampled(dialect) {
		windows = recentWindowsTwice
	}
	if row := p.rowLength; windows*window > row && windows*window <= 3*row {
		window = min(window, 5*time.Minute) // one row says as much as two or three
	}
	length := windows * window
	end := floorTo(to, length)
	begin := end.Add(-length)
	if row := p.rowLength; row > length {
		newest := floorTo(to, row)
		age := to.Sub(newest)
		switch isYoung := age < youngWindows*window; {
		case span >= manyRows*row && (isYoung || age > row/2):
			begin = newest.Add(-3 * row)
			end = begin.Add(length)
		case isYoung:
			end = newest.Add(-window)
			begin = end.Add(-length)
		case age < length:
			begin = newest
			end = begin.Add(age / window * window)
		default:
			end = newest.Add(age / length * length)
			begin = end.Add(-length)
		}
	}
	newest := p.probe(begin, end, window, dialect)
	newest.recent = true
	return newest
}

// probeWindow is a round length of at least so long, and of whole seconds.
func probeWindow(atLeast time.Duration) time.Duration {
	return buckets.Auto{Interval: atLeast, Resolution: time.Second}.Round().Duration()
}

func (p Plan) probe(from, to time.Time, window time.Duration, dialect *dialects.Dialect) Probe {
	each := eachSeriesDownsampled(dialect)
	probe := Probe{window: window, at: dialect.BucketTimestamp, each: each, identified: each && dialect.SeriesIDs, MaxSeries: 2}
	aggregators := []string{"min", "count"}
	if each {
		aggregators, probe.MaxSeries = []string{"none"}, 0
	}
	probe.Request = p.probeRequest(from, to, dialect)
	probe.Request.ShowTSUIDs = probe.identified
	for _, aggregator := range aggregators {
		probe.Request.Queries = append(probe.Request.Queries, p.counts(aggregator, window, dialect))
	}
	return probe
}

func (p Plan) probeRequest(from, to time.Time, dialect *dialects.Dialect) opentsdb.QueryRequest {
	request := opentsdb.QueryRequest{
		Start: from.UnixMilli(), End: to.UnixMilli(),
		ShowQuery: dialect.QueryIndex, ShowStats: !dialect.QueryIndex, MSResolution: p.Request.MSResolution, NoAnnotations: dialect.Annotations,
	}
	if dialect.BucketTimestamp == dialects.AtStart {
		request.End-- // a range's end is included
	}
	return request
}

// counts asks for the numbers of points in windows, of all series of the plan, ungrouped.
func (p Plan) counts(aggregator string, window time.Duration, dialect *dialects.Dialect) opentsdb.SubQuery {
	fill, _ := dialect.LeaveGaps(aggregator, false)
	sub := p.Request.Queries[0]
	sub.Aggregator = fill.Aggregator
	sub.Downsample = countDownsample(window, fill.FillPolicy)
	sub.Rate, sub.RateOptions, sub.Percentiles = false, nil, nil
	sub.Filters = slices.Clone(sub.Filters)
	for i := range sub.Filters {
		sub.Filters[i].GroupBy = false
	}
	return sub
}

func countDownsample(window time.Duration, fillPolicy string) string {
	return (buckets.Interval{Count: int64(window / time.Second), Unit: "s"}).String() + "-count-" + fillPolicy
}

// eachSeriesDownsampled says whether a server downsamples series that it doesn't aggregate: their counts then take one reading
// of the points, where the fewest and the number of series take two.
func eachSeriesDownsampled(dialect *dialects.Dialect) bool {
	return dialect.RawAggregates && !slices.Contains(dialect.Lacks, "none")
}

// dense is how many points in each window say that a series can't be missing from a bucket of that length.
const dense = 2

// Read reads the response to a probe. It is sure where it can tell of every series that it isn't sparser than the windows are
// long: where it has a point in each window, or, of one that began or ended there, several in each from its first to its last.
// A single one of the newest windows says it only with several points: the next may be as far away as it likes. A few series of
// which it can't be told are left to be measured by themselves where the server identifies series.
func (p Probe) Read(response []opentsdb.Series) Density {
	if p.each {
		return p.readEach(response)
	}
	points, counts := p.fewest(response)
	if len(points) == 0 {
		return Density{}
	}
	found := Density{SampleInterval: p.window, Series: int64(slices.Max(counts))}
	for i := range counts {
		found.PerSecond += counts[i] * points[i] / p.window.Seconds() / float64(len(counts))
	}
	isLone := p.recent && len(points) == 1
	if !isLone && slices.Min(counts) == slices.Max(counts) || p.recent && slices.Min(points) >= dense {
		found.SampleInterval, found.Sure = p.distance(points), true
	}
	return found
}

// few is the share of series that may be measured by themselves, as one of so many.
const few = 10

func (p Probe) readEach(response []opentsdb.Series) Density {
	first, last := len(p.windows()), -1
	series := make([][]float64, 0, len(response))
	var ids []string
	for _, s := range response {
		counts := p.countsOf(s)
		from, to := occupied(counts)
		if to < 0 {
			continue
		}
		first, last = min(first, from), max(last, to)
		series = append(series, counts)
		id := ""
		if len(s.TSUIDs) == 1 {
			id = s.TSUIDs[0]
		}
		ids = append(ids, id)
	}
	if len(series) == 0 {
		return Density{}
	}
	found := Density{Series: int64(len(series))}
	if p.identified {
		found.Seen = make(map[string]bool, len(ids))
	}
	unsure := 0
	for i, counts := range series {
		distance, sure := p.distanceOf(counts[first : last+1])
		if !sure {
			unsure++
			continue
		}
		found.SampleInterval = max(found.SampleInterval, distance)
		if p.identified {
			found.Seen[ids[i]] = true
		}
	}
	for _, counts := range series {
		for _, n := range counts {
			found.PerSecond += n / p.window.Seconds() / float64(last-first+1)
		}
	}
	found.Sure = unsure == 0 || p.identified && p.recent && unsure*few <= len(series)
	if !found.Sure {
		found.SampleInterval = p.window
	}
	return found
}

// distanceOf is the distance of a series' points, by its counts in windows; false where that can't be told.
func (p Probe) distanceOf(counts []float64) (time.Duration, bool) {
	first, last := occupied(counts)
	if last < 0 {
		return 0, false
	}
	active := counts[first : last+1]
	if slices.Contains(active, 0) {
		return 0, false
	}
	if len(active) < len(counts) || p.recent && len(active) == 1 {
		if slices.Min(active) < dense {
			return 0, false
		}
		if len(active) > 2 {
			active = active[1 : len(active)-1] // it began and ended within those
		}
	}
	return p.distance(active), true
}

// occupied are the first and the last window with points; -1: there is none.
func occupied(counts []float64) (first, last int) {
	first = slices.IndexFunc(counts, func(n float64) bool { return n > 0 })
	for last = len(counts) - 1; last >= 0 && counts[last] == 0; {
		last--
	}
	return first, last
}

// windows are the timestamps of those that are read. The last of the range is left out where others remain, since it may
// still wait for points, and so is the first of all of a range, which may begin before it.
func (p Probe) windows() []int64 {
	step := p.window.Milliseconds()
	start := p.Request.Start
	if p.at == dialects.AtEnd {
		start += step
	}
	var windows []int64
	for ms := start; ms <= p.Request.End; ms += step {
		windows = append(windows, ms)
	}
	if n := len(windows); n > 4 {
		windows = windows[:n-1]
		if !p.recent {
			windows = windows[1:]
		}
	}
	return windows
}

// countsOf are a series' numbers of points by window.
func (p Probe) countsOf(s opentsdb.Series) []float64 {
	windows := p.windows()
	counts := make([]float64, len(windows))
	for _, point := range s.Points {
		if i := int((point.TimeMs - windows[0]) / p.window.Milliseconds()); !point.IsGap() && point.TimeMs >= windows[0] && i < len(counts) {
			counts[i] += point.Value
		}
	}
	return counts
}

// fewest gives the fewest points of a series, and the number of series, by window, from the first window with points to the
// last.
func (p Probe) fewest(response []opentsdb.Series) (points, counts []float64) {
	points, counts = make([]float64, len(p.windows())), make([]float64, len(p.windows()))
	for _, s := range response {
		into := points
		if s.Index == 1 {
			into = counts
		}
		for i, n := range p.countsOf(s) {
			into[i] += n
		}
	}
	first, last := occupied(counts)
	if last < 0 {
		return nil, nil
	}
	return points[first : last+1], counts[first : last+1]
}

// distance of points of a series that has so many of them in each window.
func (p Probe) distance(points []float64) time.Duration {
	var total float64
	for _, n := range points {
		total += n
	}
	perWindow := total / float64(len(points))
	return time.Duration(math.Round(float64(p.window)/perWindow/float64(time.Second))) * time.Second
}
