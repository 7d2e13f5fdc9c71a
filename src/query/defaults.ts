import { type OpenTsdbQuery } from './model';
import tables from './tables.json';

/** What a missing field means: what Grafana's built-in OpenTSDB data source did at run time. */
export const DEFAULT_AGGREGATOR = tables.defaultAggregator;
export const DEFAULT_FILL_POLICY = tables.defaultFillPolicy;

/**
 * What a new query has before anything is chosen. One saved without a fill policy means `none`: the server interpolates, and
 * OVH Metrics also extends series that ended.
 */
const DEFAULTS: Partial<OpenTsdbQuery> = {
  legend: 'auto',
  aggregator: DEFAULT_AGGREGATOR,
  downsampleAggregator: DEFAULT_AGGREGATOR,
  downsampleFillPolicy: 'gaps',
};

/** Fields of a query that say nothing of what is asked. */
const SILENT = [
  'refId',
  'key',
  'hide',
  'label',
  'datasource',
  'queryType',
  'editorMode',
  'intervalMs',
  'maxDataPoints',
];

/**
 * A query as its editor begins with it: one that nobody has written yet has the defaults of a new one, every other stays as
 * it is. Grafana's own way, `getDefaultQuery`, can't be used: panels start without it, and the editor of alert rules puts
 * it into every saved rule that lacks one of its fields.
 */
export function newQuery(saved: OpenTsdbQuery): OpenTsdbQuery {
  return isNewQuery(saved) ? { ...DEFAULTS, ...saved } : saved;
}

/** Whether nobody has written a query yet. */
export function isNewQuery(saved: OpenTsdbQuery): boolean {
  return Object.entries(saved).every(([field, value]) => SILENT.includes(field) || value === undefined);
}
