import { ALL } from '../opentsdb/names';
import { type Store } from '../store/store';

/**
 * The points of the exchanges that compare OpenTSDB's versions. Values are powers of two, so that a sum shows which series are in
 * it.
 */
export const VERSION_START = 1_795_388_400;
const SUMMER_TIME_ENDS = 1_792_886_400; // 2026-10-25 at 00:00 UTC, an hour before clocks go back in Paris

/** Host names of the metric `filter.pairs`, each with its value; one series has no host. */
export const PAIR_HOSTS: Array<[string | undefined, number]> = [
  ['web01', 1],
  ['web02', 2],
  ['WEB01', 4],
  ['db01', 8],
  [undefined, 16],
];

/** Puts the points into a store, or anything with its `put`. */
export function loadVersionData(store: Pick<Store, 'put'>): void {
  const put = (metric: string, tags: Record<string, string>, time: number, value: number, integer = true) =>
    store.put(ALL, { metric, tags, time: Math.round(time * 1000), value, integer });

  for (const [host, value] of PAIR_HOSTS) {
    for (let n = 0; n < 3; n++) {
      put('filter.pairs', host === undefined ? { dc: 'lga' } : { host, dc: 'lga' }, VERSION_START + n * 10, value);
    }
  }
  const keys: Array<[Record<string, string>, number]> = [
    [{ host: 'web01' }, 1],
    [{ host: 'web01', dc: 'lga' }, 2],
    [{ host: 'web01', dc: 'lga', rack: 'r1' }, 4],
  ];
  for (const [tags, value] of keys) {
    put('tag.keys', tags, VERSION_START, value);
  }
  // Minutes without a point, other ones in each series; three points in each other minute.
  for (let n = 0; n < 10; n++) {
    for (let second = 0; second < 60; second += 20) {
      if (n !== 3 && n !== 4) {
        put('with.gaps', { host: 'web01' }, VERSION_START + n * 60 + second, n + second / 20, false);
      }
      if (n !== 4 && n !== 7) {
        put('with.gaps', { host: 'web02' }, VERSION_START + n * 60 + second, 100 + n * 2 + second / 20, false);
      }
    }
  }
  // Points of one of two series end before the range begins, but in its hour.
  for (let n = 0; n < 6; n++) {
    put('ended.early', { host: 'web01' }, VERSION_START + n * 10, 1);
    put('ended.early', { host: 'web02' }, VERSION_START + n * 600, 2);
  }
  // A counter that starts again after 40, and one that wraps at 256.
  for (let n = 0; n < 12; n++) {
    put('counter.resets', { host: 'web01' }, VERSION_START + n * 60, 600 * (n % 5));
    put('counter.wraps', { host: 'web01' }, VERSION_START + n * 60, (n * 60) % 256);
  }
  for (let hour = 0; hour < 72; hour++) {
    put('calendar.hours', { host: 'web01' }, SUMMER_TIME_ENDS - 24 * 3600 + hour * 3600, 1);
  }
  for (let n = 0; n < 20; n++) {
    put('milli.seconds', { host: 'web01' }, VERSION_START + n / 4, n);
  }
  // The names of `filter.pairs` as values of a key that comes after another.
  for (const [rack, value] of PAIR_HOSTS) {
    if (rack !== undefined) {
      put('second.key', { host: 'web01', rack }, VERSION_START, value);
    }
  }
}
