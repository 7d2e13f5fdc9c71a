package query

import (
	"slices"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query/buckets"
)

// Probe measures how densely the series of a plan have points, with a small response. For each of its windows it asks for the
// number of points of each series. Where a server can't downsample without aggregating, it asks for two numbers instead: the
// points of the series with the fewest, and how many series have any.
type Probe struct {
	Request opentsdb.QueryRequest
	// MaxSeries bounds the series of the response; 0: as many as the query selects.
	MaxSeries int
	window    time.Duration
	at        dialects.BucketTimestamp
	// recent says that the windows lie in a short, usually the newest, part of the range.
	recent bool
	// each says that the response counts each series' points, and not merely the fewest and the number of series.
	each bool
	// identified says that the server names the series of a result (showTSUIDs), so that some can be measured later.
	identified bool
}

// The windows of the probes of a range: a few short ones of its newest part, then longer ones of all of it.
const (
	recentParts   = 120 // the length of a newest window is the range over this
	longParts     = 240 // the same for a long range, where reading more would take too long
	longestRecent = time.Hour
	fineParts     = 20
	coarseParts   = 5
	// The number of the newest windows: where one sub-query reads the points, and where two do.
	recentWindows      = 10
	recentWindowsTwice = 5
	// youngWindows is how many windows a row of storage needs to hold already; a younger one is passed over.
	youngWindows = 3
	// manyRows is from how many rows in a range on an older row, surely compacted, is read instead of the newest.
	manyRows = 4
)

// Probes returns the probes of a plan's range, to be made one after the other until one is sure. They read nothing outside the
// range or after now. While a range moves, they stay the same for a while, so that their results can be cached.
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

// newest returns the probe of the newest windows. A server that stores points in rows reads a whole row to give any of it, so all
// windows lie in one row: the newest, unless it has just begun. If the range has many rows, an older one is cheaper: the server
// compacts rows some time after they end, and reading one before that costs up to three times as much. A probe stays a window
// away from a row's end, since the server reads up to the end of the window after the last (TsdbQuery.getScanEndTimeSeconds).
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

// probeWindow rounds a length up to a round one of whole seconds.
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

// counts returns the sub-query for the number of points per window, of all series of the plan, ungrouped.
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

// eachSeriesDownsampled says whether a server can downsample without aggregating. A probe then reads the points once; otherwise
// twice, by two sub-queries.
func eachSeriesDownsampled(dialect *dialects.Dialect) bool {
	return dialect.RawAggregates && !slices.Contains(dialect.Lacks, "none")
}

const (
	// densePoints is how many points a window needs to show, by itself, that a series has points at least as often.
	densePoints = 2
	// steadyWindows is how many windows with one point each show it, too: a series with a sample interval a few percent longer
	// than the windows misses one of so many.
	steadyWindows = 8
)

// Read reads the response to a probe. The result is sure if no series can be sparser than the windows are long: each has a point
// in every window or, where it began or ended there, several in every window from its first to its last. The newest windows are
// few, so each needs several points there, unless there are steadyWindows. An empty window at their edge is no sign that a
// series began or ended: it may as well be sparser. Where the server names the series of a result, a few unsure ones are left to
// be measured by themselves.
func (p Probe) Read(response []opentsdb.Series) Density {
	if p.each {
		return p.readEach(response)
	}
	points, counts := p.fewest(response)
	first, last := occupied(counts)
	if last < 0 {
		return Density{}
	}
	active := counts[first : last+1]
	found := Density{SampleInterval: p.window, Series: int64(slices.Max(active))}
	for i, n := range active {
		found.PerSecond += n * points[first+i] / p.window.Seconds() / float64(len(active))
	}
	if !p.recent {
		// A window's minimum leaves out the series without a point in it, so all windows need the same number of series.
		if slices.Min(active) < slices.Max(active) {
			return found
		}
		points = points[first : last+1]
	}
	if sampleInterval, sure := p.sampleIntervalOf(points); sure {
		found.SampleInterval, found.Sure = sampleInterval, true
	}
	return found
}

// unsureOneIn bounds the unsure series that are left to be measured by themselves: one in so many.
const unsureOneIn = 10

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
		if !p.recent {
			counts = counts[first : last+1]
		}
		sampleInterval, sure := p.sampleIntervalOf(counts)
		if !sure {
			unsure++
			continue
		}
		found.SampleInterval = max(found.SampleInterval, sampleInterval)
		if p.identified {
			found.Seen[ids[i]] = true
		}
	}
	for _, counts := range series {
		for _, n := range counts {
			found.PerSecond += n / p.window.Seconds() / float64(last-first+1)
		}
	}
	found.Sure = unsure == 0 || p.identified && p.recent && unsure*unsureOneIn <= len(series)
	if !found.Sure {
		found.SampleInterval = p.window
	}
	return found
}

// sampleIntervalOf returns a series' sample interval by its counts per window; false where they don't show it.
func (p Probe) sampleIntervalOf(counts []float64) (time.Duration, bool) {
	first, last := occupied(counts)
	if last < 0 {
		return 0, false
	}
	active := counts[first : last+1]
	if slices.Contains(active, 0) {
		return 0, false
	}
	beganOrEnded := len(active) < len(counts)
	isShort := p.recent && len(counts) < steadyWindows
	switch {
	case (beganOrEnded || isShort) && slices.Min(active) < densePoints:
		return 0, false
	case beganOrEnded && len(active) < steadyWindows:
		return p.maxSampleInterval(active), true
	case beganOrEnded:
		active = active[1 : len(active)-1] // the first and last may hold only a part of its points
	}
	return p.sampleInterval(active), true
}

// occupied returns the first and the last window with points; -1: there is none.
func occupied(counts []float64) (first, last int) {
	first = slices.IndexFunc(counts, func(n float64) bool { return n > 0 })
	for last = len(counts) - 1; last >= 0 && counts[last] == 0; {
		last--
	}
	return first, last
}

// windows returns the timestamps of the windows that are evaluated. If enough remain, the last is left out, as more points may
// arrive in it, and so is the first of a probe of the full range, as it may begin before the range.
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

// countsOf returns a series' number of points by window.
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

// fewest returns the points of the series with the fewest, and the number of series, by window.
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
	return points, counts
}

// sampleInterval returns the average interval between points, in whole seconds, by their number in each window.
func (p Probe) sampleInterval(points []float64) time.Duration {
	return wholeSeconds(float64(len(points)) * float64(p.window) / sumOf(points))
}

// maxSampleInterval returns the longest interval that leaves so many points in windows, in whole seconds. It is used where a few
// windows hold all the points.
func (p Probe) maxSampleInterval(points []float64) time.Duration {
	return wholeSeconds(float64(len(points)) * float64(p.window) / (sumOf(points) - 1))
}

func wholeSeconds(d float64) time.Duration { return time.Duration(d).Round(time.Second) }

func sumOf(values []float64) (sum float64) {
	for _, v := range values {
		sum += v
	}
	return sum
}
