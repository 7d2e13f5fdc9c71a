import { escapeRegExp } from 'lodash';

import { savedFilters } from './filters';
import { type AdhocFilter, type OpenTsdbQuery, type TagFilter } from './model';
import tables from './tables.json';

/**
 * Turns a query's ad-hoc filters into filters of its own, for Explore, where no dashboard shows them. One that can't be written
 * as a filter stays, and the backend says why. pkg/query does the same; testdata/adhoc.json tests both.
 */
export function withoutAdhoc(query: OpenTsdbQuery): OpenTsdbQuery {
  const { adhocFilters = [], ...rest } = query;
  const written = adhocFilters.map(asFilter);
  const filters = written.filter((filter) => filter !== undefined);
  const left = adhocFilters.filter((_, index) => written[index] === undefined);
  return {
    ...rest,
    ...(filters.length > 0 && { filters: [...savedFilters(query), ...filters] }),
    ...(left.length > 0 && { adhocFilters: left }),
  };
}

function asFilter({ key, operator, value, values }: AdhocFilter): TagFilter | undefined {
  const chosen = values?.length && (operator === '=|' || operator === '!=|') ? values : [value];
  switch (operator) {
    case '':
    case '=':
    case '=|':
      return exactFilter(key, chosen, 'for');
    case '!=':
    case '!=|':
      return exactFilter(key, chosen, 'out');
    case '=~':
      return plainFilter(key, 'regexp', value);
    case '!~':
      return plainFilter(key, 'regexp', `^(?!.*(?:${value}))`);
    default:
      return undefined;
  }
}

/** Whether an ad-hoc filter with this operator can be applied. Grafana offers `<`, `<=`, `>` and `>=` as well. */
export function isAdhocOperator(operator: string): boolean {
  return tables.adhocOperators.includes(operator);
}

/** Whether series with a value are selected, or left out. */
export type FilterMode = 'for' | 'out';

/** The filter for series that have one of some values, or none of them, whatever characters they hold. */
export function exactFilter(key: string, values: string[], mode: FilterMode): TagFilter {
  // A value that holds a separator or a wildcard can only be written as an escaped pattern.
  if (values.every((one) => !/[|*]/.test(one))) {
    return plainFilter(key, mode === 'for' ? 'literal_or' : 'not_literal_or', values.join('|'));
  }
  const escaped = values.map((one) => escapeRegExp(one)).join('|');
  return plainFilter(key, 'regexp', mode === 'for' ? `^(?:${escaped})$` : `^(?!(?:${escaped})$)`);
}

function plainFilter(tagk: string, type: TagFilter['type'], filter: string): TagFilter {
  return { tagk, type, filter, groupBy: false };
}
