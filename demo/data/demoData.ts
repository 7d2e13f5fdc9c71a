import { type Store } from '../store/store';
import { daily, load, round, seedOf, wander } from './curves';
import { type Feeder } from './feeder';
import { MadePoints, type MadePointsOptions } from './madePoints';
import { feedVscope } from './vscope';

export interface DemoDataOptions {
  now: () => number;
  /** Whether points continue up to now; otherwise they end when the data is fed. */
  live: boolean;
  /** How many series `load.demo` has. */
  extraMetrics: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const HOSTS: Array<{ host: string; dc: string; role: string }> = [
  { host: 'web01', dc: 'gra', role: 'web' },
  { host: 'web02', dc: 'gra', role: 'web' },
  { host: 'web03', dc: 'bhs', role: 'web' },
  { host: 'web04', dc: 'bhs', role: 'web' },
  { host: 'db01', dc: 'gra', role: 'db' },
];
/** A host whose series ended, and how long before the start of the server. */
const ENDED_HOST = 'web04';
const ENDED_BEFORE = 5 * HOUR;
/** How often a counter starts again from 0. */
const RESET_EVERY = 6 * HOUR;

/** Fills a store with two days of typical metrics of a small hosting team, generated on demand. */
export function feedDemoData(store: Store, application: string, options: DemoDataOptions): void {
  const started = options.now();
  const last = options.live ? options.now : () => started;
  const feeder =
    (history: number): Feeder =>
    (metric, tags, points) =>
      store.feed(application, metric, tags, new MadePoints({ first: () => last() - history, last, ...points }));
  const feed = feeder(2 * DAY);
  const ended = (host: string) => (host === ENDED_HOST ? { last: () => started - ENDED_BEFORE } : {});
  for (const { host, dc, role } of HOSTS) {
    feedHost(feed, { host, dc, role }, ended(host));
  }
  feedVscope(feeder(7 * DAY));
  for (let i = 0; i < options.extraMetrics; i++) {
    const metric = `load.demo.m${String(i).padStart(5, '0')}`;
    const seed = seedOf(metric);
    feed(
      metric,
      { host: HOSTS[i % HOSTS.length].host },
      { step: MINUTE, value: (time) => round(100 * load(seed, time), 2) }
    );
  }
}

function feedHost(feed: Feeder, tags: { host: string; dc: string; role: string }, end: Partial<MadePointsOptions>) {
  const { host, dc, role } = tags;
  const seed = seedOf(host);
  const cpu = (time: number) => 100 * load(seed, time);
  feed(
    'sys.cpu.nice',
    { host, dc },
    { step: 10 * SECOND, value: (time) => Math.round(cpu(time) * 0.3), integer: true, ...end }
  );
  feed('sys.cpu.user', { host, dc }, { step: 10 * SECOND, value: (time) => round(cpu(time) * 0.6, 2), ...end });
  feed('os.cpu', { host, dc }, { step: 15 * SECOND, value: (time) => round(cpu(time), 2), ...end });
  feed(
    'os.mem.used',
    { host, dc },
    {
      step: 30 * SECOND,
      value: (time) => Math.round(16e9 * (0.4 + 0.35 * wander(seed + 10, time, 3 * HOUR) + 0.1 * daily(time))),
      integer: true,
      ...end,
    }
  );
  for (const iface of ['eth0', 'eth1']) {
    for (const direction of ['in', 'out']) {
      const rate = (iface === 'eth0' ? 4e6 : 4e5) * (direction === 'in' ? 1 : 2.5);
      feed(
        'os.net.bytes',
        { host, iface, direction },
        {
          step: 15 * SECOND,
          value: counter(seedOf(`${host} ${iface} ${direction}`), rate / 1000),
          integer: true,
          ...end,
        }
      );
    }
  }
  for (const disk of ['/', '/data']) {
    const fill = seedOf(`${host} ${disk}`);
    feed(
      'os.disk.fs.percent_free',
      { host, disk },
      {
        step: MINUTE,
        value: (time) => round(30 + 40 * wander(fill, time, 12 * HOUR) - 15 * ((time % DAY) / DAY), 2),
        ...end,
      }
    );
  }
  if (role === 'web') {
    feedWeb(feed, { host, dc }, end);
  }
}

function feedWeb(feed: Feeder, { host, dc }: { host: string; dc: string }, end: Partial<MadePointsOptions>) {
  for (const status of ['200', '404', '500']) {
    const share = status === '200' ? 40 : status === '404' ? 1.5 : 0.2;
    const seed = seedOf(`${host} ${status}`);
    const total = counter(seed, share / 1000);
    feed(
      'http.requests.count',
      { host, dc, status },
      {
        step: 30 * SECOND,
        // A restart: the counter begins again at 0.
        value: (time) => total(time) - total(time - (time % RESET_EVERY)),
        integer: true,
        ...end,
      }
    );
  }
  for (const etc of ['p50', 'p99']) {
    const seed = seedOf(`${host} ${etc}`);
    feed(
      'http.latency',
      { host, dc, etc },
      {
        step: 20 * SECOND,
        value: (time) => round((etc === 'p50' ? 12 : 85) * (0.6 + load(seed, time)) * (1 + 0.4 * daily(time)), 3),
        ...end,
      }
    );
  }
}

/** A smooth counter that rises by `rate` per millisecond on average, faster by day; the same at each call. */
export function counter(seed: number, rate: number): (time: number) => number {
  return (time) => {
    const since = time - 1.7e12;
    const day = (2 * Math.PI) / DAY;
    const unrest = (2 * Math.PI) / (17 * MINUTE + (seed % 600) * SECOND);
    const wave = 0.45 * (Math.sin(since * day - 2) / day) + 0.3 * (Math.sin(since * unrest + seed) / unrest);
    return Math.round(rate * (since + wave));
  };
}
