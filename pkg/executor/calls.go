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

// rememberedNames is how long names and lists of series are given again: long enough for the keystrokes of one edit, short
// enough that a new metric shows up while its user is still looking for it.
const rememberedNames = time.Minute

// Query sends a query as it is and gives the server's series: neither cached nor computed further.
func (e *Executor) Query(ctx context.Context, _ Caller, request opentsdb.QueryRequest) ([]opentsdb.Series, error) {
	series, err := e.request(ctx, request, client.Bounds{MaxSeries: e.config.MaxSeries})
	return series, e.explain("query", err)
}

const (
	// maxLastBytes bounds a request for last points: an OpenTSDB with its default settings refuses bodies of some 8 KB and
	// more (exchange err-chunked-body, and its documentation of tsd.http.request.enable_chunked).
	maxLastBytes = 6 << 10
	// concurrentLast is how many of the requests of one query run at once.
	concurrentLast = 5
)

// Last gives the last point of each series asked for, in as many requests as it takes. They are given again only to a caller
// who says how old they may be.
func (e *Executor) Last(ctx context.Context, caller Caller, request opentsdb.LastQuery) ([]opentsdb.LastPoint, error) {
	if e.responses == nil || !caller.mayUseCache() {
		return e.fetchLast(ctx, request)
	}
	body, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("tell last points apart: %w", err)
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
		e.responses.store.put(key, lastPoints{points, caller.Now}, bytes, idleLife, true)
	}
	return points, err
}

// lastPoints are those that were fetched at a time.
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

// splitLast divides a request into ones whose bodies servers take.
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

// Suggest gives at most limit names of a kind (client.SuggestMetrics …) that match a text, as the server matches, sorted.
// They are shared: never written again. They are remembered for a minute, but for those who skip the cache; failures are not.
func (e *Executor) Suggest(ctx context.Context, caller Caller, kind, text string, limit int) ([]string, error) {
	key := fmt.Sprint(caller.scope(), "suggest\x00", kind, "\x00", text, "\x00", limit)
	names, err := remembered(ctx, e, caller, &e.suggestions, key, func(ctx context.Context) (names []string, m memory, err error) {
		err = e.limiter.run(ctx, nameLane, func(ctx context.Context) error {
			names, err = e.client.Suggest(ctx, kind, text, limit)
			return err
		})
		slices.Sort(names) // once, not for each keystroke of an editor
		for _, name := range names {
			m.bytes += int64(len(name)) + 16
		}
		return names, memory{m.bytes, rememberedNames}, err
	})
	return names, e.explain("suggest", err)
}

// SeriesList is a list of a metric's series, in the order of their tags. It is shared: never written again.
type SeriesList struct {
	Series []opentsdb.SeriesID
	// Complete is false when there may be more.
	Complete bool
}

// recentSpans are how far back series are looked for by their points, where a server can't look up a metric by its name.
var recentSpans = []time.Duration{10 * time.Minute, time.Hour, 24 * time.Hour}

// seriesByPoints lists the series of a metric that have had points lately.
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

// MaxListedSeries is how many series of a metric are listed, for suggestions and to tell whether all were seen.
const MaxListedSeries = 100_000

// Sizes of what a list holds in memory, beside the texts, on a 64-bit machine: for a series, and for each of its tags.
const (
	bytesPerID   = 48
	bytesPerPair = 40
)

// Lookup lists at most limit series of a metric, and may leave out those that lack one of the tags. They are remembered as
// suggestions are. Where the server can't look up a name like the metric's, the list is of the series that have had points in
// the last day, and not complete.
func (e *Executor) Lookup(ctx context.Context, caller Caller, metric string, tags []opentsdb.TagPair, limit int) (SeriesList, error) {
	takes := e.config.Dialect.LookupTakes
	if takes == nil {
		takes = func(string) bool { return true }
	}
	tags = slices.DeleteFunc(slices.Clone(tags), func(t opentsdb.TagPair) bool { return !takes(t.Key) || !takes(t.Value) || t.Value == "*" })
	key := fmt.Sprintf("%slookup\x00%s\x00%d%q", caller.scope(), metric, limit, tags)
	list, err := remembered(ctx, e, caller, &e.lookups, key, func(ctx context.Context) (list SeriesList, m memory, err error) {
		if !takes(metric) {
			list, err = e.seriesByPoints(ctx, caller, metric, limit)
		} else {
			err = e.limiter.run(ctx, nameLane, func(ctx context.Context) error {
				list.Series, list.Complete, err = e.client.Lookup(ctx, metric, tags, limit)
				if len(tags) > 0 && isNotFound(err) {
					// OpenTSDB refuses tags that it never saw; and of another metric, or where one of its series has a lost name.
					list.Series, list.Complete, err = e.client.Lookup(ctx, metric, nil, limit)
				}
				return err
			})
		}
		slices.SortFunc(list.Series, func(a, b opentsdb.SeriesID) int { return a.Tags.Compare(b.Tags) })
		for _, s := range list.Series {
			m.bytes += bytesPerID
			for _, tag := range s.Tags {
				m.bytes += bytesPerPair + int64(len(tag.Value))
			}
		}
		return list, memory{m.bytes, rememberedNames}, err
	})
	return list, e.explain("lookup", err)
}

func isNotFound(err error) bool {
	p, ok := errors.AsType[*problems.Error](err)
	return ok && p.Status == http.StatusNotFound
}

// ActiveSeries gives the tags of the series that have points, of a request for their counts. They are remembered as
// suggestions are. A server may name a series that ended shortly before without points, or with counts of 0 (exchange
// v-ended-early).
func (e *Executor) ActiveSeries(ctx context.Context, caller Caller, request opentsdb.QueryRequest) ([]map[string]string, error) {
	body, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("tell counts apart: %w", err)
	}
	tags, err := remembered(ctx, e, caller, &e.active, caller.scope()+"active\x00"+string(body), func(ctx context.Context) (tags []map[string]string, m memory, err error) {
		series, err := e.request(ctx, request, client.Bounds{MaxSeries: maxActiveSeries})
		for _, s := range series {
			if slices.ContainsFunc(s.Points, func(p opentsdb.Point) bool { return !p.IsGap() && p.Value > 0 }) {
				tags = append(tags, s.Tags)
				m.bytes += tagsBytes(s.Tags)
			}
		}
		return tags, memory{m.bytes, rememberedNames}, err
	})
	return tags, e.explain("query", err)
}

// maxActiveSeries bounds the series that are counted for suggestions.
const maxActiveSeries = 100_000

// Version gives the server's version, as it writes it.
func (e *Executor) Version(ctx context.Context, _ Caller) (version string, err error) {
	err = e.limiter.run(ctx, nameLane, func(ctx context.Context) error {
		version, err = e.client.Version(ctx)
		return err
	})
	return version, e.explain("version", err)
}

// memory says how large a value is, in bytes, and how long it is given again.
type memory struct {
	bytes int64
	life  time.Duration
}

// remembered gives a value that is remembered, or gets it: once for all who want it at the same time.
func remembered[T any](ctx context.Context, e *Executor, caller Caller, c *coalescer[T], key string, get func(context.Context) (T, memory, error)) (T, error) {
	if value, ok := e.names.get(key); ok && caller.mayUseCache() {
		return value.(T), nil
	}
	return c.do(ctx, key, func(ctx context.Context) (T, error) {
		value, m, err := get(ctx)
		if err == nil {
			e.names.put(key, value, m.bytes+int64(len(key)), m.life, false)
		}
		return value, err
	})
}
