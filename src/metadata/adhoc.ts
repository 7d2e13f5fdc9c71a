import { type AdHocVariableFilter } from '@grafana/data';

import { type OpenTsdbQuery, type TagFilter } from '../query/model';
import { type Metadata } from './Metadata';

/** What Grafana says when it asks for the keys or values of ad-hoc filters. */
export interface AdhocContext {
  /** The other filters already chosen. */
  filters?: AdHocVariableFilter[];
  /** The queries that the filters would narrow. */
  queries?: OpenTsdbQuery[];
}

/** Tag keys that an ad-hoc filter can have: of the queries' metric, where they share one. */
export async function adhocKeys(metadata: Metadata, context: AdhocContext): Promise<string[]> {
  return (await metadata.tagKeys({ metric: sharedMetric(context), filters: tagFilters(context) })).values;
}

/** Values that an ad-hoc filter on a key can have. */
export async function adhocValues(metadata: Metadata, key: string, context: AdhocContext): Promise<string[]> {
  return (await metadata.tagValues(key, { metric: sharedMetric(context), filters: tagFilters(context) })).values;
}

function sharedMetric({ queries = [] }: AdhocContext): string | undefined {
  const metrics = new Set(queries.map(({ metric }) => metric).filter(Boolean));
  const [metric] = metrics;
  return metrics.size === 1 && !metric?.includes('$') ? metric : undefined;
}

/** The filters that narrow suggestions for sure: those on exact values. */
function tagFilters({ filters = [] }: AdhocContext): TagFilter[] {
  return filters
    .filter(({ operator }) => operator === '=' || operator === '=|')
    .map(({ key, operator, value, values }) => ({
      tagk: key,
      type: 'literal_or',
      filter: operator === '=|' && values?.length ? values.join('|') : value,
      groupBy: false,
    }));
}
