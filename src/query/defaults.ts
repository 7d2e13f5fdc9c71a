import { type OpenTsdbQuery } from './model';
import tables from './tables.json';

/** What a missing field means, as in Grafana's built-in OpenTSDB data source. */
export const DEFAULT_AGGREGATOR = tables.defaultAggregator;
export const DEFAULT_FILL_POLICY = tables.defaultFillPolicy;

/**
 * A new query's fields. They differ from what missing fields mean: without a fill policy, a saved query has `none`, by which the
 * server interpolates, and OVH Metrics also extends series that ended.
 */
const DEFAULTS: Partial<OpenTsdbQuery> = {
  legend: 'auto',
  aggregator: DEFAULT_AGGREGATOR,
  downsampleAggregator: DEFAULT_AGGREGATOR,
  downsampleFillPolicy: 'gaps',
};

/** Fields that a query may have before its author has written anything. */
const INITIAL_FIELDS = [
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
 * Adds the defaults to a new query; any other query stays as it is. Grafana's `getDefaultQuery` can't be used: panels don't call
 * it, and the editor of alert rules adds its fields to saved rules that don't have them.
 */
export function newQuery(saved: OpenTsdbQuery): OpenTsdbQuery {
  return isNewQuery(saved) ? { ...DEFAULTS, ...saved } : saved;
}

/** Whether a query is new: its author hasn't written anything yet. */
export function isNewQuery(saved: OpenTsdbQuery): boolean {
  return Object.entries(saved).every(([field, value]) => INITIAL_FIELDS.includes(field) || value === undefined);
}
