package executor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/client"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/problems"
	"golang.org/x/sync/errgroup"
)

// namesTTL is how long names and lists of series are cached: long enough for the keystrokes of one edit, short enough that a new
// metric shows up while its user is still looking for it.
const namesTTL = time.Minute

// Query sends a query as it is and returns the server's series. It isn't cached.
func (e *Executor) Query(ctx context.Context, _ Caller, request opentsdb.QueryRequest) ([]opentsdb.Series, error) {
	series, err := e.request(ctx, request, client.Bounds{MaxSeries: e.config.MaxSeries})
	return series, e.explain("query", err)
}

const (
	// maxLastBytes bounds a request for last points. With its default settings, OpenTSDB refuses bodies of about 8 KB and more
	// (exchange err-chunked-body, and its documentation of tsd.http.request.enable_chunked).
	maxLastBytes = 6 << 10
	// concurrentLast is how many of a query's requests for last points run at the same time.
	concurrentLast = 5
)

// Last returns the last point of each series of a request, which is divided into as many as it takes. Cached points are served
// only to a caller with a MaxAge.
func (e *Executor) Last(ctx context.Context, caller Caller, request opentsdb.LastQuery) ([]opentsdb.LastPoint, error) {
	if e.responses == nil || !caller.mayUseCache() {
		return e.fetchLast(ctx, request)
	}
	body, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("write the key of last points: %w", err)
	}
	key := caller.scope() + "last\x00" + string(body)
	if value, ok := e.responses.store.get(key); ok {
		known := value.(lastPoints)
		if age := caller.Now.Sub(known.fetched); age >= 0 && age < caller.MaxAge {
			return known.points, nil
		}
	}
	points, err := e.fetchLast(ctx, request)
	if err == nil {
		bytes := int64(len(key)) + int64(len(points))*bytesPerSeries
		for _, p := range points {
			bytes += tagsBytes(p.Tags)
		}
		e.responses.store.put(key, lastPoints{points, caller.Now}, bytes, idleTTL, true)
	}
	return points, err
}

// lastPoints is a cached result of Last.
type lastPoints struct {
	points  []opentsdb.LastPoint
	fetched time.Time
}

func (e *Executor) fetchLast(ctx context.Context, request opentsdb.LastQuery) ([]opentsdb.LastPoint, error) {
	parts, err := splitLast(request)
	if err != nil {
		return nil, err
	}
	points := make([][]opentsdb.LastPoint, len(parts))
	running, ctx := errgroup.WithContext(ctx)
	running.SetLimit(concurrentLast)
	for n, part := range parts {
		running.Go(func() error {
			return Recovered(func() error {
				return e.limiter.run(ctx, queryLane, func(ctx context.Context) (err error) {
					points[n], err = e.client.Last(ctx, part)
					return err
				})
			})
		})
	}
	err = running.Wait()
	return slices.Concat(points...), e.explain("last", err)
}

// splitLast divides a request into ones whose bodies are within maxLastBytes.
func splitLast(request opentsdb.LastQuery) ([]opentsdb.LastQuery, error) {
	var parts []opentsdb.LastQuery
	bytes := maxLastBytes
	for _, sub := range request.Queries {
		body, err := json.Marshal(sub)
		if err != nil {
			return nil, fmt.Errorf("write the last request: %w", err)
		}
		if bytes += len(body) + 1; bytes > maxLastBytes {
			part := request
			part.Queries = nil
			parts = append(parts, part)
			bytes = len(body)
		}
		last := &parts[len(parts)-1]
		last.Queries = append(last.Queries, sub)
	}
	return parts, nil
}

// Suggest returns at most limit names of a kind (client.SuggestMetrics …) that match a text, as the server matches, sorted. They
// are shared: don't modify them. They are cached for namesTTL; failures aren't.
func (e *Executor) Suggest(ctx context.Context, caller Caller, kind, text string, limit int) ([]string, error) {
	key := fmt.Sprint(caller.scope(), "suggest\x00", kind, "\x00", text, "\x00", limit)
	names, err := cached(ctx, e, caller, &e.suggestions, key, func(ctx context.Context) (names []string, c cost, err error) {
		err = e.limiter.run(ctx, nameLane, func(ctx context.Context) error {
			names, err = e.client.Suggest(ctx, kind, text, limit)
			return err
		})
		slices.Sort(names) // once, not for each keystroke of an editor
		for _, name := range names {
			c.bytes += int64(len(name)) + 16
		}
		return names, cost{c.bytes, namesTTL}, err
	})
	return names, e.explain("suggest", err)
}

// SeriesList is a list of a metric's series, in the order of their tags. It is shared: don't modify it.
type SeriesList struct {
	Series []opentsdb.SeriesID
	// Complete is false when there may be more.
	Complete bool
}

// recentSpans is how far back seriesByPoints looks for points, one after the other.
var recentSpans = []time.Duration{10 * time.Minute, time.Hour, 24 * time.Hour}

