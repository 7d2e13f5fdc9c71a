import { type OpenTsdbQuery } from '../query/model';
import { type Selection } from '../query/resolve';
import { type MetricTags } from './tags';

/** What a panel's query can be filtered and grouped by. */
export interface PanelQuery {
  /** Its metrics, variables filled in. */
  metrics: string[];
  /** What it can be grouped by: nothing, the keys that its filters name, or any tag key. */
  groups: 'never' | 'byItsFilters' | 'byAnyKey';
  /** The tag keys that its filters name. */
  filtered: string[];
}

export function panelQuery(
  { queryType, explicitTags }: OpenTsdbQuery,
  { metrics, filters }: Pick<Selection, 'metrics' | 'filters'>
): PanelQuery {
  return { metrics, groups: groupsOf(queryType, explicitTags), filtered: filters.map(({ tagk }) => tagk) };
}

function groupsOf(queryType: OpenTsdbQuery['queryType'], explicitTags?: boolean): PanelQuery['groups'] {
  if ((queryType ?? 'timeseries') !== 'timeseries') {
    return 'never';
  }
  // With explicit tags, one key more in the query leaves no series: pkg/query doesn't add it.
  return explicitTags ? 'byItsFilters' : 'byAnyKey';
}

/** Whether a query can be grouped by anything. */
export function hasKeys({ groups }: PanelQuery): boolean {
  return groups !== 'never';
}

/** The tag keys of its metrics that a query can be grouped by. */
export function groupableKeys(query: PanelQuery, tags: Map<string, MetricTags>): string[] {
  const keys = query.metrics.flatMap((metric) => [...(tags.get(metric)?.values.keys() ?? [])]);
  return keys.filter((key) => canGroupBy(query, key));
}

/** Whether a query can be grouped by a key, if its metrics have it. */
export function canGroupBy({ groups, filtered }: PanelQuery, key: string): boolean {
  return groups === 'byAnyKey' || (groups === 'byItsFilters' && filtered.includes(key));
}
