import { escapeRegExp } from 'lodash';

import { savedFilters } from './filters';
import { type AdhocFilter, type OpenTsdbQuery, type TagFilter } from './model';

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
  // A value that holds a separator or a wildcard can only be written as an escaped pattern.
  const literal = chosen.every((one) => !/[|*]/.test(one));
  const escaped = chosen.map((one) => escapeRegExp(one)).join('|');
  const filter = (type: TagFilter['type'], text: string): TagFilter => ({
    tagk: key,
    type,
    filter: text,
    groupBy: false,
  });
  switch (operator) {
    case '':
    case '=':
    case '=|':
      return literal ? filter('literal_or', chosen.join('|')) : filter('regexp', `^(?:${escaped})$`);
    case '!=':
    case '!=|':
      return literal ? filter('not_literal_or', chosen.join('|')) : filter('regexp', `^(?!(?:${escaped})$)`);
    case '=~':
      return filter('regexp', value);
    case '!~':
      return filter('regexp', `^(?!.*(?:${value}))`);
    default:
      return undefined;
  }
}
