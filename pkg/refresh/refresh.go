// Package refresh keeps the answers of downsampled queries, so that a dashboard that refreshes asks the server only for
// the buckets that may have changed.
//
// It serves queries whose buckets each depend on their own points only (the caller's duty: those that leave gaps open and
// compute no rate), over ranges of whole buckets. What it answers is what the server would answer to the whole range, but
// for points that arrived late, or were deleted, before the overlap and after the last whole fetch.
package refresh

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

const (
	// overlap is how many of the kept buckets are fetched again, for points that arrive late.
	overlap = 10
	// wholeEvery is how old a kept answer gets before it is fetched as a whole again.
	wholeEvery = 10 * time.Minute
	// unstableFor is how long a query whose labels change is fetched as a whole each time.
	unstableFor = 5 * time.Minute
	// mostEntries bounds the kept answers in number, whatever their size.
	mostEntries = 1000
)

// Question is one query over one range.
type Question struct {
	// Key tells queries apart: everything but the range.
	Key string
	// Start and End are the range in ms since 1970, of whole buckets.
	Start, End int64
	// Step is the length of a bucket in ms.
	Step int64
	// At says which end of a bucket is its stamp.
	At dialects.BucketTimestamp
	// GroupBy are the tag keys that tell one result series from another; nil: all of its tags.
	GroupBy []string
}

// Fetch asks the server for the buckets from start to the question's end.
type Fetch func(ctx context.Context, start int64) ([]opentsdb.Series, error)

// Cache keeps answers up to a number of points in all.
type Cache struct {
	mu      sync.Mutex
	entries *lru.Cache[string, *entry]
	points  int
	most    int
	now     func() time.Time
}

type entry struct {
	start, end int64
	series     []opentsdb.Series
	// first is each group's first stamp when the answer was fetched as a whole.
	first    map[string]int64
	fetched  time.Time
	unstable time.Time
	points   int
}

// New makes a cache of at most that many points; now is the clock.
func New(mostPoints int, now func() time.Time) *Cache {
	c := &Cache{most: mostPoints, now: now}
	c.entries, _ = lru.NewWithEvict(mostEntries, func(_ string, e *entry) { c.points -= e.points }) // errs on sizes below 1 only
	return c
}

// Outcome says how a question was answered.
type Outcome string

// The outcomes, as the plugin's metrics name them.
const (
	Whole Outcome = "whole" // everything was fetched
	Tail  Outcome = "tail"  // the tail was fetched and joined with what was kept
	Both  Outcome = "both"  // the tail didn't fit what was kept: everything was fetched after it
)

// Query answers a question out of what is kept and what fetch brings.
func (c *Cache) Query(ctx context.Context, q Question, fetch Fetch) ([]opentsdb.Series, Outcome, error) {
	kept, ok := c.get(q)
	outcome := Whole
	if ok {
		tailStart := max(q.Start, floor(kept.end, q.Step)-overlap*q.Step)
		tail, err := fetch(ctx, tailStart)
		if err != nil {
			return nil, Tail, err
		}
		if joined, ok := join(kept, tail, tailStart, q); ok {
			c.put(q, &entry{start: q.Start, end: q.End, series: joined, first: firsts(joined, kept.first, q), fetched: kept.fetched})
			return joined, Tail, nil
		}
		outcome = Both
	}
	whole, err := fetch(ctx, q.Start)
	if err != nil {
		return nil, outcome, err
	}
	e := &entry{start: q.Start, end: q.End, series: whole, first: firsts(whole, nil, q), fetched: c.now()}
	switch {
	case outcome == Both:
		e.unstable = c.now().Add(unstableFor)
	case kept != nil:
		e.unstable = kept.unstable
	}
	c.put(q, e)
	return whole, outcome, nil
}

// firsts is each group's first stamp since it was fetched as a whole.
func firsts(series []opentsdb.Series, known map[string]int64, q Question) map[string]int64 {
	first := make(map[string]int64, len(series))
	for _, s := range series {
		key := groupKey(s, q.GroupBy)
		if ms, ok := known[key]; ok {
			first[key] = ms
		} else if len(s.Points) > 0 {
			first[key] = s.Points[0].TimeMs
		}
	}
	return first
}

// get finds the answer that is kept, and says whether the question's range begins in it and goes on from it.
func (c *Cache) get(q Question) (*entry, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries.Get(q.Key)
	if !ok {
		return nil, false
	}
	now := c.now()
	fits := e.start <= q.Start && q.Start < e.end && e.end <= q.End
	return e, fits && now.Sub(e.fetched) < wholeEvery && !now.Before(e.unstable)
}

func (c *Cache) put(q Question, e *entry) {
	for _, s := range e.series {
		e.points += len(s.Points)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries.Remove(q.Key)
	if e.points > c.most {
		return
	}
	c.points += e.points
	c.entries.Add(q.Key, e)
	for c.points > c.most {
		c.entries.RemoveOldest()
	}
}

// join puts the tail behind what is kept; false when the labels of a whole fetch could differ. A group's labels are the
// tags that all its series in the range share: they are those of the kept ones if the tail's are, and a group without a
// tail keeps its own as long as none of its points left the range.
func join(kept *entry, tail []opentsdb.Series, tailStart int64, q Question) ([]opentsdb.Series, bool) {
	tails := make(map[string]opentsdb.Series, len(tail))
	for _, s := range tail {
		tails[groupKey(s, q.GroupBy)] = s
	}
	joined := make([]opentsdb.Series, 0, len(kept.series)+len(tail))
	for _, s := range kept.series {
		key := groupKey(s, q.GroupBy)
		from, to := position(s, firstStamp(q.Start, q)), position(s, firstStamp(tailStart, q))
		t, living := tails[key]
		delete(tails, key)
		switch {
		case !living && from == to:
			continue // all of it left the range, or was in the tail and is gone
		case !living && q.GroupBy != nil && kept.first[key] < firstStamp(q.Start, q):
			return nil, false
		case living && !sameLabels(s, t):
			return nil, false
		}
		s.Points = slices.Concat(s.Points[from:to], t.Points)
		joined = append(joined, s)
	}
	for _, s := range tail {
		if _, fresh := tails[groupKey(s, q.GroupBy)]; fresh {
			joined = append(joined, s)
		}
	}
	return joined, true
}

func sameLabels(a, b opentsdb.Series) bool {
	return opentsdb.TagsKey(a.Tags) == opentsdb.TagsKey(b.Tags) && slices.Equal(slices.Sorted(slices.Values(a.AggregateTags)), slices.Sorted(slices.Values(b.AggregateTags)))
}

// firstStamp is the least stamp of buckets that begin at start or later.
func firstStamp(start int64, q Question) int64 {
	if q.At == dialects.AtEnd {
		return start + 1
	}
	return start
}

// position is the index of the first point stamped at ms or later.
func position(s opentsdb.Series, ms int64) int {
	i, _ := slices.BinarySearchFunc(s.Points, ms, func(p opentsdb.Point, ms int64) int { return cmp.Compare(p.TimeMs, ms) })
	return i
}

func groupKey(s opentsdb.Series, by []string) string {
	if by == nil {
		return s.Metric + "\x00" + opentsdb.TagsKey(s.Tags)
	}
	values := make(map[string]string, len(by))
	for _, key := range by {
		values[key] = s.Tags[key]
	}
	return opentsdb.TagsKey(values)
}

func floor(ms, step int64) int64 { return ms - ((ms%step)+step)%step }
