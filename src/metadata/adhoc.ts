import { type AdHocVariableFilter } from '@grafana/data';

import { type TagFilter } from '../query/model';
import { type Metadata } from './Metadata';

/** What the ad-hoc filters and group-by keys of a dashboard are chosen among. */
export interface AdhocContext {
  /** The other filters already chosen. */
  filters?: AdHocVariableFilter[];
  /** The metrics of the queries that would be narrowed, variables filled in. */
  metrics: string[];
}

/** Tag keys that an ad-hoc filter can have: those of any of the queries' metrics. */
export async function adhocKeys(metadata: Metadata, context: AdhocContext): Promise<string[]> {
  return (await metadata.tagKeys(searchOf(context))).values;
}

/** Values that an ad-hoc filter on a key can have. */
export async function adhocValues(metadata: Metadata, key: string, context: AdhocContext): Promise<string[]> {
  return (await metadata.tagValues(key, searchOf(context))).values;
}

function searchOf({ metrics, filters }: AdhocContext) {
  return { metric: metrics.length > 0 ? metrics.join('|') : undefined, filters: tagFilters(filters) };
}

/** The filters that narrow suggestions for sure: those on exact values. */
function tagFilters(filters: AdHocVariableFilter[] = []): TagFilter[] {
  return filters
    .filter(({ operator }) => operator === '=' || operator === '=|')
    .map(({ key, operator, value, values }) => ({
      tagk: key,
      type: 'literal_or',
      filter: operator === '=|' && values?.length ? values.join('|') : value,
      groupBy: false,
    }));
}
