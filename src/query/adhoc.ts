import { escapeRegExp } from 'lodash';

import { savedFilters } from './filters';
import { type AdhocFilter, type OpenTsdbQuery, type TagFilter } from './model';
import tables from './tables.json';

/**
 * A query whose ad-hoc filters are filters of its own, for where no dashboard shows them any more, such as Explore. One
 * that can't be written as a filter stays, and the backend says why. pkg/query writes them likewise; testdata/adhoc.json
 * holds both to it.
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

/** Whether series with a value are asked for, or left out. */
export type Keep = 'for' | 'out';

/** The filter for series that have one of some values, or none of them, whatever characters they hold. */
export function exactFilter(key: string, values: string[], keep: Keep): TagFilter {
  // A value that holds a separator or a wildcard can only be written as an escaped pattern.
  if (values.every((one) => !/[|*]/.test(one))) {
    return plainFilter(key, keep === 'for' ? 'literal_or' : 'not_literal_or', values.join('|'));
  }
  const escaped = values.map((one) => escapeRegExp(one)).join('|');
  return plainFilter(key, 'regexp', keep === 'for' ? `^(?:${escaped})$` : `^(?!(?:${escaped})$)`);
}

function plainFilter(tagk: string, type: TagFilter['type'], filter: string): TagFilter {
  return { tagk, type, filter, groupBy: false };
}
