package query

import "time"

// An aggregate with gaps counts in each bucket only the series that have a point there. Where buckets are shorter than the sample
// interval of some series, those are missing from some buckets. So an auto interval is at least the sample interval of the
// sparsest series, which probes measure.

// DependsOnSampleInterval says whether a plan's numbers are wrong where its interval is shorter than the sample interval of
// some of its series.
func (p Plan) DependsOnSampleInterval() bool {
	d := p.Query.Downsample
	return d != nil && d.FillPolicy == FillGaps && !d.Calendar && !d.Interval.All && p.Query.Aggregator != "none"
}

// CountsSeries says whether the result is wrong in a bucket that a series is missing from, as a sum is; an average or a maximum
// hardly changes.
func (p Plan) CountsSeries() bool {
	switch p.Query.Aggregator {
	case "sum", "zimsum", "count", "pfsum", "squareSum", "mult", "diff":
		return true
	}
	return false
}

// Density is how densely series have points.
type Density struct {
	// SampleInterval is that of the sparsest series, or a little longer; 0: there are no points.
	SampleInterval time.Duration
	// Sure is false where some series may have a longer sample interval, since it couldn't be measured.
	Sure bool
	// TooSparse says that some series have so few points that any interval within the range may miss them, or that this could
	// not be ruled out.
	TooSparse bool
	// Newest is the length of the range's newest part that was searched for sparse series; 0: all of the range was.
	Newest time.Duration
	// Series is how many series have points; PerSecond is how many points a second all of them have, at least; 0: not known.
	Series    int64
	PerSecond float64
	// Seen are the TSUIDs of the series that were measured; nil where the server doesn't send TSUIDs.
	Seen map[string]bool
}

// Empty says that there are no points.
func (d Density) Empty() bool { return d.SampleInterval == 0 && d.Series == 0 && !d.Sure }

// With adds what was measured of other series of the same query.
func (d Density) With(others Density) Density {
	d.SampleInterval = max(d.SampleInterval, others.SampleInterval)
	d.TooSparse = d.TooSparse || others.TooSparse
	d.Newest = max(d.Newest, others.Newest)
	return d
}

// MinFor returns the shortest interval in which every series has a point. It is twice the sample interval for sums, counts and
// rates, so that a point that arrives late isn't missed: a sum would be too low, and two rates would be missing.
func (p Plan) MinFor(sampleInterval time.Duration) time.Duration {
	if p.CountsSeries() || p.Query.Rate {
		return 2 * sampleInterval
	}
	return sampleInterval
}

// lengthenParts is how many buckets remain, at least, when an auto interval is lengthened for sparse series.
const lengthenParts = 4

// MaxLengthened returns how long an auto interval may become for series that are sparser than the others: a longer one would
// leave no graph.
func (p Plan) MaxLengthened() time.Duration { return p.Shown.To.Sub(p.Shown.From) / lengthenParts }
