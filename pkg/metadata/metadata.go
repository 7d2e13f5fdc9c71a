// Package metadata serves the editors: names of metrics and tags, series, and what the server supports.
package metadata

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/executor"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/client"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/filters"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/problems"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// Names is a list of names: sorted, distinct.
type Names struct {
	Values []string `json:"values"`
	// Complete is false when there are more than were fetched.
	Complete bool `json:"complete"`
}

// SeriesList is a list of series.
type SeriesList struct {
	Series   []Series `json:"series"`
	Complete bool     `json:"complete"`
}

// Series names one series.
type Series struct {
	Metric string            `json:"metric"`
	Tags   map[string]string `json:"tags"`
}

// Scope narrows a lookup to the text typed so far, a metric, filters, and a number of results.
type Scope struct {
	Text    string
	Metric  string
	Filters []opentsdb.Filter
	// Limit bounds the names or series of the result; zero: the service's limit.
	Limit int
	// Within selects the series with points in a range; nil: all.
	Within *Range
	// ofAll fetches all series of the metric and filters them here, so that the cached list serves later lookups, too.
	ofAll bool
}

// maxSeries bounds a list of a metric's series, and the names that Knows searches.
const maxSeries = executor.MaxListedSeries

// Service looks up names and series of one server.
type Service struct {
	executor *executor.Executor
	limit    int
}

// New makes a service that suggests at most limit names.
func New(e *executor.Executor, limit int) *Service { return &Service{executor: e, limit: limit} }

func (s *Service) limitOf(scope Scope) int {
	if scope.Limit > 0 {
		return scope.Limit
	}
	return s.limit
}

// Metrics lists metrics whose name contains every word of the text, whatever its case.
func (s *Service) Metrics(ctx context.Context, caller executor.Caller, scope Scope) (Names, error) {
	return s.suggest(ctx, caller, client.SuggestMetrics, scope)
}

// suggest lists names of a kind that contain the text. If there are few names, all are fetched and searched here. Otherwise those
// that the server finds for the text are added; the server may match prefixes only.
func (s *Service) suggest(ctx context.Context, caller executor.Caller, kind string, scope Scope) (Names, error) {
	all, err := s.ask(ctx, caller, kind, "")
	if err != nil {
		return Names{}, err
	}
	if !all.Complete && scope.Text != "" {
		matching, err := s.ask(ctx, caller, kind, plainStart(scope.Text))
		if err != nil {
			return Names{}, err
		}
		all = Names{Values: union(all.Values, matching.Values), Complete: matching.Complete && s.executor.InfixSuggest()}
	}
	return narrow(all, scope.Text, s.limitOf(scope)), nil
}

func (s *Service) ask(ctx context.Context, caller executor.Caller, kind, text string) (Names, error) {
	values, err := s.executor.Suggest(ctx, caller, kind, text, s.limit)
	if err != nil {
		return Names{}, err
	}
	return Names{Values: distinct(values), Complete: len(values) < s.limit}, nil
}

// plainStart returns the part of a text before the first character that usual names don't have. The rest is matched here, as
// the gateway of OVH Metrics fails at spaces and & (exchanges suggest_get_metrics_q_space, suggest_get_metrics_q_ampersand),
// and other characters may have a meaning in the search of its store.
func plainStart(text string) string {
	usual := func(r rune) bool {
		return unicode.In(r, unicode.L, unicode.N, unicode.M) || strings.ContainsRune("-_./:@", r)
	}
	for i, r := range text {
		if !usual(r) {
			return text[:i]
		}
	}
	return text
}

// TagKeys lists the tag keys of the metric's series that pass the filters, or of all metrics.
func (s *Service) TagKeys(ctx context.Context, caller executor.Caller, scope Scope) (Names, error) {
	if scope.Metric == "" {
		return s.suggest(ctx, caller, client.SuggestTagKeys, scope)
	}
	list, untracked, err := s.every(ctx, caller, scope)
	if err != nil {
		return Names{}, err
	}
	if untracked {
		return s.anyMetric(ctx, caller, client.SuggestTagKeys, scope)
	}
	keys := map[string]struct{}{}
	for _, series := range list.Series {
		for _, tag := range series.Tags {
			keys[tag.Key] = struct{}{}
		}
	}
	return narrow(Names{Values: sortedKeys(keys), Complete: list.Complete}, scope.Text, s.limitOf(scope)), nil
}

// TagValues lists the values of a tag key in the metric's series that pass the filters, or in all metrics.
func (s *Service) TagValues(ctx context.Context, caller executor.Caller, key string, scope Scope) (Names, error) {
	if scope.Metric == "" {
		return s.suggest(ctx, caller, client.SuggestTagValues, scope)
	}
	list, untracked, err := s.every(ctx, caller, scope)
	if err != nil {
		return Names{}, err
	}
	if untracked {
		return s.anyMetric(ctx, caller, client.SuggestTagValues, scope)
	}
	values := make([]string, 0, len(list.Series))
	for _, series := range list.Series {
		if value, ok := series.Tags.Get(key); ok {
			values = append(values, value)
		}
	}
	slices.Sort(values)
	return narrow(Names{Values: distinct(values), Complete: list.Complete}, scope.Text, s.limitOf(scope)), nil
}

