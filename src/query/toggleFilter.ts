import { exactFilter, type FilterMode } from './adhoc';
import { filtersOf, joinValues, splitValues } from './filters';
import { addFilter, removeFilter, replaceFilter } from './filterList';
import { type OpenTsdbQuery, type TagFilter } from './model';

const TYPES: Record<FilterMode, string> = { for: 'literal_or', out: 'not_literal_or' };

/** Whether a query already has a filter for, or against, one value of a tag. */
export function hasFilter(query: OpenTsdbQuery, key: string, value: string, mode: FilterMode = 'for'): boolean {
  return findFilter(query, key, value, mode) >= 0;
}

/** Adds a filter for, or against, one value of a tag, and removes the opposite one. */
export function withFilter(query: OpenTsdbQuery, key: string, value: string, mode: FilterMode): OpenTsdbQuery {
  const cleared = withoutFilter(query, key, value, mode === 'for' ? 'out' : 'for');
  if (hasFilter(cleared, key, value, mode)) {
    return cleared;
  }
  const added = exactFilter(key, [value], mode);
  // Several values are one filter: two filters for different values would leave no series.
  const same = filtersOf(cleared).findIndex(({ tagk, type }) => tagk === key && type === added.type);
  if (same >= 0 && added.type === TYPES[mode]) {
    const filter = filtersOf(cleared)[same];
    const values = [...splitValues(filter.filter), value];
    return { ...cleared, ...replaceFilter(cleared, same, { ...filter, filter: joinValues(values) }) };
  }
  return { ...cleared, ...addFilter(cleared, added) };
}

/** Removes the filter for, or against, one value of a tag. */
export function withoutFilter(query: OpenTsdbQuery, key: string, value: string, mode: FilterMode): OpenTsdbQuery {
  const index = findFilter(query, key, value, mode);
  if (index < 0) {
    return query;
  }
  const filter = filtersOf(query)[index];
  const values = filter.type === TYPES[mode] ? splitValues(filter.filter).filter((one) => one !== value) : [];
  if (values.length > 0) {
    return { ...query, ...replaceFilter(query, index, { ...filter, filter: joinValues(values) }) };
  }
  return filter.groupBy
    ? { ...query, ...replaceFilter(query, index, { ...filter, type: 'wildcard', filter: '*' }) }
    : { ...query, ...removeFilter(query, index) };
}

function findFilter(query: OpenTsdbQuery, key: string, value: string, mode: FilterMode): number {
  const exact = exactFilter(key, [value], mode);
  const matches = ({ tagk, type, filter }: TagFilter) =>
    tagk === key &&
    type === exact.type &&
    (type === TYPES[mode] ? splitValues(filter) : [filter]).includes(exact.filter);
  return filtersOf(query).findIndex(matches);
}
