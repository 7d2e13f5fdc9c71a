import { Store } from '../store/store';
import { ALL } from './names';
import { DEFAULT_TSD_CONFIG, Tsd } from './tsd';

const HOUR = 1_795_298_400;

let store: Store;
let tsd: Tsd;

beforeEach(() => {
  store = new Store();
  tsd = new Tsd(store, () => (HOUR + 7200) * 1000, DEFAULT_TSD_CONFIG);
});

function put(host: string, points: Array<[number, number]>, metric = 'm') {
  for (const [seconds, value] of points) {
    store.put(ALL, { metric, tags: { host }, time: (HOUR + seconds) * 1000, value, integer: Number.isInteger(value) });
  }
}

/** The points of the only series in the response to a query with these changes, with times relative to the hour. */
function query(start: number, end: number, changes: object): Array<[number, unknown]> {
  const body = { start: HOUR + start, end: HOUR + end, queries: [{ metric: 'm', aggregator: 'sum', ...changes }] };
  const reply = tsd.respond({
    method: 'POST',
    path: '/api/query',
    query: new URLSearchParams('arrays=true'),
    headers: {},
    body: Buffer.from(JSON.stringify(body)),
  });
  const text = typeof reply.body === 'string' ? reply.body : [...(reply.body ?? [])].join('');
  return JSON.parse(text)[0].dps.map(([seconds, value]: [number, unknown]) => [seconds - HOUR, value]);
}

describe('an OpenTSDB query', () => {
  it('interpolates a series between its points, and leaves it out before the first and after the last', () => {
    put('a', [
      [0, 10],
      [100, 10],
      [200, 10],
      [300, 10],
    ]);
    put('b', [
      [50, 100],
      [150, 200],
    ]);

    expect(query(0, 300, {})).toEqual([
      [0, 10],
      [50, 110],
      [100, 160],
      [150, 210],
      [200, 10],
      [300, 10],
    ]);
  });

  it('reads whole hours: a neighbour outside the range is interpolated with, one in the next hour is not', () => {
    put('a', [[100, 1]]);
    put('b', [
      [0, 10],
      [200, 30],
    ]);
    expect(query(90, 110, {})).toEqual([[100, 21]]);

    put('c', [[3500, 1]], 'n');
    put(
      'd',
      [
        [3400, 10],
        [3700, 40],
      ],
      'n'
    );
    expect(query(3450, 3550, { metric: 'n' })).toEqual([[3500, 1]]);
  });

  it('reads the next hour too when the range ends in the last second of an hour', () => {
    put('c', [[3500, 1]]);
    put('d', [
      [3400, 10],
      [3700, 40],
    ]);

    expect(query(3450, 3599, {})).toEqual([[3500, 21]]);
  });

  it('cuts the divisions of integers, unless a float is in play', () => {
    put('a', [
      [0, 1],
      [10, 1],
    ]);
    put('b', [
      [0, 2],
      [10, 2.5],
    ]);

    expect(query(0, 5, { aggregator: 'avg' })).toEqual([[0, 1.5]]);
    expect(query(10, 15, { aggregator: 'avg' })).toEqual([[10, 1.75]]);
    put('b', [[10, 2]]);
    expect(query(0, 5, { aggregator: 'avg' })).toEqual([[0, 1]]);
  });

  it('counts calendar buckets on from the first point', () => {
    put('a', [
      [61, 1],
      [130, 2],
      [3700, 3],
    ]);

    // In steps of 61 s from the start of the hour: had each been sought in the calendar, the last would begin at 3661.
    expect(query(0, 4000, { downsample: '61sc-sum' })).toEqual([
      [61, 1],
      [122, 2],
      [3660, 3],
    ]);
  });
});
