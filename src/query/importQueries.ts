import { type DataQuery } from '@grafana/schema';

import { type OpenTsdbQuery } from './model';
import { normalizeQuery, withBroken } from './normalize';

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

/** The same query without leftovers, in its own shapes; the same object when nothing changes. */
export function cleanQuery(saved: OpenTsdbQuery): OpenTsdbQuery {
  const { query, broken } = normalizeQuery(saved);
  const whole = withBroken(query, saved, broken);
  const kept = Object.entries(whole).filter(([key]) => !LEFTOVERS.test(key));
  return kept.length === Object.keys(whole).length ? whole : (Object.fromEntries(kept) as unknown as OpenTsdbQuery);
}
