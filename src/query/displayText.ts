import { filtersOf } from './filters';
import { type OpenTsdbQuery } from './model';

/** A query in one short line, for a collapsed query row and Explore's history. */
export function displayText(query: OpenTsdbQuery): string {
  if (!query.metric) {
    return '';
  }
  const filters = filtersOf(query).map(({ tagk, type, filter }) =>
    type === 'literal_or' || type === 'wildcard' ? `${tagk}=${filter}` : `${tagk}=${type}(${filter})`
  );
  const tags = filters.length > 0 ? `{${filters.join(', ')}}` : '';
  return `${query.aggregator ?? 'avg'}:${query.shouldComputeRate ? 'rate:' : ''}${query.metric}${tags}`;
}
