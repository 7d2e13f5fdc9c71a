package query

import (
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

// Slice is a part of a plan's range, in ms since 1970, both ends included, as a request has it.
type Slice struct{ Start, End int64 }

// Points that a server reads for one request. Measured: the gateway of OVH Metrics reads 1.5 million a second, and answers
// two requests of half as many in half the time; one of 20 million fails.
const (
	// fewPoints are read so fast that more requests would only cost more.
	fewPoints = 1_000_000
	// manyPoints are those of a slice where a range is so long that each slice has to stay far below the servers' limits.
	manyPoints = 4_000_000
	// fastSlices is how many slices make a range faster that could be read as a whole.
	fastSlices = 4
	// maxSlices bounds the requests of one query.
	maxSlices = 32
	// rowsOfSlice is how many rows of storage a slice has at least that is asked for before anything was refused: an OpenTSDB
	// reads one more than the slice has.
	rowsOfSlice = 12
)

// Slices divides what is asked for from start (ms) on into slices of whole buckets, in the order of time. There is one where
// the result can't be put together from slices, or the server has little to read, as far as is known.
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

// longRange is from where on a range may have so many points that it is worth waiting to learn how many.
const longRange = 24 * time.Hour

// IsLong says whether a plan's range is so long that measuring its points is worth some time.
func (p Plan) IsLong() bool { return p.Shown.To.Sub(p.Shown.From) >= longRange-p.resolution }

// MayNeedSlices says whether a plan's range is asked for in slices where its points are dense.
func (p Plan) MayNeedSlices() bool { return p.Joinable && p.IsLong() }

// Halve divides a slice into two; into itself alone where it is too short.
func (p Plan) Halve(s Slice) []Slice {
	if !p.Joinable {
		return []Slice{s}
	}
	return p.divide(s, 2)
}

// PointsToRead is how many points the server has to read at least for a slice, and for each sub-query; 0: that isn't known.
func (p Plan) PointsToRead(s Slice, known Density) int64 {
	return int64(known.PerSecond * p.Length(s).Seconds())
}

// divide makes at most n slices of about the same length. They meet where a bucket begins, and where the server stores points
// in rows, at the begin of a row, so that none is read twice.
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

// before is the end of a slice whose next one begins at a time: a server that puts a point on the border into the bucket
// after it must not get it twice.
func (p Plan) before(ms int64) int64 {
	if p.BucketTimestamp == dialects.AtStart {
		return ms - p.resolution.Milliseconds()
	}
	return ms
}

// Length is the time that a slice takes.
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
