package executor

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

const (
	// overlap is how long before the newest point a refresh fetches again, for points that arrive late or are deleted: as long
	// as in Grafana's own cache of Prometheus results, and at least overlapBuckets.
	overlap        = 10 * time.Minute
	overlapBuckets = 10
	// fullEvery is how old a cached response becomes before everything is fetched again.
	fullEvery = 10 * time.Minute
	// idleTTL is how long a response stays in the cache without being used.
	idleTTL = 10 * time.Minute
	// unstableFor is how long a query whose labels change is fetched in full each time.
	unstableFor = 5 * time.Minute
	// maxRanges bounds the cached ranges of one query: a dashboard's and those of its viewers.
	maxRanges = 4
)

// The bounds of how old a response may be that is served without a request: a sixth of a bucket, which nobody sees in a graph,
// and at least a second, since many people's screens refresh at the same time.
const (
	minFresh         = time.Second
	maxFresh         = 10 * time.Second
	freshPerInterval = 6
)

// rangeQuery is one query over one range.
type rangeQuery struct {
	// key identifies the query: everything but the range.
	key string
	// start and end are the range in ms since 1970, both included; whole buckets if step isn't 0.
	start, end int64
	// computed is the range of the buckets that the plugin computes from raw points; zero where the server computes them.
	computed query.Range
	// step is the length of a bucket in ms; 0 where the result of a range can't be joined from those of its parts.
	step int64
	// at says which end of a bucket is its timestamp.
	at dialects.BucketTimestamp
	// groupBy are the tag keys that identify a series of the result; nil: all of its tags do.
	groupBy []string
	// maxAge is how old a response may be, where the caller says so.
	maxAge time.Duration
}

// fresh returns how old a response may be that is served without a request.
func (q rangeQuery) fresh() time.Duration {
	return max(min(max(time.Duration(q.step)*time.Millisecond/freshPerInterval, minFresh), maxFresh), q.maxAge)
}

// fetchFrom fetches the range from start (ms since 1970) to the query's end.
type fetchFrom func(ctx context.Context, start int64) ([]opentsdb.Series, error)

// outcome says how the response cache served a query, as the metrics name it.
type outcome string

const (
	hit      outcome = "hit"      // nothing was fetched
	tail     outcome = "tail"     // the newest buckets were fetched and joined with cached ones
	miss     outcome = "miss"     // everything was fetched
	mismatch outcome = "mismatch" // the newest buckets didn't fit the cached ones: everything was fetched after them
)

// responseCache caches responses, so that the refresh of a dashboard fetches only the buckets that may have changed. Its results
// equal those of a full fetch, except that points which arrive or are deleted before the overlap are seen only at the next full
// fetch.
type responseCache struct {
	store *store
	mu    sync.Mutex // guards the lists of ranges in the store
}

func newResponseCache(maxBytes int64) *responseCache {
	s := newStore(maxBytes)
	s.changed = func(bytes int64) { cacheBytes.Add(float64(bytes)) }
	s.evicted = cacheEvictions.Inc
	return &responseCache{store: s}
}

// response is the cached series of one range.
type response struct {
	start, end int64
	computed   query.Range
	series     []opentsdb.Series
	// first is the first timestamp that each group had when it was fetched, before the range moved on.
	first map[string]int64
	// fetched is when all of it was fetched, updated is when its newest part was.
	fetched, updated time.Time
	// settled is the start, in ms, of the buckets that may still change.
	settled int64
	// unstable is until when the query is fetched in full each time, as its labels change from range to range.
	unstable time.Time
	bytes    int64
}

