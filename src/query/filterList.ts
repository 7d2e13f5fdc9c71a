import { filtersOf, filterToTag, savedFilters, tagsOf } from './filters';
import { type OpenTsdbQuery, type TagFilter } from './model';

/** The part of a query that says which series are meant. */
type Selection = Pick<OpenTsdbQuery, 'filters' | 'tags'>;

/** A filter as a new row starts. */
export const NEW_FILTER: TagFilter = { tagk: '', type: 'literal_or', filter: '', groupBy: false };

/** A group-by as a new row starts: every value of a key still to be named. */
export const NEW_GROUP_BY: TagFilter = { tagk: '', type: 'wildcard', filter: '*', groupBy: true };

/** Adds a filter after all others. */
export function addFilter(query: OpenTsdbQuery, filter: TagFilter): Selection {
  return { filters: [...savedFilters(query), filter] };
}

/**
 * Replaces the filter at `index` of `filtersOf(query)`. One of the older tags stays one while tags can say it: they
 * always group, and have each key once.
 */
export function replaceFilter(query: OpenTsdbQuery, index: number, filter: TagFilter): Selection {
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
export function removeFilter(query: OpenTsdbQuery, index: number): Selection {
  const tags = Object.entries(tagsOf(query));
  if (index < tags.length) {
    return { tags: Object.fromEntries(tags.filter((_, i) => i !== index)) };
  }
  return { filters: savedFilters(query).filter((_, i) => i !== index - tags.length) };
}

/** The filters that narrow, none of them grouping: what is left when all series become one. */
export function withoutGroups(query: OpenTsdbQuery): TagFilter[] {
  return filtersOf(query)
    .filter(({ type, filter }) => type !== 'wildcard' || filter !== '*')
    .map((filter) => ({ ...filter, groupBy: false }));
}

/** All filters but the one at `index`: what narrows the suggestions for it. */
export function otherFilters(query: OpenTsdbQuery, index: number): TagFilter[] {
  return filtersOf(query).filter((_, i) => i !== index);
}
