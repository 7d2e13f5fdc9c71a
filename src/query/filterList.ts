import { isEqual } from 'lodash';

import { type Filtered, filtersOf, filterToTag, savedFilters, tagsOf, tagToFilter } from './filters';
import { type OpenTsdbQuery, type TagFilter } from './model';

/** The filter of a new row. */
export const NEW_FILTER: TagFilter = { tagk: '', type: 'literal_or', filter: '', groupBy: false };

/** The filter that groups by a key, and selects the series that have it. */
export function groupByFilter(tagk: string): TagFilter {
  return { tagk, type: 'wildcard', filter: '*', groupBy: true };
}

/** Whether a filter only groups by its key. */
export function isGroupBy({ type, filter, groupBy }: TagFilter): boolean {
  return groupBy && (type === 'wildcard' || type === 'iwildcard') && filter === '*';
}

/** The keys that a query groups by, whether a filter narrows them or not. */
export function groupByKeysOf(query: Filtered): string[] {
  const keys = filtersOf(query).filter(({ groupBy, tagk }) => groupBy && tagk !== '');
  return [...new Set(keys.map(({ tagk }) => tagk))];
}

/** Groups by exactly these keys: by the filter on a key if there is one, otherwise by a filter that only groups. */
export function withGroupByKeys(query: Filtered, keys: string[]): Filtered {
  const tags: Array<[string, string]> = [];
  const filters: TagFilter[] = [];
  for (const [key, value] of Object.entries(tagsOf(query))) {
    const own = tagToFilter(key, value);
    if (keys.includes(key)) {
      tags.push([key, value]);
    } else if (!isGroupBy(own)) {
      filters.push({ ...own, groupBy: false });
    }
  }
  const grouped = new Set(tags.map(([key]) => key));
  for (const filter of savedFilters(query)) {
    const groupBy = keys.includes(filter.tagk) && (filter.groupBy || !grouped.has(filter.tagk));
    if (groupBy && filter.type !== 'not_key') {
      grouped.add(filter.tagk);
      filters.push({ ...filter, groupBy });
    } else if (!isGroupBy(filter) || filter.tagk === '') {
      filters.push({ ...filter, groupBy: false });
    }
  }
  const added = keys.filter((key) => !grouped.has(key)).map(groupByFilter);
  return { ...(query.tags && { tags: Object.fromEntries(tags) }), filters: [...added, ...filters] };
}

/**
 * Replaces the filters that are shown by others; those that aren't shown stay. A filter from the older tags stays in the tags as
 * long as they can express it.
 */
export function withFilters(
  query: Filtered,
  rows: TagFilter[],
  isShown: (filter: TagFilter) => boolean = () => true
): Filtered {
  const left = [...rows];
  const tags = Object.entries(tagsOf(query)).flatMap(([key, value]): Array<[string, string]> => {
    const own = tagToFilter(key, value);
    if (!isShown(own)) {
      return [[key, value]];
    }
    const at = left.findIndex(({ tagk, groupBy }) => groupBy && tagk === key);
    const [row] = at >= 0 ? left.splice(at, 1) : [];
    return row ? [[key, isEqual(row, own) ? value : filterToTag(row)]] : [];
  });
  const filters = [...savedFilters(query).filter((filter) => !isShown(filter)), ...left];
  return {
    ...(query.tags && { tags: Object.fromEntries(tags) }),
    ...((query.filters || filters.length > 0) && { filters }),
  };
}

/** Adds a filter at the end. */
export function addFilter(query: OpenTsdbQuery, filter: TagFilter): Filtered {
  return { filters: [...savedFilters(query), filter] };
}

/**
 * Replaces the filter at `index` of `filtersOf(query)`. A filter from the older tags stays in the tags as long as they can
 * express it: they always group, and have each key once.
 */
export function replaceFilter(query: OpenTsdbQuery, index: number, filter: TagFilter): Filtered {
  const tags = Object.entries(tagsOf(query));
  const filters = savedFilters(query);
  if (index >= tags.length) {
    return { filters: filters.map((old, i) => (i === index - tags.length ? filter : old)) };
  }
  const isTag = filter.groupBy && tags.every(([key], i) => i === index || key !== filter.tagk);
  if (isTag) {
    const entry: [string, string] = [filter.tagk, filterToTag(filter)];
    return { tags: Object.fromEntries(tags.map((old, i) => (i === index ? entry : old))) };
  }
  return { ...removeFilter(query, index), filters: [filter, ...filters] };
}

/** Removes the filter at `index` of `filtersOf(query)`. */
export function removeFilter(query: OpenTsdbQuery, index: number): Filtered {
  const tags = Object.entries(tagsOf(query));
  if (index < tags.length) {
    return { tags: Object.fromEntries(tags.filter((_, i) => i !== index)) };
  }
  return { filters: savedFilters(query).filter((_, i) => i !== index - tags.length) };
}

/** The filters without their grouping, and without those that only group. */
export function withoutGroups(query: OpenTsdbQuery): TagFilter[] {
  return filtersOf(query)
    .filter(({ type, filter }) => type !== 'wildcard' || filter !== '*')
    .map((filter) => ({ ...filter, groupBy: false }));
}
