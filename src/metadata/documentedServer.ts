import { type DialectName } from '../settings/types';
import { FILL_POLICIES } from '../query/fillPolicies';
import { FILTER_TYPES } from '../query/filters';
import { type Server } from './types';

/** http://opentsdb.net/docs/build/html/user_guide/query/aggregators.html */
const AGGREGATORS = [
  ...['avg', 'count', 'dev', 'diff', 'first', 'last', 'max', 'median', 'mimmax', 'mimmin', 'min', 'mult', 'none'],
  ...['p50', 'p75', 'p90', 'p95', 'p99', 'p999', 'pfsum', 'squareSum', 'sum', 'zimsum'],
];

/** What OpenTSDB documents, for use until the connected server has responded. */
export function documentedServer(dialect: DialectName): Server {
  return {
    dialect,
    name: '',
    aggregators: AGGREGATORS,
    downsampleAggregators: AGGREGATORS.filter((name) => name !== 'none'),
    filterTypes: FILTER_TYPES.map((type) => ({ type, support: 'native' })),
    fillPolicies: FILL_POLICIES.map((policy) => ({ policy, support: 'native' })),
    features: {
      calendar: true,
      explicitTags: true,
      counter: true,
      milliseconds: true,
      annotations: dialect === 'opentsdb',
      percentiles: true,
      rollups: true,
    },
  };
}
