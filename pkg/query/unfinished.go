package query

import (
	"slices"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

// Hidden says which buckets were left out because they aren't over.
type Hidden struct {
	// From is the timestamp of the first; zero: none was.
	From time.Time
}

// HideUnfinished leaves out the buckets that aren't over at the time now, if their value depends on how full they are, or their
// timestamp is after the range's end; then series without points. With `unfinishedInterval: show` the buckets stay, with
// timestamps up to the range's end. The given series aren't changed.
func (p Plan) HideUnfinished(series []opentsdb.Series, now time.Time) ([]opentsdb.Series, Hidden) {
	finished := make([]opentsdb.Series, 0, len(series))
	d := p.Query.Downsample
	if d == nil || d.Interval.All || !p.bucketEnd(p.lastTimestamp(series)).After(now) {
		for _, s := range series {
			if len(s.Points) > 0 {
				finished = append(finished, s)
			}
		}
		return finished, Hidden{}
	}
	var hidden Hidden
	for _, s := range series {
		n := len(s.Points)
		for n > 0 && p.bucketEnd(s.Points[n-1].TimeMs).After(now) && p.hides(s.Points[n-1].TimeMs) {
			n--
			if at := time.UnixMilli(s.Points[n].TimeMs).UTC(); hidden.From.IsZero() || at.Before(hidden.From) {
				hidden.From = at
			}
		}
		s.Points = s.Points[:n:n]
		if n > 0 {
			finished = append(finished, p.withinRange(s))
		}
	}
	return finished, hidden
}

// hides says whether an unfinished bucket is left out.
func (p Plan) hides(timestamp int64) bool {
	if p.Query.ShowUnfinished {
		return false
	}
	return p.dependsOnFullness() || timestamp > p.rangeEnd()
}

// rangeEnd returns the range's end in ms, shifted as functions shift the fetched range.
func (p Plan) rangeEnd() int64 {
	return p.Range.To.UnixMilli() + p.Buckets.To.UnixMilli() - p.Shown.To.UnixMilli()
}

// withinRange sets the timestamp of an unfinished bucket that is shown to the range's end, where it is after that.
func (p Plan) withinRange(s opentsdb.Series) opentsdb.Series {
	last := len(s.Points) - 1
	if end := p.rangeEnd(); p.Query.ShowUnfinished && s.Points[last].TimeMs > end {
		s.Points = slices.Clone(s.Points)
		s.Points[last].TimeMs = end
	}
	return s
}

func (p Plan) dependsOnFullness() bool {
	return p.Query.Rate || growsWithPoints(p.Query.Downsample.Aggregator) || growsWithPoints(p.Query.Aggregator)
}

// growsWithPoints says whether an aggregator's value depends on how many points there are.
func growsWithPoints(aggregator string) bool {
	switch aggregator {
	case "sum", "zimsum", "count", "diff", "mult", "pfsum", "squareSum":
		return true
	}
	return false
}

// bucketEnd is the end of the bucket with a timestamp in ms.
func (p Plan) bucketEnd(timestamp int64) time.Time {
	t := time.UnixMilli(timestamp).UTC()
	if p.BucketTimestamp == dialects.AtEnd {
		return t
	}
	return p.Query.Downsample.Buckets().Next(t)
}

func (p Plan) lastTimestamp(series []opentsdb.Series) int64 {
	last := p.Range.From.UnixMilli()
	for _, s := range series {
		if n := len(s.Points); n > 0 {
			last = max(last, s.Points[n-1].TimeMs)
		}
	}
	return last
}