// seriesByPoints lists the series of a metric that had points recently, where a server can't look up a metric of that name.
func (e *Executor) seriesByPoints(ctx context.Context, caller Caller, metric string, limit int) (SeriesList, error) {
	for _, span := range recentSpans {
		series, err := e.request(ctx, opentsdb.QueryRequest{
			Start: caller.Now.Add(-span).UnixMilli(), End: caller.Now.UnixMilli(),
			Queries: []opentsdb.SubQuery{{Metric: metric, Aggregator: "none"}},
		}, client.Bounds{MaxSeries: limit})
		if err != nil {
			return SeriesList{}, err
		}
		list := SeriesList{}
		for _, s := range series {
			list.Series = append(list.Series, opentsdb.SeriesID{Metric: metric, Tags: opentsdb.TagsOf(s.Tags)})
		}
		if len(list.Series) > 0 {
			return list, nil
		}
	}
	return SeriesList{}, nil
}

// MaxListedSeries bounds a list of a metric's series, for suggestions and for sample intervals.
const MaxListedSeries = 100_000

// Memory of a list beside its texts, in bytes on a 64-bit machine: for a series, and for each of its tags.
const (
	bytesPerID   = 48
	bytesPerPair = 40
)

// Lookup lists at most limit series of a metric, and may leave out those without one of the tags. The list is cached for
// namesTTL. Where the server can't look up such a metric's name, it holds the series with points in the last day, and is never
// complete.
func (e *Executor) Lookup(ctx context.Context, caller Caller, metric string, tags []opentsdb.TagPair, limit int) (SeriesList, error) {
	supports := e.config.Dialect.LookupTakes
	if supports == nil {
		supports = func(string) bool { return true }
	}
	tags = slices.DeleteFunc(slices.Clone(tags), func(t opentsdb.TagPair) bool { return !supports(t.Key) || !supports(t.Value) || t.Value == "*" })
	key := fmt.Sprintf("%slookup\x00%s\x00%d%q", caller.scope(), metric, limit, tags)
	list, err := cached(ctx, e, caller, &e.lookups, key, func(ctx context.Context) (list SeriesList, c cost, err error) {
		if !supports(metric) {
			list, err = e.seriesByPoints(ctx, caller, metric, limit)
		} else {
			err = e.limiter.run(ctx, nameLane, func(ctx context.Context) error {
				list.Series, list.Complete, err = e.client.Lookup(ctx, metric, tags, limit)
				if len(tags) > 0 && isNotFound(err) {
					// OpenTSDB refuses tags that it never stored, those of another metric, and series whose names are lost.
					list.Series, list.Complete, err = e.client.Lookup(ctx, metric, nil, limit)
				}
				return err
			})
		}
		slices.SortFunc(list.Series, func(a, b opentsdb.SeriesID) int { return a.Tags.Compare(b.Tags) })
		for _, s := range list.Series {
			c.bytes += bytesPerID
			for _, tag := range s.Tags {
				c.bytes += bytesPerPair + int64(len(tag.Value))
			}
		}
		return list, cost{c.bytes, namesTTL}, err
	})
	return list, e.explain("lookup", err)
}

func isNotFound(err error) bool {
	p, ok := errors.AsType[*problems.Error](err)
	return ok && p.Status == http.StatusNotFound
}

// ActiveSeries returns the tags of the series that have points, by a request for their counts. They are cached for namesTTL. A
// series in the response may have no points, or counts of 0, if it ended shortly before the range (exchange v-ended-early).
func (e *Executor) ActiveSeries(ctx context.Context, caller Caller, request opentsdb.QueryRequest) ([]map[string]string, error) {
	body, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("write the key of counts: %w", err)
	}
	tags, err := cached(ctx, e, caller, &e.active, caller.scope()+"active\x00"+string(body), func(ctx context.Context) (tags []map[string]string, c cost, err error) {
		series, err := e.request(ctx, request, client.Bounds{MaxSeries: maxActiveSeries})
		for _, s := range series {
			if slices.ContainsFunc(s.Points, func(p opentsdb.Point) bool { return !p.IsGap() && p.Value > 0 }) {
				tags = append(tags, s.Tags)
				c.bytes += tagsBytes(s.Tags)
			}
		}
		return tags, cost{c.bytes, namesTTL}, err
	})
	return tags, e.explain("query", err)
}

// maxActiveSeries bounds the series of ActiveSeries.
const maxActiveSeries = 100_000

// Version returns the server's version as the server writes it.
func (e *Executor) Version(ctx context.Context, _ Caller) (version string, err error) {
	err = e.limiter.run(ctx, nameLane, func(ctx context.Context) error {
		version, err = e.client.Version(ctx)
		return err
	})
	return version, e.explain("version", err)
}

// cost is what a cached value takes, in bytes, and for how long.
type cost struct {
	bytes int64
	ttl   time.Duration
}

// cached returns a value from the cache of names, or gets it, once for all who need it at the same time.
func cached[T any](ctx context.Context, e *Executor, caller Caller, requests *coalescer[T], key string, get func(context.Context) (T, cost, error)) (T, error) {
	if value, ok := e.names.get(key); ok && caller.mayUseCache() {
		return value.(T), nil
	}
	return requests.do(ctx, key, func(ctx context.Context) (T, error) {
		value, c, err := get(ctx)
		if err == nil {
			e.names.put(key, value, c.bytes+int64(len(key)), c.ttl, false)
		}
		return value, err
	})
}
