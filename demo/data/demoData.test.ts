import { Store } from '../store/store';
import { feedDemoData } from './demoData';

const NOW = 1_795_400_000_000;
const HOUR = 3_600_000;

function demoStore(live: boolean, clock = () => NOW): Store {
  const store = new Store();
  feedDemoData(store, 'demo', { now: clock, live, extraMetrics: 3 });
  return store;
}

const pointsOf = (store: Store, metric: string, tags: Record<string, string>, from = 0, to = Infinity) => {
  const series = store
    .series('demo', metric)
    .find((one) => Object.entries(tags).every(([tagk, tagv]) => one.tags[tagk] === tagv));
  return series?.range(from, to) ?? { times: new Float64Array(), values: new Float64Array() };
};

describe('the demo data', () => {
  it('has the metrics that people have in OVH Metrics, and a few more when asked', () => {
    const metrics = demoStore(false).metrics('demo');

    expect(metrics).toEqual(
      expect.arrayContaining(['sys.cpu.nice', 'os.cpu', 'os.net.bytes', 'http.latency', 'vscope.vm.cpu.ready'])
    );
    expect(metrics.filter((metric) => metric.startsWith('load.demo.'))).toHaveLength(3);
  });

  it('is the same at each start', () => {
    const tags = { host: 'web01' };

    expect(pointsOf(demoStore(false), 'os.cpu', tags)).toEqual(pointsOf(demoStore(false), 'os.cpu', tags));
  });

  it('covers two days, and vScope a week in steps of 20 minutes that are no whole multiples of it', () => {
    const store = demoStore(false);
    const { times } = pointsOf(store, 'sys.cpu.user', { host: 'web01' });
    expect(times).toHaveLength(2 * 8640 + 1);
    expect(times[times.length - 1]).toBeLessThanOrEqual(NOW);

    const vscope = pointsOf(store, 'vscope.host.cpu.usage.perc', { host: '172.17.86.51' }).times;
    expect(vscope).toHaveLength(7 * 24 * 3);
    expect(vscope[1] - vscope[0]).toBe(20 * 60_000);
    expect(vscope[0] % (20 * 60_000)).not.toBe(0);
  });

  it('goes on when it is live, and stands still when it is not', () => {
    let now = NOW;
    const live = demoStore(true, () => now);
    const still = demoStore(false, () => now);
    now += HOUR;

    const last = (store: Store) => pointsOf(store, 'sys.cpu.user', { host: 'web01' }).times.at(-1);
    expect(last(live)).toBe(NOW + HOUR);
    expect(last(still)).toBe(NOW);
  });

  it('has a host that died some hours ago', () => {
    const store = demoStore(true);
    const last = pointsOf(store, 'os.cpu', { host: 'web04' }).times.at(-1) ?? 0;

    expect(NOW - last).toBeGreaterThan(4 * HOUR);
    expect(NOW - last).toBeLessThan(6 * HOUR);
  });

  it('has counters that only rise, but for the restarts of http.requests.count', () => {
    const store = demoStore(false);
    const falls = (metric: string) => {
      const { values } = pointsOf(store, metric, { host: 'web01' });
      return values.filter((value, i) => i > 0 && value < values[i - 1]).length;
    };

    expect(falls('os.net.bytes')).toBe(0);
    expect(falls('http.requests.count')).toBe(8);
  });

  it('stays within what its units allow', () => {
    const store = demoStore(false);
    for (const metric of ['os.cpu', 'os.disk.fs.percent_free', 'vscope.host.mem.usage.perc']) {
      for (const series of store.series('demo', metric)) {
        const { values } = series.range(0, Infinity);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...values)).toBeLessThanOrEqual(100);
      }
    }
  });
});
