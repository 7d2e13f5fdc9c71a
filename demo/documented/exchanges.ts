import { printed } from './tools';

/** A request, and how the real OpenTSDB answered it after those before it. */
export interface Exchange {
  name: string;
  request: { method: string; path: string; contentType?: string; body?: string };
  /** The body is JSON without tsuids, times taken and stack traces; missing where it is empty. */
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

const SERVERS_OWN = ['tsuid', 'trace', 'details', 'time'];

/** A body without what differs from server to server: ids, stack traces, the details of an error, how long it took. */
export function comparable(body: unknown): unknown {
  if (Array.isArray(body)) {
    return body.map(comparable);
  }
  if (typeof body !== 'object' || body === null) {
    return body;
  }
  return Object.fromEntries(
    Object.entries(body)
      .filter(([key]) => !SERVERS_OWN.includes(key))
      .map(([key, value]) => [key, comparable(value)])
  );
}

/** The series that the examples push. */
export const pushed = { metric: 'sys.cpu.nice', tags: { host: 'web01', dc: 'lga' } };

/**
 * What OVH Metrics answers to the query of the example: buckets counted from the query's end, with the timestamps of their ends. It
 * fills the whole range from the one point that is there, as it does where a query has no fill policy.
 */
export const ovhResponse = {
  ...pushed,
  query: { index: 0 },
  aggregateTags: ['host', 'dc'],
  dps: { '1346846340': 18, '1346846580': 18, '1346846820': 18, '1346847060': 18, '1346847300': 18 },
};
