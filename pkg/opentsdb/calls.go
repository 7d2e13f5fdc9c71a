package opentsdb

import (
	"context"
	"encoding/json"
	"io"
	"math"
)

// Query sends a request to /api/query and decodes its series as they arrive.
func (c *Client) Query(ctx context.Context, request QueryRequest) (series []Series, err error) {
	err = c.post(ctx, "query", "/api/query", request, func(body io.Reader) error {
		series, err = DecodeQuery(body, c.limits)
		return err
	})
	return series, err
}

// LastQuery is a request to /api/query/last
// (http://opentsdb.net/docs/build/html/api_http/query/last.html).
type LastQuery struct {
	Queries      []LastSubQuery `json:"queries"`
	ResolveNames bool           `json:"resolveNames"`
	// BackScan is how many hours back the server looks for a point.
	BackScan int `json:"backScan"`
}

// LastSubQuery names series by a metric and exact tags.
type LastSubQuery struct {
	Metric string            `json:"metric"`
	Tags   map[string]string `json:"tags,omitempty"`
}

// Last asks for the last point of each series.
func (c *Client) Last(ctx context.Context, request LastQuery) (points []LastPoint, err error) {
	err = c.post(ctx, "last", "/api/query/last", request, func(body io.Reader) error {
		points, err = DecodeLast(body, c.dialect.LastUnit, c.limits)
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

// Suggest asks for at most limit names of a kind that match text, as the server matches.
func (c *Client) Suggest(ctx context.Context, kind, text string, limit int) (names []string, err error) {
	request := struct {
		Type string `json:"type"`
		Q    string `json:"q"`
		Max  int    `json:"max"`
	}{kind, text, limit}
	err = c.post(ctx, "suggest", "/api/suggest", request, func(body io.Reader) error {
		names, err = DecodeNames(body, limit, c.limits)
		return err
	})
	return names, err
}

// SeriesID names one series.
type SeriesID struct {
	Metric string
	Tags   map[string]string
}

// Lookup lists the series of a metric, at most limit of those that pass keep; complete is false when there may be more.
func (c *Client) Lookup(ctx context.Context, metric string, limit int, keep func(tags map[string]string) bool) (series []SeriesID, complete bool, err error) {
	request := struct {
		Metric  string `json:"metric"`
		Limit   int    `json:"limit"`
		UseMeta bool   `json:"useMeta"`
	}{metric, 0, true}
	complete = true
	limits := c.limits
	limits.Series = math.MaxInt // limit says how many are wanted; the bytes that are read for them stay bounded
	err = c.post(ctx, "lookup", "/api/search/lookup", request, func(body io.Reader) error {
		return DecodeLookup(body, 0, limits, func(metric string, tags map[string]string) bool {
			if !keep(tags) {
				return true
			}
			if len(series) == limit {
				complete = false
				return false
			}
			series = append(series, SeriesID{Metric: metric, Tags: tags})
			return true
		})
	})
	return series, complete, err
}

// Version answers the server's version, as it writes it.
func (c *Client) Version(ctx context.Context) (string, error) {
	var v struct {
		Version string `json:"version"`
	}
	err := c.get(ctx, "version", "/api/version", func(body io.Reader) error { return decodeJSON(body, &v) })
	return v.Version, err
}

// mostSmallBytes bounds an answer of a few words.
const mostSmallBytes = 1 << 20

func decodeJSON(body io.Reader, into any) error {
	return json.NewDecoder(io.LimitReader(body, mostSmallBytes)).Decode(into)
}
