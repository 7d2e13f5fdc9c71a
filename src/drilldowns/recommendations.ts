import { type AdHocVariableFilter } from '@grafana/data';

import { canGroupBy, type PanelQuery } from './panelQuery';
import { type MetricTags } from './tags';

/** Recommended filters and group-by keys: Grafana's DrilldownRecommendation, which Grafana 12.3 doesn't have. */
export interface Recommendation {
  filters: AdHocVariableFilter[];
  groupByKeys: string[];
}

/** How many of each are recommended. */
const MAX_RECOMMENDED = 5;

/** How many values of a key can be distinguished in a graph. */
const MAX_VALUES = 20;

interface Chosen {
  queries: PanelQuery[];
  filters?: AdHocVariableFilter[];
  groupByKeys?: string[];
}

/**
 * Recommends the tag keys that most panels have, and among those the ones with the fewest values. A key with one value
 * distinguishes nothing, one with many makes a graph unreadable. The filters are the values of the first key.
 */
export function recommend(
  { queries, filters = [], groupByKeys = [] }: Chosen,
  tags: Map<string, MetricTags>
): Recommendation {
  const keys = distinguishingKeys(queries, tags);
  const chosen = new Set(filters.map(({ key }) => key));
  const first = keys.find(({ key }) => !chosen.has(key));
  return {
    groupByKeys: keys
      .filter(({ key }) => !groupByKeys.includes(key) && queries.some((query) => canGroupBy(query, key)))
      .map(({ key }) => key)
      .slice(0, MAX_RECOMMENDED),
    filters: first
      ? [...first.values]
          .sort()
          .slice(0, MAX_RECOMMENDED)
          .map((value) => ({ key: first.key, operator: '=', value }))
      : [],
  };
}

interface DistinguishingKey {
  key: string;
  values: Set<string>;
  /** How many queries have the key. */
  queries: number;
}

function distinguishingKeys(queries: PanelQuery[], tags: Map<string, MetricTags>): DistinguishingKey[] {
  const keys = new Map<string, DistinguishingKey>();
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