// query returns a query's series at the time now, from the cache and fetch.
func (c *responseCache) query(ctx context.Context, now time.Time, q rangeQuery, fetch fetchFrom) (Result, error) {
	cached := c.find(now, q)
	if cached != nil && cached.isFresh(now, q) {
		cacheQueries.WithLabelValues(string(hit)).Inc()
		part := &CachedPart{From: q.start, To: q.end, FetchedAt: cached.updated}
		return Result{Series: cached.series, Cached: part, AsOf: cached.updated}, nil
	}
	outcome := miss
	if cached != nil && cached.extends(now, q) {
		joined, from, err := extend(ctx, cached, q, fetch)
		if err != nil {
			return Result{}, err
		}
		if joined != nil {
			cacheQueries.WithLabelValues(string(tail)).Inc()
			fresh := c.keep(q, response{series: joined, fetched: cached.fetched, updated: now, settled: settled(now, q)}, cached)
			part := &CachedPart{From: q.start, To: from, FetchedAt: cached.fetched}
			return Result{Series: fresh.series, Cached: part, AsOf: now}, nil
		}
		outcome = mismatch
	}
	cacheQueries.WithLabelValues(string(outcome)).Inc()
	series, err := fetch(ctx, q.start)
	if err != nil {
		return Result{}, err
	}
	full := response{series: series, fetched: now, updated: now, settled: settled(now, q)}
	switch {
	case outcome == mismatch:
		full.unstable = now.Add(unstableFor)
	case cached != nil:
		full.unstable = cached.unstable
	}
	c.keep(q, full, cached)
	return Result{Series: series, AsOf: now}, nil
}

// settled returns the start of the buckets that may still change after a fetch at the time now: the overlap before the newest
// time that a point can have.
func settled(now time.Time, q rangeQuery) int64 {
	if q.step == 0 {
		return q.start
	}
	newest := min(q.end, now.UnixMilli())
	return floor(newest-max(overlap.Milliseconds(), overlapBuckets*q.step), q.step)
}

// isFresh says whether the response has the query's range, and is young enough to be served again.
func (r *response) isFresh(now time.Time, q rangeQuery) bool {
	age := now.Sub(r.updated)
	return r.isOf(q) && age >= 0 && age < q.fresh()
}

// isOf says whether the response has the query's range.
func (r *response) isOf(q rangeQuery) bool {
	return r.start == q.start && r.end == q.end && r.computed == q.computed
}

// extends says whether the query's range can be served by the settled part of the response and a fetch of the rest.
func (r *response) extends(now time.Time, q rangeQuery) bool {
	fits := q.step > 0 && r.start <= q.start && q.start < r.settled && r.settled <= q.end
	age := now.Sub(r.fetched)
	return fits && age >= 0 && age < fullEvery && !now.Before(r.updated) && !now.Before(r.unstable)
}

// extend fetches what isn't settled and joins it with what is; joined is nil where the labels of a full fetch could differ. from
// is the start of the fetched part.
func extend(ctx context.Context, cached *response, q rangeQuery, fetch fetchFrom) (joined []opentsdb.Series, from int64, err error) {
	fetched, err := fetch(ctx, cached.settled)
	if err != nil {
		return nil, 0, err
	}
	joined, ok := join(cached, fetched, cached.settled, q)
	if !ok {
		return nil, 0, nil
	}
	return joined, cached.settled, nil
}

// find returns the cached response that serves a query best: a fresh one of the same range, otherwise one that can be extended,
// otherwise any; nil: there is none.
func (c *responseCache) find(now time.Time, q rangeQuery) *response {
	c.mu.Lock()
	defer c.mu.Unlock()
	var best *response
	for _, r := range c.ranges(q.key) {
		switch {
		case r.isFresh(now, q):
			return r
		case best == nil, r.extends(now, q) && (!best.extends(now, q) || r.settled > best.settled):
			best = r
		}
	}
	return best
}

func (c *responseCache) ranges(key string) []*response {
	if value, ok := c.store.get(key); ok {
		return value.([]*response)
	}
	return nil
}

