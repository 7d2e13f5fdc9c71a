package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"sync/atomic"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/decode"
)

// Bounds bound the responses to one query, within the client's limits.
type Bounds struct {
	// MaxSeries is how many series a response may hold.
	MaxSeries int
	// Read counts the bytes of all responses to a query of several requests, which share the limit on bytes; nil: there is one
	// request.
	Read *atomic.Int64
}

// Query sends a request to /api/query and decodes its series as they arrive, within bounds. An empty range isn't sent: it has no
// series.
func (c *Client) Query(ctx context.Context, request opentsdb.QueryRequest, bounds Bounds) (series []opentsdb.Series, err error) {
	if request.IsEmpty() {
		return nil, nil
	}
	limits := c.config.Limits
	limits.Series, limits.Read = bounds.MaxSeries, bounds.Read
	w := c.wire()
	sent := w.query(request)
	err = c.post(ctx, "query", "/api/query", w, sent, func(body io.Reader) error {
		series, err = decode.Query(body, limits)
		if limit, ok := errors.AsType[*decode.LimitError](err); ok && limit.What == decode.LimitedSeries {
			// The user's limit: bounds may be larger, where several series of the response make one of the result.
			limit.Max = int64(c.config.Limits.Series)
		}
		return err
	})
	unescape(series, request, sent)
	return series, err
}

// Last fetches the last point of each series.
func (c *Client) Last(ctx context.Context, request opentsdb.LastQuery) (points []opentsdb.LastPoint, err error) {
	w := c.wire()
	err = c.post(ctx, "last", "/api/query/last", w, w.last(request), func(body io.Reader) error {
		points, err = decode.Last(body, c.config.Dialect.LastUnit, c.config.Limits)
		return err
	})
	return points, err
}

// Suggest kinds.
const (
	SuggestMetrics   = "metrics"
	SuggestTagKeys   = "tagk"
	SuggestTagValues = "tagv"
)

// Suggest fetches at most limit names of a kind that match text, as the server matches.
func (c *Client) Suggest(ctx context.Context, kind, text string, limit int) (names []string, err error) {
	w := c.wire()
	request := struct {
		Type string `json:"type"`
		Q    string `json:"q"`
		Max  int    `json:"max"`
	}{kind, w.text(text), limit}
	err = c.post(ctx, "suggest", "/api/suggest", w, request, func(body io.Reader) error {
		names, err = decode.Names(body, limit, c.config.Limits)
		return err
	})
	return names, err
}

// Lookup lists the series of a metric, at most limit; complete is false when there may be more.
func (c *Client) Lookup(ctx context.Context, metric string, tags []opentsdb.TagPair, limit int) (series []opentsdb.SeriesID, complete bool, err error) {
	w := c.wire()
	request := struct {
		Metric  string             `json:"metric"`
		Tags    []opentsdb.TagPair `json:"tags,omitempty"`
		Limit   int                `json:"limit"`
		UseMeta bool               `json:"useMeta"`
	}{w.metric(metric), w.pairs(tags), 0, true}
	complete = true
	once := texts{}
	limits := c.config.Limits
	limits.Series = math.MaxInt // limit bounds the series; the bytes that are read for them stay bounded, too
	err = c.post(ctx, "lookup", "/api/search/lookup", w, request, func(body io.Reader) error {
		return decode.Lookup(body, 0, limits, func(metric string, tags map[string]string) bool {
			if len(series) == limit {
				complete = false
				return false
			}
			id := opentsdb.SeriesID{Metric: once.of(metric), Tags: opentsdb.TagsOf(tags)}
			for i, tag := range id.Tags {
				id.Tags[i] = opentsdb.TagPair{Key: once.of(tag.Key), Value: once.of(tag.Value)}
			}
			series = append(series, id)
			return true
		})
	})
	return series, complete, err
}

// texts interns the texts of a response, which repeats them.
type texts map[string]string

func (t texts) of(text string) string {
	if known, ok := t[text]; ok {
		return known
	}
	t[text] = text
	return text
}

// Aggregators fetches the names of the aggregators that the server lists.
func (c *Client) Aggregators(ctx context.Context) (names []string, err error) {
	err = c.get(ctx, "aggregators", "/api/aggregators", func(body io.Reader) error { return decodeJSON(body, &names) })
	return names, err
}

// Version fetches the server's version, as the server writes it.
func (c *Client) Version(ctx context.Context) (string, error) {
	var v struct {
		Version string `json:"version"`
	}
	err := c.get(ctx, "version", "/api/version", func(body io.Reader) error { return decodeJSON(body, &v) })
	return v.Version, err
}

// maxSmallBytes bounds a response of a few words.
const maxSmallBytes = 1 << 20

func decodeJSON(body io.Reader, into any) error {
	return json.NewDecoder(io.LimitReader(body, maxSmallBytes)).Decode(into)
}
