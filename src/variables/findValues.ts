import { type ScopedVars } from '@grafana/data';

import { type Metadata } from '../metadata/Metadata';
import { type NameSearch, type Range } from '../metadata/types';
import { splitValues } from '../query/filters';
import { interpolate, type Replace } from '../query/interpolate';
import { canBeWithinRange, variableProblem, type VariableQuery } from './model';

/** The values that a variable can take. */
export interface VariableValues {
  values: string[];
  /** False: there may be more than the settings let a list hold. */
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
  const { metric = '', filters } = interpolate(
    { refId: query.refId, metric: query.metric, filters: query.filters },
    replace,
    scopedVars
  );
  const range = query.withinRange && canBeWithinRange(query) ? dashboardRange : undefined;
  const q = query.search && replace(query.search, scopedVars);
  // Without a metric the server searches the values of all keys, whatever key is named.
  const key = query.key ? replace(query.key, scopedVars) : '*';

  const find = (one: string): Promise<VariableValues> => {
    const search: NameSearch = { metric: one || undefined, filters, q, range };
    switch (query.kind) {
      case 'metrics':
        return metadata.metrics({ q });
      case 'tagKeys':
        return metadata.tagKeys(search);
      case 'tagValues':
        return metadata.tagValues(key, search);
      case 'series':
        return metadata
          .series({ metric: one, filters, range })
          .then(({ series, complete }) => ({ values: series.map(nameOfSeries), complete }));
    }
  };

  const found = union(await Promise.all((splitValues(metric).length > 1 ? splitValues(metric) : [metric]).map(find)));
  return query.match === 'prefix' && q && query.kind !== 'series'
    ? { ...found, values: found.values.filter((name) => name.startsWith(q)) }
    : found;
}

/** What is found for several metrics, each once. */
function union(lists: VariableValues[]): VariableValues {
  if (lists.length === 1) {
    return lists[0];
  }
  return {
    values: [...new Set(lists.flatMap(({ values }) => values))].sort(),
    complete: lists.every(({ complete }) => complete),
  };
}

function nameOfSeries({ metric, tags }: { metric: string; tags: Record<string, string> }): string {
  const list = Object.keys(tags)
    .sort()
    .map((key) => `${key}=${tags[key]}`);
  return list.length > 0 ? `${metric}{${list.join(',')}}` : metric;
}
