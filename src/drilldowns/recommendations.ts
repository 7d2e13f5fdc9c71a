import { type AdHocVariableFilter } from '@grafana/data';

import { canGroupBy, type PanelQuery } from './panelQuery';
import { type MetricTags } from './tags';

/** Filters and group-by keys to offer: Grafana's DrilldownRecommendation, which Grafana 12.3 lacks. */
export interface Recommendation {
  filters: AdHocVariableFilter[];
  groupByKeys: string[];
}

/** The most that are offered of each. */
const MAX_OFFERED = 5;

/** The most values of a key that are few enough to tell apart in a graph. */
const MAX_VALUES = 20;

interface Chosen {
  queries: PanelQuery[];
  filters?: AdHocVariableFilter[];
  groupByKeys?: string[];
}

/**
 * The tag keys of the most panels first, and among those the one with the fewest values. A key of one value parts
 * nothing, one of many makes a graph unreadable. Filters are the values of the first key.
 */
export function recommend(
  { queries, filters = [], groupByKeys = [] }: Chosen,
  tags: Map<string, MetricTags>
): Recommendation {
  const keys = partingKeys(queries, tags);
  const chosen = new Set(filters.map(({ key }) => key));
  const first = keys.find(({ key }) => !chosen.has(key));
  return {
    groupByKeys: keys
      .filter(({ key }) => !groupByKeys.includes(key) && queries.some((query) => canGroupBy(query, key)))
      .map(({ key }) => key)
      .slice(0, MAX_OFFERED),
    filters: first
      ? [...first.values]
          .sort()
          .slice(0, MAX_OFFERED)
          .map((value) => ({ key: first.key, operator: '=', value }))
      : [],
  };
}

interface PartingKey {
  key: string;
  values: Set<string>;
  /** How many queries have the key. */
  queries: number;
}

function partingKeys(queries: PanelQuery[], tags: Map<string, MetricTags>): PartingKey[] {
  const keys = new Map<string, PartingKey>();
  for (const { metrics } of queries) {
    const counted = new Set<string>();
    for (const [key, values] of metrics.flatMap((metric) => [...(tags.get(metric)?.values ?? [])])) {
      const known = keys.get(key) ?? { key, values: new Set(), queries: 0 };
      values.forEach((value) => known.values.add(value));
      known.queries += counted.has(key) ? 0 : 1;
      counted.add(key);
      keys.set(key, known);
    }
  }
  return [...keys.values()]
    .filter(({ values }) => values.size > 1 && values.size <= MAX_VALUES)
    .sort((a, b) => b.queries - a.queries || a.values.size - b.values.size || (a.key < b.key ? -1 : 1));
}
