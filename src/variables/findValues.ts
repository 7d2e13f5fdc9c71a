import { type ScopedVars } from '@grafana/data';

import { type Metadata } from '../metadata/Metadata';
import { type NameSearch, type Range } from '../metadata/types';
import { interpolate, type Replace } from '../query/interpolate';
import { canBeWithinRange, isCompleteVariable, type VariableQuery } from './model';

/** One value that a variable can take. */
export interface VariableValue {
  text: string;
  value: string;
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
): Promise<VariableValue[]> {
  if (!isCompleteVariable(query)) {
    return [];
  }
  const { metric, filters } = interpolate(
    { refId: query.refId, metric: query.metric, filters: query.filters },
    replace,
    scopedVars
  );
  const range = query.withinRange && canBeWithinRange(query) ? dashboardRange : undefined;
  const search: NameSearch = { metric, filters, q: query.search && replace(query.search, scopedVars), range };
  switch (query.kind) {
    case 'metrics':
      return values((await metadata.metrics({ q: search.q })).values);
    case 'tagKeys':
      return values((await metadata.tagKeys(search)).values);
    case 'tagValues':
      // Without a metric the server searches the values of all keys, whatever key is named.
      return values((await metadata.tagValues(query.key ? replace(query.key, scopedVars) : '*', search)).values);
    case 'series':
      return values((await metadata.series({ metric, filters, range })).series.map(nameOfSeries));
  }
}

function values(names: string[]): VariableValue[] {
  return names.map((name) => ({ text: name, value: name }));
}

function nameOfSeries({ metric, tags }: { metric: string; tags: Record<string, string> }): string {
  const list = Object.keys(tags)
    .sort()
    .map((key) => `${key}=${tags[key]}`);
  return list.length > 0 ? `${metric}{${list.join(',')}}` : metric;
}
