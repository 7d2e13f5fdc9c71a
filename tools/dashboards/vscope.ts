import { type Axis, dashboard, graph, points, sourceVariable, variable } from './build';

/** Units of OVHcloud's Private Cloud metrics, as its guide "Using the vScope API" and its vScope client give them. */
const percent: Axis = { unit: 'percent', min: 0, max: 100 };
const kilobytes: Axis = { unit: 'deckbytes', min: 0 };
const kilobytesPerSecond: Axis = { unit: 'KBs', min: 0 };
const packetsPerSecond: Axis = { unit: 'pps', min: 0 };
const operationsPerSecond: Axis = { unit: 'iops', min: 0 };
const milliseconds: Axis = { unit: 'ms', min: 0 };

const datacenter: [string, string] = ['datacenter', '$datacenter'];

function ofHost(metric: string, aggregator: string, alias = '$tag_host') {
  return points(`vscope.host.${metric}`, aggregator, { where: [datacenter, ['host', '$host']], by: ['host'], alias });
}

function ofVm(metric: string, aggregator: string, alias = '$tag_vm') {
  return points(`vscope.vm.${metric}`, aggregator, { where: [datacenter, ['vm', '$vm']], by: ['vm'], alias });
}

/** Two directions of one thing, each a line. */
const bothWays = (of: typeof ofHost, tag: string, metrics: [string, string], names: [string, string]) =>
  metrics.map((metric, n) => of(metric, 'sum', `$tag_${tag} ${names[n]}`));

const inDatacenter = [{ tagk: datacenter[0], type: 'literal_or', filter: datacenter[1], groupBy: false }];

export const vscope = dashboard({
  uid: 'ovh-opentsdb-vscope',
  title: 'Private Cloud (vScope)',
  description: "Hosts, virtual machines and filers of an OVHcloud Private Cloud, from vScope's metrics.",
  range: '24h',
  refresh: '5m',
  variables: [
    sourceVariable(),
    variable(
      'datacenter',
      'Datacenter',
      { kind: 'tagValues', metric: 'vscope.host.cpu.usage.perc', key: 'datacenter' },
      { several: true, all: '*' }
    ),
    variable(
      'host',
      'Host',
      { kind: 'tagValues', metric: 'vscope.host.cpu.usage.perc', key: 'host', filters: inDatacenter },
      { several: true, all: '*' }
    ),
    variable(
      'vm',
      'Virtual machine',
      { kind: 'tagValues', metric: 'vscope.vm.cpu.usage.perc', key: 'vm', filters: inDatacenter },
      { several: true, all: '*' }
    ),
  ],
  rows: [
    {
      title: 'Hosts',
      panels: [
        graph('CPU', percent, ofHost('cpu.usage.perc', 'avg')),
        graph('Memory', percent, ofHost('mem.usage.perc', 'avg')),
      ],
    },
    {
      panels: [
        graph('Network traffic', kilobytesPerSecond, ...bothWays(ofHost, 'host', ['net.rx', 'net.tx'], ['in', 'out'])),
        graph(
          'Network packets',
          packetsPerSecond,
          ...bothWays(ofHost, 'host', ['net.packetsrx', 'net.packetstx'], ['in', 'out'])
        ),
      ],
    },
    {
      title: 'Virtual machines',
      panels: [
        graph('CPU', percent, ofVm('cpu.usage.perc', 'avg')),
        graph('CPU ready', milliseconds, ofVm('cpu.ready', 'avg')),
        graph('Memory', percent, ofVm('mem.usage.perc', 'avg')),
      ],
    },
    {
      panels: [
        graph('Network traffic', kilobytesPerSecond, ...bothWays(ofVm, 'vm', ['net.rx', 'net.tx'], ['in', 'out'])),
        graph(
          'Network packets',
          packetsPerSecond,
          ...bothWays(ofVm, 'vm', ['net.packetsrx', 'net.packetstx'], ['in', 'out'])
        ),
      ],
    },
    {
      panels: [
        graph(
          'Disk bandwidth',
          kilobytesPerSecond,
          ...bothWays(ofVm, 'vm', ['disk.bandwidth.read', 'disk.bandwidth.write'], ['read', 'write'])
        ),
        graph(
          'Disk operations',
          operationsPerSecond,
          ...bothWays(ofVm, 'vm', ['disk.io.read', 'disk.io.write'], ['read', 'write'])
        ),
        graph(
          'Disk latency',
          milliseconds,
          ofVm('disk.latency.read', 'avg', '$tag_vm read'),
          ofVm('disk.latency.write', 'avg', '$tag_vm write')
        ),
      ],
    },
    {
      title: 'Filers',
      panels: [
        graph(
          'Disk space used by datastore',
          kilobytes,
          points('vscope.filer.datastore.diskspace.used', 'avg', {
            where: [datacenter],
            by: ['datastore'],
            alias: '$tag_datastore',
          })
        ),
      ],
    },
  ],
});