// keep caches a response. It replaces the one that it extends, if its range is the same one, moved on.
func (c *responseCache) keep(q rangeQuery, r response, from *response) *response {
	r.start, r.end, r.computed = q.start, q.end, q.computed
	var known map[string]int64
	if from != nil && !r.updated.Equal(r.fetched) {
		known = from.first
	}
	r.first = firstTimestamps(r.series, known, q)
	r.bytes = seriesBytes(r.series)

	c.mu.Lock()
	defer c.mu.Unlock()
	all := []*response{&r}
	for _, other := range c.ranges(q.key) {
		moved := other == from && (other.start == r.start || other.end-other.start == r.end-r.start)
		if !moved && !other.isOf(q) && len(all) < maxRanges {
			all = append(all, other)
		}
	}
	bytes := int64(len(q.key))
	for i, one := range all {
		if i > 0 && bytes+one.bytes > c.store.max {
			all = all[:i]
			break
		}
		bytes += one.bytes
	}
	c.store.put(q.key, all, bytes, idleTTL, true)
	return &r
}

// firstTimestamps returns each group's first timestamp: the known one, or that of its points.
func firstTimestamps(series []opentsdb.Series, known map[string]int64, q rangeQuery) map[string]int64 {
	first := make(map[string]int64, len(series))
	for _, s := range series {
		key := groupKey(s, q.groupBy)
		if ms, ok := known[key]; ok {
			first[key] = ms
		} else if len(s.Points) > 0 {
			first[key] = s.Points[0].TimeMs
		}
	}
	return first
}

// join appends fetched points to cached series; false where the labels of a full fetch could differ. A group's labels are the
// tags that all its series in the range share. So they stay the same if those of the fetched part are the same; for a group
// without fetched points, if none of its points left the range.
func join(cached *response, fetched []opentsdb.Series, fetchedFrom int64, q rangeQuery) ([]opentsdb.Series, bool) {
	tails := make(map[string]opentsdb.Series, len(fetched))
	for _, s := range fetched {
		tails[groupKey(s, q.groupBy)] = s
	}
	joined := make([]opentsdb.Series, 0, len(cached.series)+len(fetched))
	for _, s := range cached.series {
		key := groupKey(s, q.groupBy)
		from, to := position(s, firstTimestamp(q.start, q)), position(s, firstTimestamp(fetchedFrom, q))
		t, active := tails[key]
		delete(tails, key)
		switch {
		case !active && from == to:
			continue // all of it left the range, or was in the fetched part and is gone
		case !active && q.groupBy != nil && cached.first[key] < firstTimestamp(q.start, q):
			return nil, false
		case active && !sameLabels(s, t):
			return nil, false
		}
		s.Points = slices.Concat(s.Points[from:to], t.Points)
		s.TSUIDs = union(s.TSUIDs, t.TSUIDs)
		joined = append(joined, s)
	}
	for _, s := range fetched {
		if _, isNew := tails[groupKey(s, q.groupBy)]; isNew {
			joined = append(joined, s)
		}
	}
	return joined, true
}

func sameLabels(a, b opentsdb.Series) bool {
	return opentsdb.TagsKey(a.Tags) == opentsdb.TagsKey(b.Tags) && slices.Equal(slices.Sorted(slices.Values(a.AggregateTags)), slices.Sorted(slices.Values(b.AggregateTags)))
}

// firstTimestamp returns the smallest timestamp of buckets that begin at start or later.
func firstTimestamp(start int64, q rangeQuery) int64 {
	if q.at == dialects.AtEnd {
		return start + 1
	}
	return start
}

// position returns the index of the first point at ms or later.
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
	return s.Metric + "\x00" + opentsdb.TagsKey(values)
}

func floor(ms, step int64) int64 { return ms - ((ms%step)+step)%step }

// Memory in bytes on a 64-bit machine: of a series with its entry in the cache's map, of a tag, and of a point.
const (
	bytesPerSeries = 400
	bytesPerTag    = 64
	bytesPerPoint  = 16
)

// seriesBytes estimates the memory of series.
func seriesBytes(series []opentsdb.Series) int64 {
	var bytes int64
	for _, s := range series {
		bytes += bytesPerSeries + int64(cap(s.Points))*bytesPerPoint + int64(len(s.AggregateTags)+len(s.TSUIDs))*bytesPerTag
		bytes += tagsBytes(s.Tags)
	}
	return bytes
}

func tagsBytes(tags map[string]string) int64 {
	var bytes int64
	for key, value := range tags {
		bytes += bytesPerTag + int64(len(key)+len(value))
	}
	return bytes
}
