import { type OpenTsdbQuery } from './model';

/** What a missing field means: what Grafana's built-in OpenTSDB data source did at run time. The backend agrees. */
export const DEFAULT_AGGREGATOR = 'avg';

/**
 * A query as a new panel gets it. A query saved without a fill policy means the server's own `none`, which may invent
 * points; a new one leaves gaps.
 */
export const NEW_QUERY: Partial<OpenTsdbQuery> = {
  aggregator: DEFAULT_AGGREGATOR,
  downsampleAggregator: DEFAULT_AGGREGATOR,
  downsampleFillPolicy: 'gaps',
};
