// Package metadata answers what the editors ask for: names of metrics and tags, series, and what the server can do.
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

// Scope narrows a question: to the text typed so far, a metric, the other filters, and a number of results.
type Scope struct {
	Text    string
	Metric  string
	Filters []opentsdb.Filter
	// Limit is the most names or series that are wanted; zero: the service's own.
	Limit int
	// Within keeps, of a metric's series, those with points in a range; nil: all.
	Within *Range
	// ofAll asks for all series of the metric and filters them here, so that one list serves whatever is asked of it next.
	ofAll bool
}

// maxSeries bounds the names that are read for suggestions, and the series of one metric.
const maxSeries = executor.MaxListedSeries

// Service answers from what one server says.
type Service struct {
	executor *executor.Executor
	limit    int
}

// New makes a service that suggests at most limit names.
func New(e *executor.Executor, limit int) *Service { return &Service{executor: e, limit: limit} }

func (s *Service) most(scope Scope) int {
	if scope.Limit > 0 {
		return scope.Limit
	}
	return s.limit
}

// Metrics lists metrics whose name contains every word of the text, whatever its case.
func (s *Service) Metrics(ctx context.Context, caller executor.Caller, scope Scope) (Names, error) {
	return s.suggest(ctx, caller, client.SuggestMetrics, scope)
}

// suggest lists names of a kind that contain the text. All names are fetched once when they are few enough, and searched
// here; otherwise the server, which may match prefixes only, is asked for those that match the text.
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
	return narrow(all, scope.Text, s.most(scope)), nil
}

func (s *Service) ask(ctx context.Context, caller executor.Caller, kind, text string) (Names, error) {
	values, err := s.executor.Suggest(ctx, caller, kind, text, s.limit)
	if err != nil {
		return Names{}, err
	}
	return Names{Values: distinct(values), Complete: len(values) < s.limit}, nil
}

// plainStart is the part of a text before the first character that isn't one of a usual name. The gateway of OVH Metrics
// can't take spaces and & in a suggestion (exchanges suggest_get_metrics_q_space, suggest_get_metrics_q_ampersand) and
// hands the text on into its store's search, where others may have a meaning; the rest is matched here.
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
	return narrow(Names{Values: sortedKeys(keys), Complete: list.Complete}, scope.Text, s.most(scope)), nil
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
	return narrow(Names{Values: distinct(values), Complete: list.Complete}, scope.Text, s.most(scope)), nil
}

// every lists all series of a scope, whatever its limit; untracked says that the server knows none of the metric. A filter
// that can't be read, since it is still being typed, doesn't narrow the list.
func (s *Service) every(ctx context.Context, caller executor.Caller, scope Scope) (list executor.SeriesList, untracked bool, err error) {
	narrowed := len(scope.Filters) > 0 || scope.Within != nil
	scope.Limit, scope.Filters, scope.ofAll = maxSeries, filters.Readable(scope.Filters), true
	list, err = s.list(ctx, caller, scope)
	if p, ok := errors.AsType[*problems.Error](err); ok && p.Status == http.StatusNotFound && p.Kind == problems.KindRefused {
		// OpenTSDB fails to list a metric's series if it can't resolve one name of one of them.
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

// Series lists the metric's series that pass the filters, exactly, and have points in the range where one is given. A filter
// that can't be matched is an error by its name.
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
	most := s.most(scope)
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
		if err := ctx.Err(); err != nil { // a pattern may take its time
			return executor.SeriesList{}, err
		}
		pass, err := matcher.Match(series.Tags)
		if err != nil {
			return executor.SeriesList{}, err
		}
		if !pass {
			continue
		}
		if len(out.Series) == most {
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

// narrow keeps the names that contain every word of the text, in any order and case; those that begin with the text come
// first in what is kept.
func narrow(names Names, text string, most int) Names {
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
	complete := names.Complete && len(starting)+len(containing) <= most
	starting = starting[:min(len(starting), most)]
	containing = containing[:min(len(containing), most-len(starting))]
	return Names{Values: union(starting, containing), Complete: complete}
}

// distinct names are those of a sorted list, which is left as it is.
func distinct(sorted []string) []string {
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			return slices.Compact(slices.Clone(sorted))
		}
	}
	return sorted
}

// union is all that is in two lists of sorted, distinct names.
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
