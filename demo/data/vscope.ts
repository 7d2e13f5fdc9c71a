import { type Tags } from '../store/series';
import { load, round, seedOf, wander } from './curves';
import { type Feeder } from './feeder';

const STEP = 20 * 60_000;
/** The offset of the points from multiples of the step, as in the real service. */
const OFFSET = 433_000;

const DATACENTER = 'pcc-37-187-228-180_datacenter869';
const SHARED = { datacenter: DATACENTER, env: 'prod', servicename: 'pcc-37-187-228-180', servicetype: 'vscope' };
const HOSTS = ['172.17.86.51', '172.17.86.52', '172.17.86.53'];
const VMS = ['vm-01254', 'vm-01255', 'vm-01301', 'vm-01410'];
const DATASTORES = ['pcc-000443', 'pcc-000444'];

/** The metrics of OVH's Private Cloud: a point each 20 minutes. */
export function feedVscope(feed: Feeder): void {
  const add = (metric: string, tags: Tags, value: (time: number, seed: number) => number, integer = false) => {
    const seed = seedOf(`${metric} ${Object.values(tags).join(' ')}`);
    feed(metric, { ...SHARED, ...tags }, { step: STEP, offset: OFFSET, value: (time) => value(time, seed), integer });
  };
  const percent = (time: number, seed: number) => round(100 * load(seed, time), 2);
  const upTo = (max: number) => (time: number, seed: number) => Math.round(max * load(seed, time));
  for (const datastore of DATASTORES) {
    add(
      'vscope.filer.datastore.diskspace.used',
      { datastore },
      (time, seed) => Math.round(6e8 + 5e8 * wander(seed, time, 5 * 86_400_000)),
      true
    );
  }
  for (const host of HOSTS) {
    add('vscope.host.cpu.usage.perc', { host }, percent);
    add('vscope.host.mem.usage.perc', { host }, (time, seed) => round(55 + 30 * wander(seed, time, 86_400_000), 2));
    for (const nicname of ['vmnic0', 'vmnic1']) {
      for (const metric of ['tx', 'rx', 'packetstx', 'packetsrx']) {
        add(
          `vscope.host.net.${metric}`,
          { host, nicname },
          upTo(metric.startsWith('packets') ? 90_000 : 250_000),
          true
        );
      }
    }
  }
  for (const vm of VMS) {
    add('vscope.vm.cpu.usage.perc', { vm }, percent);
    add('vscope.vm.mem.usage.perc', { vm }, (time, seed) => round(40 + 40 * wander(seed, time, 43_200_000), 2));
    add('vscope.vm.cpu.ready', { vm }, upTo(900), true);
    for (const metric of ['rx', 'tx', 'packetsrx', 'packetstx']) {
      add(`vscope.vm.net.${metric}`, { vm }, upTo(metric.startsWith('packets') ? 20_000 : 60_000), true);
    }
    for (const metric of ['io', 'bandwidth', 'latency']) {
      const max = metric === 'io' ? 400 : metric === 'bandwidth' ? 30_000 : 25;
      add(`vscope.vm.disk.${metric}.read`, { vm }, upTo(max), true);
      add(`vscope.vm.disk.${metric}.write`, { vm }, upTo(max), true);
    }
  }
}
