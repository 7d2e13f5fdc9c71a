import { type ScopedVars } from '@grafana/data';

import { type Metadata } from '../metadata/Metadata';
import { type NameSearch, type Range } from '../metadata/types';
import { interpolate, type Replace } from '../query/interpolate';
import { canBeWithinRange, variableProblem, type VariableQuery } from './model';

/** The values that a variable can take. */
export interface VariableValues {
  values: string[];
  /** False: there may be more than the lookup limit of the settings. */
  complete: boolean;
}

/**
 * The values of a variable, with the variables in its own query replaced.
 * @param dashboardRange the dashboard's time range, for a variable that is limited to it
 */
export async function findValues(
  query: VariableQuery,
  metadata: Metadata,
  replace: Replace,
  scopedVars: ScopedVars = {},
  dashboardRange?: Range
): Promise<VariableValues> {
  if (variableProblem(query)) {
    return { values: [], complete: true };
  }
  const { metric, filters } = interpolate(
    { refId: query.refId, metric: query.metric, filters: query.filters },
    replace,
    scopedVars
  );
  const range = query.withinRange && canBeWithinRange(query) ? dashboardRange : undefined;
  const q = query.search && replace(query.search, scopedVars);
  // Without a metric, the server searches the values of all keys.
  const key = query.key ? replace(query.key, scopedVars) : '*';

  const found = await find();
  return query.match === 'prefix' && q && query.kind !== 'series'
    ? { ...found, values: found.values.filter((name) => name.startsWith(q)) }
    : found;

  async function find(): Promise<VariableValues> {
    const search: NameSearch = { metric, filters, q, range };
    switch (query.kind) {
      case 'metrics':
        return metadata.metrics({ q });
      case 'tagKeys':
        return metadata.tagKeys(search);
      case 'tagValues':
        return metadata.tagValues(key, search);
      case 'series': {
        const { series, complete } = await metadata.series({ metric, filters, range });
        return { values: series.map(nameOfSeries), complete };
      }
    }
  }
}

function nameOfSeries({ metric, tags }: { metric: string; tags: Record<string, string> }): string {
  const list = Object.keys(tags)
    .sort()
    .map((key) => `${key}=${tags[key]}`);
  return list.length > 0 ? `${metric}{${list.join(',')}}` : metric;
}
