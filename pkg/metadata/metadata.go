// Package metadata answers what the editors ask for: names of metrics and tags, series, and what the server can do.
package metadata

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/client"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/filters"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/recent"
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

// Scope narrows a question: to the text typed so far, a metric, the other filters, and a number of answers.
type Scope struct {
	Text    string
	Metric  string
	Filters []opentsdb.Filter
	// Limit is the most names or series that are wanted; zero: the service's own.
	Limit int
	// Within keeps, of a metric's series, those with points in a range; nil: all.
	Within *Range
}

// remembered is how long an answer is given again: long enough for the keystrokes of one edit, short enough that a new
// metric shows up while its user is still looking for it.
const remembered = time.Minute

// mostSeries bounds the series of one metric that are read for suggestions.
const mostSeries = 100_000

// Service asks one server, and remembers its answers for a short while. Failures are not remembered.
type Service struct {
	client *client.Client
	limit  int
	names  *recent.Answers[Names]
	series *recent.Answers[SeriesList]
	alive  *recent.Answers[map[string]bool]
}

// New makes a service that suggests at most limit names.
func New(client *client.Client, limit int) *Service {
	return &Service{
		client: client,
		limit:  limit,
		names:  recent.New[Names](256, remembered),
		series: recent.New[SeriesList](16, remembered),
		alive:  recent.New[map[string]bool](16, remembered),
	}
}

func (s *Service) most(scope Scope) int {
	if scope.Limit > 0 {
		return scope.Limit
	}
	return s.limit
}

// Metrics lists metrics whose name contains the text, whatever its case.
func (s *Service) Metrics(ctx context.Context, scope Scope) (Names, error) {
	return s.suggest(ctx, client.SuggestMetrics, scope)
}

// suggest lists names of a kind that contain the text. All names are fetched once when they are few enough, and searched
// here; otherwise the server, which may match prefixes only, is asked for those that match the text.
func (s *Service) suggest(ctx context.Context, kind string, scope Scope) (Names, error) {
	all, err := s.ask(ctx, kind, "")
	if err != nil {
		return Names{}, err
	}
	if !all.Complete && scope.Text != "" {
		matching, err := s.ask(ctx, kind, plainStart(scope.Text))
		if err != nil {
			return Names{}, err
		}
		all = Names{Values: union(all.Values, matching.Values), Complete: matching.Complete && s.client.Dialect().InfixSuggest}
	}
	return narrow(all, scope.Text, s.most(scope)), nil
}