// every lists all series of a scope, ignoring its limit and filters that can't be matched, which may still be being typed.
// untracked says that the server can't list the metric's series.
func (s *Service) every(ctx context.Context, caller executor.Caller, scope Scope) (list executor.SeriesList, untracked bool, err error) {
	narrowed := len(scope.Filters) > 0 || scope.Within != nil
	scope.Limit, scope.Filters, scope.ofAll = maxSeries, filters.Matchable(scope.Filters), true
	list, err = s.list(ctx, caller, scope)
	if p, ok := errors.AsType[*problems.Error](err); ok && p.Status == http.StatusNotFound && p.Kind == problems.KindRefused {
		// OpenTSDB fails to list a metric's series if it can't resolve a name of one of them.
		return executor.SeriesList{}, true, nil
	}
	return list, len(list.Series) == 0 && !narrowed, err
}

// anyMetric suggests names of all metrics for a metric whose series the server doesn't track (an OpenTSDB without
// tsd.core.meta.enable_tsuid_tracking looks up none).
func (s *Service) anyMetric(ctx context.Context, caller executor.Caller, kind string, scope Scope) (Names, error) {
	names, err := s.suggest(ctx, caller, kind, scope)
	names.Complete = false
	return names, err
}

// Series lists the metric's series that pass the filters and have points in scope.Within. Its error names a filter that can't be
// matched exactly.
func (s *Service) Series(ctx context.Context, caller executor.Caller, scope Scope) (SeriesList, error) {
	found, err := s.list(ctx, caller, scope)
	out := SeriesList{Series: make([]Series, len(found.Series)), Complete: found.Complete}
	for i, series := range found.Series {
		out.Series[i] = Series{Metric: series.Metric, Tags: series.Tags.Map()}
	}
	return out, err
}

func (s *Service) list(ctx context.Context, caller executor.Caller, scope Scope) (executor.SeriesList, error) {
	matcher, err := filters.NewMatcher(scope.Filters)
	if err != nil {
		return executor.SeriesList{}, err
	}
	var tags []opentsdb.TagPair
	if !scope.ofAll {
		tags = filters.Exact(scope.Filters)
	}
	all, err := s.executor.Lookup(ctx, caller, scope.Metric, tags, maxSeries)
	if err != nil {
		return executor.SeriesList{}, err
	}
	limit := s.limitOf(scope)
	var active map[string]bool
	if scope.Within != nil {
		if active, err = s.active(ctx, caller, scope, all.Series); err != nil {
			return executor.SeriesList{}, err
		}
	}
	out := executor.SeriesList{Complete: all.Complete}
	for _, series := range all.Series {
		if scope.Within != nil && !active[series.Tags.Key()] {
			continue
		}
		if err := ctx.Err(); err != nil { // matching a pattern may take long
			return executor.SeriesList{}, err
		}
		pass, err := matcher.Match(series.Tags)
		if err != nil {
			return executor.SeriesList{}, err
		}
		if !pass {
			continue
		}
		if len(out.Series) == limit {
			out.Complete = false
			break
		}
		out.Series = append(out.Series, series)
	}
	return out, nil
}

// Knows says whether the server has a name: a metric, tag key or tag value of any series.
func (s *Service) Knows(ctx context.Context, caller executor.Caller, kind query.NameKind, name string) (bool, error) {
	suggest := map[query.NameKind]string{query.KindMetric: client.SuggestMetrics, query.KindTagKey: client.SuggestTagKeys, query.KindTagValue: client.SuggestTagValues}[kind]
	text := plainStart(name)
	values, err := s.executor.Suggest(ctx, caller, suggest, text, maxSeries)
	if err != nil {
		return false, err
	}
	return slices.Contains(values, name), nil
}

// narrow returns, in the order of names, up to limit of those that contain every word of the text, in any order and case. Names
// that begin with the text take precedence.
func narrow(names Names, text string, limit int) Names {
	text = strings.ToLower(strings.TrimSpace(text))
	words := strings.Fields(text)
	var starting, containing []string
	for _, value := range names.Values {
		lower := strings.ToLower(value)
		if strings.HasPrefix(lower, text) {
			starting = append(starting, value)
		} else if !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(lower, word) }) {
			containing = append(containing, value)
		}
	}
	complete := names.Complete && len(starting)+len(containing) <= limit
	starting = starting[:min(len(starting), limit)]
	containing = containing[:min(len(containing), limit-len(starting))]
	return Names{Values: union(starting, containing), Complete: complete}
}

// distinct returns the distinct names of a sorted list, without changing it: it may be cached.
func distinct(sorted []string) []string {
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			return slices.Compact(slices.Clone(sorted))
		}
	}
	return sorted
}

// union merges two lists of sorted, distinct names.
func union(a, b []string) []string {
	all := make([]string, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch order := strings.Compare(a[0], b[0]); {
		case order < 0:
			all, a = append(all, a[0]), a[1:]
		case order > 0:
			all, b = append(all, b[0]), b[1:]
		default:
			all, a, b = append(all, a[0]), a[1:], b[1:]
		}
	}
	return append(append(all, a...), b...)
}

func sortedKeys(set map[string]struct{}) []string {
	return slices.Sorted(maps.Keys(set))
}
