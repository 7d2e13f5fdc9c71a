import { ALL } from '../opentsdb/names';
import { type Store } from '../store/store';

/**
 * The points with which the captures of OpenTSDB were made, reconstructed from raw points in its responses: two hours up to END.
 * Their order gives every name the uid of the captures.
 */
const END = 1_795_390_800;
const START = END - 7200;
const OLD_POINT = 1_346_846_400;

type Value = (step: number) => number;

function putter(store: Store) {
  return (metric: string, tags: Record<string, string>, seconds: number, value: number, integer: boolean) =>
    store.put(ALL, { metric, tags, time: Math.round(seconds * 1000), value, integer });
}

export function loadOpentsdbData(store: Store): void {
  const put = putter(store);
  const every = (interval: number, from: number, metric: string, tags: Record<string, string>, value: Value) => {
    for (let time = from; time < END; time += interval) {
      put(metric, tags, time, value((time - from) / interval), true);
    }
  };
  for (let host = 1; host <= 10; host++) {
    every(10, START, 'sys.cpu.nice', hostTags(host), (n) => 10 * host + (n % 7));
  }
  put('sys.cpu.nice', hostTags(1), OLD_POINT, 18, true);
  for (let host = 1; host <= 10; host++) {
    for (let n = 0; n < 720; n++) {
      const value = round(50 + host + 20 * Math.sin(n / 50), 3);
      put('sys.cpu.user', hostTags(host), START + n * 10, value, false);
    }
  }
  ['a', 'b', 'c', 'd'].forEach((room, i) => {
    for (let n = 0; n < 720; n++) {
      if (room !== 'd' || n < 200 || n >= 320) {
        put('temperature', { room }, START + n * 10, round(20 + i + Math.sin(n / 30), 2), false);
      }
    }
  });
  every(60, START, 'counter.bytes', { host: 'web01' }, (n) => (n * 1000) % 50_000);
  for (let n = 0; n < 600; n++) {
    put('ms.metric', { host: 'web01' }, END - 60 + n / 10, n, true);
  }
  every(20, END - 200, 'offset.sum', { k: 'a' }, () => 10);
  every(20, END - 190, 'offset.sum', { k: 'b' }, () => 100);
  every(10, END - 60, 'int.avg', { k: 'a' }, () => 1);
  every(10, END - 60, 'int.avg', { k: 'b' }, () => 2);
  for (let n = 0; n < 6; n++) {
    put('mixed.avg', { k: 'a' }, END - 60 + n * 10, 1, true);
    put('mixed.avg', { k: 'b' }, END - 60 + n * 10, 2.5, false);
  }
  for (let id = 0; id < 1000; id++) {
    put('load.big', { id: String(id) }, END - 10, id, true);
  }
}

/** The points of the captures that were made on a server with default settings. */
export function loadDefaultServerData(store: Store): void {
  const put = putter(store);
  store.uids.metrics.assign('last.bug');
  store.uids.tagks.assign('minute');
  for (let i = 1; i <= 100; i++) {
    store.uids.tagvs.assign(`minute ${i}`);
  }
  put('last.good', { host: 'web01' }, 1_795_388_407, 42.5, false);
  put('last.good', { host: 'web02' }, 1_795_388_412, 7, true);
  put('last.bug', { host: 'web01' }, 1_795_388_490, 1, true);
}

/** The points of the captures that were made on a server with limits. */
export function loadLimitedServerData(store: Store): void {
  const put = putter(store);
  for (let n = 0; n <= 60; n++) {
    put('x.y', { a: 'b' }, 1_795_388_400 + n, n, true);
  }
  for (let n = 0; n < 6000; n++) {
    put('load.t', { id: '1' }, 1_795_382_400 + n, n, true);
  }
}

function hostTags(host: number): Record<string, string> {
  return { host: `web${String(host).padStart(2, '0')}`, dc: host <= 5 ? 'lga' : 'gra' };
}

function round(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}
