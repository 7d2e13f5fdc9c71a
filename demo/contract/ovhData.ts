import { MadePoints } from '../data/madePoints';
import { type Store } from '../store/store';

/**
 * The points with which the captures of the gateway were made, reconstructed from raw points in its responses: two hours up to
 * END, every ten seconds or every minute.
 */
const START = 1_795_383_000;
const LAST_HOUR = 1_795_386_600;
const END = 1_795_390_200;
const OLD_POINT = 1_346_846_400;

/** The hosts in the order of the store behind the gateway, which is that of its sums. */
const HOSTS = [2, 3, 6, 4, 5, 10, 1, 9, 7, 8];
const ROOMS: Array<[string, number]> = [
  ['c', 22],
  ['a', 20],
  ['d', 23],
  ['b', 21],
];

type Value = (step: number) => number;

export function loadOvhData(store: Store, application: string): void {
  const put = (metric: string, tags: Record<string, string>, seconds: number, value: number) =>
    store.put(application, { metric, tags, time: seconds * 1000, value, integer: Number.isInteger(value) });
  const every = (interval: number, from: number, metric: string, tags: Record<string, string>, value: Value) => {
    for (let time = from; time <= END; time += interval) {
      const number = value((time - from) / interval);
      if (!Number.isNaN(number)) {
        put(metric, tags, time, number);
      }
    }
  };
  for (const [metric, base] of [
    ['sys.cpu.user', 50],
    ['sys.cpu.nice', 0],
  ] as const) {
    for (const host of HOSTS) {
      const tags = hostTags(host);
      every(10, START, metric, tags, (n) => round(base + host + 5 * Math.sin(n / 60)));
    }
  }
  put('sys.cpu.nice', hostTags(1), OLD_POINT, 18);
  for (const [room, base] of ROOMS) {
    every(10, START, 'temperature', { room }, (n) => round(base + Math.cos(n / 90)));
  }
  every(10, START, 'net.rx.bytes', { host: 'web02' }, (n) => (n * 100) % 18_000);
  every(10, START, 'net.rx.bytes', { host: 'web01' }, (n) => (60_000 + n * 100) % 65_536);
  every(10, START, 'sparse.metric', { host: 'web02' }, (n) => {
    const minute = Math.trunc(n / 6);
    return minute % 4 < 2 && minute < 120 ? 100 + (minute % 10) : NaN;
  });
  every(10, START, 'sparse.metric', { host: 'web01' }, (n) => {
    const minute = Math.trunc(n / 6);
    return minute % 4 < 2 ? NaN : (minute % 10) + 1;
  });
  const explicit: Array<Record<string, string>> = [
    { host: 'web01' },
    { host: 'web01', dc: 'lga' },
    { host: 'web01', dc: 'lga', rack: 'r1' },
  ];
  for (const tags of explicit) {
    every(60, START, 'explicit.metric', tags, (n) => n);
  }
  every(60, LAST_HOUR, 'geo.metric', { host: 'web01' }, (n) => n);
  every(60, LAST_HOUR, 'weird metric/x', { 'host name': 'a b', env: 'préprod' }, (n) => n);
  every(60, LAST_HOUR, 'zero.metric', { host: 'web01' }, () => 0);
  every(60, LAST_HOUR, 'bool.metric', { host: 'web01' }, (n) => n % 2);
  // The store read texts as 0.
  every(60, LAST_HOUR, 'string.metric', { host: 'web01' }, () => 0);
  for (let n = 0; n < 200; n++) {
    put('ms.metric', { host: 'web01' }, END - 100 + n / 2, n);
  }
  for (let id = 0; id < 1000; id++) {
    put('load.big', { id: String(id) }, END, id);
  }
  for (let s = 0; s < 24; s++) {
    const points = { step: 60_000, first: () => 0, last: () => END * 1000, value: () => 1 };
    store.feed(application, 'load.huge', { s: String(s) }, new MadePoints(points));
  }
  for (const metric of ['throw.away', 'throw.away2']) {
    for (const host of ['web02', 'web01']) {
      every(60, LAST_HOUR, metric, { host }, (n) => n);
    }
  }
}

/** The points of a few captures that were made later, on a similar server. */
export function loadOddOvhData(store: Store, application: string): void {
  const tags = { host: 'web01' };
  for (let n = 0; n <= 12; n++) {
    const time = (END - 120 + n * 10) * 1000;
    const odd = n % 3 === 0;
    store.put(application, { metric: 'nan.metric', tags, time, value: odd ? NaN : n, integer: false });
    store.put(application, { metric: 'infinite.metric', tags, time, value: odd ? Infinity : n, integer: false });
    for (const host of ['a', 'b']) {
      store.put(application, { metric: 'inf.metric', tags: { host }, time, value: 1.7e308, integer: false });
    }
  }
  store.put(application, { metric: 'throw.away3', tags, time: END * 1000, value: 1, integer: true });
}

function hostTags(host: number): Record<string, string> {
  return { host: `web${String(host).padStart(2, '0')}`, dc: host <= 5 ? 'lga' : 'gra' };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
