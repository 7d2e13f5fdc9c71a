package query

import (
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

// Slice is a part of a plan's range, in ms since 1970, both ends included, as a request has it.
type Slice struct{ Start, End int64 }

// Points that a server reads for one request. As measured, the gateway of OVH Metrics reads 1.5 million a second, responds to two
// concurrent requests of half the points in half the time, and fails at 20 million.
const (
	// fewPoints are read so fast that slices wouldn't help.
	fewPoints = 1_000_000
	// manyPoints bounds the points of a slice, to stay far below the servers' limits.
	manyPoints = 4_000_000
	// fastSlices is how many slices a range has that could also be fetched by one request.
	fastSlices = 4
	// maxSlices bounds the requests of one query.
	maxSlices = 32
	// rowsOfSlice is how many rows of storage a slice has at least, as OpenTSDB reads one more row than the slice has. Slices of
	// what the server refused may be shorter.
	rowsOfSlice = 12
)

// Slices divides the request's range from start (ms) on into slices of whole buckets, in the order of time. There is only one
// where the result can't be joined from slices, or the server has few points to read, as far as known says.
func (p Plan) Slices(start int64, known Density) []Slice {
	whole := Slice{start, p.Request.End}
	if !p.Joinable {
		return []Slice{whole}
	}
	points := p.PointsToRead(whole, known)
	n := min(points/fewPoints, fastSlices)
	if n == fastSlices {
		n = min(max(n, (points+manyPoints-1)/manyPoints), maxSlices)
	}
	if rows := p.rowLength.Milliseconds(); rows > 0 {
		n = min(n, p.Length(whole).Milliseconds()/(rows*rowsOfSlice))
	}
	return p.divide(whole, n)
}

// longRange is from which length on a range may have so many points that measuring them is worth the wait.
const longRange = 24 * time.Hour

// IsLong says whether a plan's range is so long that measuring its points is worth some time.
func (p Plan) IsLong() bool { return p.Shown.To.Sub(p.Shown.From) >= longRange-p.resolution }

// MayNeedSlices says whether a plan's range is fetched in slices if its points turn out to be dense.
func (p Plan) MayNeedSlices() bool { return p.Joinable && p.IsLong() }

// Halve divides a slice into two; it returns only the slice itself where that is too short.
func (p Plan) Halve(s Slice) []Slice {
	if !p.Joinable {
		return []Slice{s}
	}
	return p.divide(s, 2)
}

// PointsToRead returns how many points the server has to read, at least, for a slice and one sub-query; 0: not known.
func (p Plan) PointsToRead(s Slice, known Density) int64 {
	return int64(known.PerSecond * p.Length(s).Seconds())
}

// divide makes at most n slices of about the same length. They meet at the start of a bucket and, where the server stores points
// in rows, of a row, so that no row is read twice.
func (p Plan) divide(s Slice, n int64) []Slice {
	unit := p.Query.Downsample.Interval.Duration()
	if rows := p.rowLength; unit < rows {
		unit *= (rows + unit - 1) / unit
	}
	ms := unit.Milliseconds()
	var slices []Slice
	rest := s
	length := p.Length(s).Milliseconds()
	for i := int64(1); i < n; i++ {
		at := s.Start + length/n*i
		at -= (at%ms + ms) % ms
		if at <= rest.Start || at >= rest.End {
			continue
		}
		slices = append(slices, Slice{rest.Start, p.before(at)})
		rest.Start = at
	}
	return append(slices, rest)
}

// before returns the end of a slice whose next one begins at ms. Where a point at ms belongs to the bucket after it, the slice
// ends before ms, so that the point isn't counted twice.
func (p Plan) before(ms int64) int64 {
	if p.BucketTimestamp == dialects.AtStart {
		return ms - p.resolution.Milliseconds()
	}
	return ms
}

// Length returns how long a slice is.
func (p Plan) Length(s Slice) time.Duration {
	return time.Duration(s.End+s.End-p.before(s.End)-s.Start) * time.Millisecond
}

// Holds says whether a bucket with a timestamp in ms is one of a slice's own, and not of its neighbour's.
func (p Plan) Holds(s Slice, timestamp int64) bool {
	if p.BucketTimestamp == dialects.AtEnd && timestamp == s.Start {
		return false
	}
	return timestamp >= s.Start && timestamp <= s.End
}
