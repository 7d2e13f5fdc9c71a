import { printed } from './tools';

/** A request, and the response of the real OpenTSDB after the requests before it. */
export interface Exchange {
  name: string;
  request: { method: string; path: string; contentType?: string; body?: string };
  /** The body is JSON without tsuids, durations and stack traces; undefined: it is empty. */
  opentsdb: { status: number; body?: unknown };
}

const exchanges: Exchange[] = JSON.parse(printed('exchanges.json'));

/** The exchange of a name. */
export function exchange(name: string): Exchange {
  const found = exchanges.find((one) => one.name === name);
  if (!found) {
    throw new Error(`testdata/documentation/exchanges.json has no exchange "${name}"`);
  }
  return found;
}

const VARYING_FIELDS = ['tsuid', 'trace', 'details', 'time'];

/** A body without fields that vary from server to server: ids, stack traces, details of errors, durations. */
export function comparable(body: unknown): unknown {
  if (Array.isArray(body)) {
    return body.map(comparable);
  }
  if (typeof body !== 'object' || body === null) {
    return body;
  }
  return Object.fromEntries(
    Object.entries(body)
      .filter(([key]) => !VARYING_FIELDS.includes(key))
      .map(([key, value]) => [key, comparable(value)])
  );
}

/** The series that the examples push. */
export const pushed = { metric: 'sys.cpu.nice', tags: { host: 'web01', dc: 'lga' } };

/**
 * OVH Metrics' response to the query of the example. Buckets are counted from the query's end, and their timestamps are their
 * ends. Without a fill policy in the query, the only point is extended to the full range.
 */
export const ovhResponse = {
  ...pushed,
  query: { index: 0 },
  aggregateTags: ['host', 'dc'],
  dps: { '1346846340': 18, '1346846580': 18, '1346846820': 18, '1346847060': 18, '1346847300': 18 },
};