func (s *Service) ask(ctx context.Context, kind, text string) (Names, error) {
	names, err := s.names.Get(ctx, kind+"\x00"+text, func(ctx context.Context) (Names, error) {
		values, err := s.client.Suggest(ctx, kind, text, s.limit)
		if err != nil {
			return Names{}, err
		}
		return Names{Values: distinct(values), Complete: len(values) < s.limit}, nil
	})
	return names, s.client.Explain("suggest", err)
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
func (s *Service) TagKeys(ctx context.Context, scope Scope) (Names, error) {
	if scope.Metric == "" {
		return s.suggest(ctx, client.SuggestTagKeys, scope)
	}
	list, untracked, err := s.every(ctx, scope)
	if err != nil {
		return Names{}, err
	}
	if untracked {
		return s.anyMetric(ctx, client.SuggestTagKeys, scope)
	}
	keys := map[string]struct{}{}
	for _, series := range list.Series {
		for key := range series.Tags {
			keys[key] = struct{}{}
		}
	}
	return narrow(Names{Values: sortedKeys(keys), Complete: list.Complete}, scope.Text, s.most(scope)), nil
}

// TagValues lists the values of a tag key in the metric's series that pass the filters, or in all metrics.
func (s *Service) TagValues(ctx context.Context, key string, scope Scope) (Names, error) {
	if scope.Metric == "" {
		return s.suggest(ctx, client.SuggestTagValues, scope)
	}
	list, untracked, err := s.every(ctx, scope)
	if err != nil {
		return Names{}, err
	}
	if untracked {
		return s.anyMetric(ctx, client.SuggestTagValues, scope)
	}
	values := map[string]struct{}{}
	for _, series := range list.Series {
		if value, ok := series.Tags[key]; ok {
			values[value] = struct{}{}
		}
	}
	return narrow(Names{Values: sortedKeys(values), Complete: list.Complete}, scope.Text, s.most(scope)), nil
}

// every lists all series of a scope, whatever its limit; untracked says that the server knows none of the metric.
func (s *Service) every(ctx context.Context, scope Scope) (list SeriesList, untracked bool, err error) {
	scope.Limit = mostSeries
	suggested := filters.Suggestions(scope.Filters)
	list, err = s.listed(ctx, scope, func(tags map[string]string) (bool, error) { return suggested(tags), nil })
	return list, len(list.Series) == 0 && len(scope.Filters) == 0 && scope.Within == nil, err
}

// anyMetric suggests names of all metrics for a metric whose series the server doesn't track (an OpenTSDB without
// tsd.core.meta.enable_tsuid_tracking looks up none).
func (s *Service) anyMetric(ctx context.Context, kind string, scope Scope) (Names, error) {
	names, err := s.suggest(ctx, kind, scope)
	names.Complete = false
	return names, err
}

// Series lists the metric's series that pass the filters, exactly, and have points in the range where one is given. A filter
// that can't be matched is an error by its name.
func (s *Service) Series(ctx context.Context, scope Scope) (SeriesList, error) {
	matcher, err := filters.NewMatcher(scope.Filters)
	if err != nil {
		return SeriesList{}, err
	}
	return s.listed(ctx, scope, matcher.Match)
}

// listed lists the metric's series that pass.
func (s *Service) listed(ctx context.Context, scope Scope, passes func(tags map[string]string) (bool, error)) (SeriesList, error) {
	all, err := s.series.Get(ctx, scope.Metric, func(ctx context.Context) (SeriesList, error) {
		found, complete, err := s.client.Lookup(ctx, scope.Metric, mostSeries, func(map[string]string) bool { return true })
		if err != nil {
			return SeriesList{}, err
		}
		list := SeriesList{Series: make([]Series, len(found)), Complete: complete}
		for i, f := range found {
			list.Series[i] = Series{Metric: f.Metric, Tags: f.Tags}
		}
		sortSeries(list.Series)
		return list, nil
	})
	if err != nil {
		return SeriesList{}, s.client.Explain("lookup", err)
	}
	most := s.most(scope)
	var living map[string]bool
	if scope.Within != nil {
		if living, err = s.living(ctx, scope.Metric, all.Series, *scope.Within); err != nil {
			return SeriesList{}, s.client.Explain("query", err)
		}
	}
	out := SeriesList{Series: []Series{}, Complete: all.Complete}
	for _, series := range all.Series {
		if scope.Within != nil && !living[opentsdb.TagsKey(series.Tags)] {
			continue
		}
		pass, err := passes(series.Tags)
		if err != nil {
			return SeriesList{}, err
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

// narrow keeps the names that contain the text, whatever its case; those that begin with it come first in what is kept.
func narrow(names Names, text string, most int) Names {
	text = strings.ToLower(text)
	var starting, containing []string
	for _, value := range names.Values {
		lower := strings.ToLower(value)
		if strings.HasPrefix(lower, text) {
			starting = append(starting, value)
		} else if strings.Contains(lower, text) {
			containing = append(containing, value)
		}
	}
	out := Names{Values: append(starting, containing...), Complete: names.Complete}
	if len(out.Values) > most {
		out.Values, out.Complete = out.Values[:most], false
	}
	if out.Values == nil {
		out.Values = []string{}
	}
	slices.Sort(out.Values)
	return out
}

func distinct(values []string) []string {
	out := slices.Clone(values)
	slices.Sort(out)
	return slices.Compact(out)
}

func union(a, b []string) []string { return distinct(append(slices.Clone(a), b...)) }

func sortedKeys(set map[string]struct{}) []string {
	return slices.Sorted(maps.Keys(set))
}

func sortSeries(series []Series) {
	slices.SortFunc(series, func(a, b Series) int { return strings.Compare(opentsdb.TagsKey(a.Tags), opentsdb.TagsKey(b.Tags)) })
}
