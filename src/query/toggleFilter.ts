import { exactFilter, type Keep } from './adhoc';
import { filtersOf, joinValues, splitValues } from './filters';
import { addFilter, removeFilter, replaceFilter } from './filterList';
import { type OpenTsdbQuery, type TagFilter } from './model';

const TYPES: Record<Keep, string> = { for: 'literal_or', out: 'not_literal_or' };

/** Whether a query already has a filter for, or against, one value of a tag. */
export function hasFilter(query: OpenTsdbQuery, key: string, value: string, keep: Keep = 'for'): boolean {
  return findFilter(query, key, value, keep) >= 0;
}

/** A query narrowed to series with a value, or without it; a filter against the same value goes. */
export function withFilter(query: OpenTsdbQuery, key: string, value: string, keep: Keep): OpenTsdbQuery {
  const cleared = withoutFilter(query, key, value, keep === 'for' ? 'out' : 'for');
  if (hasFilter(cleared, key, value, keep)) {
    return cleared;
  }
  const added = exactFilter(key, [value], keep);
  // Several values left out are one filter; several asked for in turn would leave nothing, and are alternatives.
  const same = filtersOf(cleared).findIndex(({ tagk, type }) => tagk === key && type === added.type);
  if (same >= 0 && added.type === TYPES[keep]) {
    const filter = filtersOf(cleared)[same];
    const values = [...splitValues(filter.filter), value];
    return { ...cleared, ...replaceFilter(cleared, same, { ...filter, filter: joinValues(values) }) };
  }
  return { ...cleared, ...addFilter(cleared, added) };
}

/** A query without the filter for, or against, one value of a tag. */
export function withoutFilter(query: OpenTsdbQuery, key: string, value: string, keep: Keep): OpenTsdbQuery {
  const index = findFilter(query, key, value, keep);
  if (index < 0) {
    return query;
  }
  const filter = filtersOf(query)[index];
  const values = filter.type === TYPES[keep] ? splitValues(filter.filter).filter((one) => one !== value) : [];
  if (values.length > 0) {
    return { ...query, ...replaceFilter(query, index, { ...filter, filter: joinValues(values) }) };
  }
  return filter.groupBy
    ? { ...query, ...replaceFilter(query, index, { ...filter, type: 'wildcard', filter: '*' }) }
    : { ...query, ...removeFilter(query, index) };
}

function findFilter(query: OpenTsdbQuery, key: string, value: string, keep: Keep): number {
  const exact = exactFilter(key, [value], keep);
  const matches = ({ tagk, type, filter }: TagFilter) =>
    tagk === key &&
    type === exact.type &&
    (type === TYPES[keep] ? splitValues(filter) : [filter]).includes(exact.filter);
  return filtersOf(query).findIndex(matches);
}
