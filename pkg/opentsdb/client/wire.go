package client

import (
	"net/http"
	"slices"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/problems"
)

// wire checks and escapes all texts of a request: those that users wrote, and names that the server listed. A server must not
// read them as anything but names and patterns.
type wire struct {
	dialect *dialects.Dialect
	server  string
	// fault is the error of the first text that can't be sent.
	fault error
}

func (c *Client) wire() *wire { return &wire{dialect: c.config.Dialect, server: c.config.Server} }

// query returns a request to /api/query with its texts escaped, and its times within those that servers accept.
func (w *wire) query(request opentsdb.QueryRequest) opentsdb.QueryRequest {
	subQueries := make([]opentsdb.SubQuery, len(request.Queries))
	for i, sub := range request.Queries {
		sub.Metric = w.metric(sub.Metric)
		sub.Tags = w.tags(sub.Tags)
		if sub.Filters != nil {
			filters := make([]opentsdb.Filter, len(sub.Filters))
			for j, f := range sub.Filters {
				f.Type, f.TagKey, f.Filter = w.text(f.Type), w.text(f.TagKey), w.text(f.Filter)
				filters[j] = f
			}
			sub.Filters = filters
		}
		subQueries[i] = sub
	}
	request.Queries = subQueries
	request.Start, request.End = max(request.Start, opentsdb.EarliestMs), min(request.End, opentsdb.LatestMs)
	return request
}

// last returns a request to /api/query/last with its texts escaped.
func (w *wire) last(request opentsdb.LastQuery) opentsdb.LastQuery {
	subQueries := make([]opentsdb.LastSubQuery, len(request.Queries))
	for i, sub := range request.Queries {
		subQueries[i] = opentsdb.LastSubQuery{Metric: w.metric(sub.Metric), Tags: w.tags(sub.Tags)}
	}
	request.Queries = subQueries
	return request
}

func (w *wire) tags(tags map[string]string) map[string]string {
	if tags == nil {
		return nil
	}
	out := make(map[string]string, len(tags))
	for key, value := range tags {
		out[w.text(key)] = w.text(value)
	}
	return out
}

func (w *wire) pairs(tags []opentsdb.TagPair) []opentsdb.TagPair {
	out := make([]opentsdb.TagPair, len(tags))
	for i, t := range tags {
		out[i] = opentsdb.TagPair{Key: w.text(t.Key), Value: w.text(t.Value)}
	}
	return out
}

func (w *wire) metric(name string) string { return w.escape(name, w.dialect.EscapeMetric) }

func (w *wire) text(text string) string { return w.escape(text, w.dialect.EscapeText) }

func (w *wire) escape(text string, escape func(string) string) string {
	if err := w.dialect.CheckText(text); err != nil && w.fault == nil {
		w.fault = &problems.Error{
			Kind: problems.KindRequest, Status: http.StatusBadRequest, Source: problems.Downstream, Cause: err,
			Message: messages.NameNotSent.Text(w.server, text, err),
		}
	}
	if escape == nil {
		return text
	}
	return escape(text)
}

// unescape restores, in the response, the names that were escaped in the request.
func unescape(series []opentsdb.Series, asked, sent opentsdb.QueryRequest) {
	for i := range series {
		n := series[i].Index
		if n < 0 && len(asked.Queries) == 1 {
			n = 0
		}
		if n < 0 || n >= len(asked.Queries) {
			continue
		}
		if series[i].Metric == sent.Queries[n].Metric {
			series[i].Metric = asked.Queries[n].Metric
		}
		for k, f := range sent.Queries[n].Filters {
			if key := asked.Queries[n].Filters[k].TagKey; key != f.TagKey {
				series[i].AggregateTags = replaced(series[i].AggregateTags, f.TagKey, key)
			}
		}
	}
}

// replaced returns a copy of a list with one name replaced: series may share the list.
func replaced(names []string, from, to string) []string {
	names = slices.Clone(names)
	for i, name := range names {
		if name == from {
			names[i] = to
		}
	}
	return names
}
