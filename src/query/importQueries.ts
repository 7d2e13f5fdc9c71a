import { type DataQuery } from '@grafana/schema';

import { type OpenTsdbQuery } from './model';
import { normalizeQuery, withBroken } from './normalize';

/** Plugin ids of the data sources whose queries mean the same: Grafana's built-in one, its successor, and this one. */
const OPENTSDB_PLUGINS = ['opentsdb', 'grafana-opentsdb-datasource', 'ovh-opentsdb-datasource'];

/** Fields of an old editor's unfinished rows. */
const LEFTOVERS = /^current(?:Filter|Tag)/;

/**
 * Converts queries of another data source. Those of an OpenTSDB data source only lose the leftovers of its editor; others can't
 * be converted.
 */
export function importQueries(queries: DataQuery[], originType: string): OpenTsdbQuery[] {
  return OPENTSDB_PLUGINS.includes(originType) ? queries.map((query) => cleanQuery(query as OpenTsdbQuery)) : [];
}

/** A normalized query without leftovers; the same object if nothing changes. */
export function cleanQuery(saved: OpenTsdbQuery): OpenTsdbQuery {
  const { query, broken } = normalizeQuery(saved);
  const complete = withBroken(query, saved, broken);
  const entries = Object.entries(complete).filter(([key]) => !LEFTOVERS.test(key));
  return entries.length === Object.keys(complete).length
    ? complete
    : (Object.fromEntries(entries) as unknown as OpenTsdbQuery);
}
