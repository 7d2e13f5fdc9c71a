package query

import "time"

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
	case "sum", "zimsum", "count", "pfsum", "squareSum", "mult", "diff":
		return true
	}
	return false
}

// Density is how densely series have points.
type Density struct {
	// SampleInterval is the distance of points in the sparsest series, or a little more; 0: there are no points.
	SampleInterval time.Duration
	// Sure is false where some series may have points further apart: where that couldn't be told, as series begin and end.
	Sure bool
	// Lone says that some series have points so far apart, or so few, that any interval within the range may miss them.
	Lone bool
	// Newest is the part of the range, its newest, in which sparse series were looked for; 0: all of it.
	Newest time.Duration
	// Series is how many series have points, PerSecond how many points all of them have in a second, at least; 0: not known.
	Series    int64
	PerSecond float64
	// Seen are the series whose points were looked at, by the server's identifiers; nil where it doesn't tell them.
	Seen map[string]bool
}

// Empty says that there are no points.
func (d Density) Empty() bool { return d.SampleInterval == 0 && d.Series == 0 && !d.Sure }

// With is what is known once other series of the same query were looked at, too.
func (d Density) With(others Density) Density {
	d.SampleInterval = max(d.SampleInterval, others.SampleInterval)
	d.Lone = d.Lone || others.Lone
	d.Newest = max(d.Newest, others.Newest)
	return d
}

// MinFor is the shortest interval in which every series has a point, by the distance of its points. Collectors are late now
// and then: where a series that is missed would be missing from a sum, or leave two rates out, there is time for that.
func (p Plan) MinFor(sampleInterval time.Duration) time.Duration {
	if p.CountsSeries() || p.Query.Rate {
		return 2 * sampleInterval
	}
	return sampleInterval
}

// lengthenParts is how many buckets a range has at least that is shown in a longer interval for its sparse series.
const lengthenParts = 4

// MaxLengthened is the longest interval that an auto interval becomes for series that are sparser than the others: with a longer
// one there would be no graph left.
func (p Plan) MaxLengthened() time.Duration { return p.Shown.To.Sub(p.Shown.From) / lengthenParts }
