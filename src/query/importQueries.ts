import { type DataQuery } from '@grafana/schema';

import { savedFilters, tagsOf } from './filters';
import { type OpenTsdbQuery } from './model';

/** The plugin id of Grafana's built-in OpenTSDB data source, and of its successor in the catalogue. */
const SAME_LANGUAGE = ['opentsdb', 'grafana-opentsdb-datasource', 'ovh-opentsdb-datasource'];

/** Fields of an editor that never got into a query. */
const LEFTOVERS = /^current(?:Filter|Tag)/;

/**
 * Queries of another data source, for this one: those of an OpenTSDB data source mean the same here, and lose only what
 * its editor left behind. Of other data sources nothing can be kept.
 */
export function importQueries(queries: DataQuery[], originType: string): OpenTsdbQuery[] {
  return SAME_LANGUAGE.includes(originType) ? queries.map((query) => cleanQuery(query as OpenTsdbQuery)) : [];
}

/** The same query without leftovers, and tags and filters in their own shapes; the same object when nothing changes. */
export function cleanQuery(query: OpenTsdbQuery): OpenTsdbQuery {
  const { tags, filters } = query;
  const kept = Object.entries(query).filter(([key]) => !LEFTOVERS.test(key));
  const misshapen = Array.isArray(tags) || (filters !== undefined && !Array.isArray(filters));
  if (kept.length === Object.keys(query).length && !misshapen) {
    return query;
  }
  return {
    ...(Object.fromEntries(kept) as unknown as OpenTsdbQuery),
    ...(tags !== undefined && { tags: tagsOf(query) }),
    ...(filters !== undefined && { filters: savedFilters(query) }),
  };
}
