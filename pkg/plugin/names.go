package plugin

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/executor"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/metadata"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/problems"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// maxVariables bounds the names with a variable in them that are looked up at the server.
const maxVariables = 10

// checkVariables refuses a query with an unresolved variable, unless the server has a metric or tag of that very name. Only the
// first maxVariables are looked up; of the others, one more is reported.
func (i *Instance) checkVariables(ctx context.Context, caller executor.Caller, q query.Query) error {
	var unresolved []error
	looked := map[query.VariableName]bool{}
	for _, v := range q.VariableNames() {
		if looked[v] {
			continue
		}
		looked[v] = true
		if len(looked) > maxVariables {
			unresolved = append(unresolved, v.Unresolved())
			break
		}
		known, err := i.metadata.Knows(ctx, caller, v.Kind, v.Name)
		if err != nil || !known {
			unresolved = append(unresolved, v.Unresolved())
		}
	}
	return messages.Join(unresolved...)
}

// nameTimeout bounds how long an empty result waits for the reason.
const nameTimeout = time.Second

// noSeriesNotices says why a panel's query has no series, where the metric, the tag keys or the filters are the reason. There are
// none where that can't be found out.
func (i *Instance) noSeriesNotices(ctx context.Context, q query.Query, r request) []data.Notice {
	if r.caller.Origin != executor.Panel {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, nameTimeout)
	defer cancel()
	if known, err := i.metadata.Knows(ctx, r.caller, query.KindMetric, q.Metric); err != nil {
		return nil
	} else if !known {
		return []data.Notice{notice(data.NoticeSeverityWarning, messages.NoSuchMetric.Text(i.executor.Server(), q.Metric))}
	}
	if len(q.Filters) == 0 {
		return nil
	}
	keys := i.tagKeys(ctx, q.Metric, r)
	if keys == nil {
		return nil
	}
	var missing []string
	for _, f := range q.Filters {
		if !keys[f.TagKey] && !slices.Contains(missing, f.TagKey) {
			missing = append(missing, f.TagKey)
		}
	}
	if len(missing) > 0 {
		return []data.Notice{notice(data.NoticeSeverityWarning, messages.NoSuchTagKey.Text(q.Metric, strings.Join(missing, ", ")))}
	}
	passing, err := i.metadata.Series(ctx, r.caller, metadata.Scope{Metric: q.Metric, Filters: q.Filters, Limit: 1})
	if err == nil && len(passing.Series) == 0 {
		return []data.Notice{notice(data.NoticeSeverityWarning, messages.NothingPasses.Text(q.Metric))}
	}
	return nil
}

// emptyListNotices says why a panel's query for a list of series selects none.
func (i *Instance) emptyListNotices(ctx context.Context, each []query.Query, r request) []data.Notice {
	if r.caller.Origin != executor.Panel {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, nameTimeout)
	defer cancel()
	var all []data.Notice
	for _, q := range each {
		known, err := i.metadata.Knows(ctx, r.caller, query.KindMetric, q.Metric)
		found := i.noSeriesNotices(ctx, q, r)
		if err == nil && known && found == nil {
			list, err := i.metadata.Series(ctx, r.caller, metadata.Scope{Metric: q.Metric, Limit: 1})
			if err == nil && len(list.Series) == 0 {
				found = []data.Notice{notice(data.NoticeSeverityWarning, messages.SeriesNotListed.Text(i.executor.Server(), q.Metric))}
			}
		}
		all = append(all, found...)
	}
	return all
}

// tagKeys returns the tag keys of a metric's series; nil where not all are known, and where there are no series.
func (i *Instance) tagKeys(ctx context.Context, metric string, r request) map[string]bool {
	list, err := i.metadata.Series(ctx, r.caller, metadata.Scope{Metric: metric, Limit: i.settings.MaxSeries})
	if err != nil || !list.Complete || len(list.Series) == 0 {
		return nil
	}
	keys := map[string]bool{}
	for _, s := range list.Series {
		for key := range s.Tags {
			keys[key] = true
		}
	}
	return keys
}

// lackingGroupBy returns the keys that the dashboard groups by and surely no series of the metric has.
func (i *Instance) lackingGroupBy(ctx context.Context, q query.Query, r request) []string {
	ctx, cancel := context.WithTimeout(ctx, nameTimeout)
	defer cancel()
	keys := i.tagKeys(ctx, q.Metric, r)
	if keys == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(q.GroupByKeys), func(key string) bool { return keys[key] })
}

// lacksGroupBy says whether a server refused a query for a tag key that the dashboard groups by.
func lacksGroupBy(q query.Query, err error) bool {
	p, ok := errors.AsType[*problems.Error](err)
	return ok && slices.Contains(q.GroupByKeys, p.UnknownTagKey)
}

func groupByText(q query.Query) string {
	return messages.GroupByMissing.Text(q.Metric, strings.Join(q.GroupByKeys, ", "))
}
