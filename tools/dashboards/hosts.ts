import {
  type Axis,
  dashboard,
  filterAndGroupBy,
  graph,
  lastValues,
  points,
  RATE,
  sourceVariable,
  variable,
} from './build';

const percent: Axis = { unit: 'percent', min: 0, max: 100 };

const host: [string, string] = ['host', '$host'];
const ofHosts = [{ tagk: host[0], type: 'literal_or', filter: host[1], groupBy: false }];

export const hosts = dashboard({
  uid: 'ovh-opentsdb-hosts',
  title: 'Hosts',
  description: 'CPU, memory, disks, network and web server by host, under the names that collectors give them.',
  range: '6h',
  refresh: '1m',
  variables: [
    sourceVariable(),
    variable('dc', 'Datacenter', { kind: 'tagValues', metric: 'os.cpu', key: 'dc' }, { several: true, all: '*' }),
    // "All" is every host of the datacenters chosen: disks and network interfaces have no datacenter of their own.
    variable(
      'host',
      'Host',
      {
        kind: 'tagValues',
        metric: 'os.cpu',
        key: 'host',
        filters: [{ tagk: 'dc', type: 'literal_or', filter: '$dc', groupBy: false }],
      },
      { several: true }
    ),
    variable(
      'disk',
      'Disk',
      { kind: 'tagValues', metric: 'os.disk.fs.percent_free', key: 'disk', filters: ofHosts },
      { several: true, all: '*' }
    ),
    variable(
      'iface',
      'Network interface',
      { kind: 'tagValues', metric: 'os.net.bytes', key: 'iface', filters: ofHosts },
      { several: true, all: '*' }
    ),
    filterAndGroupBy(),
  ],
  rows: [
    {
      title: 'CPU and memory',
      panels: [
        graph('CPU', percent, points('os.cpu', 'avg', { where: [host], by: ['host'], legend: 'auto' })),
        lastValues('CPU, last value', percent, {
          metric: 'os.cpu',
          filters: [{ tagk: host[0], type: 'literal_or', filter: host[1], groupBy: true }],
        }),
        graph(
          'Memory used',
          { unit: 'bytes', min: 0 },
          points('os.mem.used', 'avg', { where: [host], by: ['host'], legend: 'auto' })
        ),
      ],
    },
    {
      panels: [
        graph(
          'CPU of programs',
          percent,
          points('sys.cpu.user', 'avg', { where: [host], by: ['host'], alias: '$tag_host user' }),
          points('sys.cpu.nice', 'avg', { where: [host], by: ['host'], alias: '$tag_host nice' })
        ),
      ],
    },
    {
      title: 'Disks and network',
      panels: [
        graph(
          'Disk space free',
          percent,
          points('os.disk.fs.percent_free', 'min', {
            where: [host, ['disk', '$disk']],
            by: ['host', 'disk'],
            alias: '$tag_host $tag_disk',
          })
        ),
        graph(
          'Network traffic',
          { unit: 'Bps', min: 0 },
          points('os.net.bytes', 'sum', {
            where: [host, ['iface', '$iface']],
            by: ['host', 'direction'],
            alias: '$tag_host $tag_direction',
            ...RATE,
          })
        ),
      ],
    },
    {
      title: 'Web server',
      panels: [
        graph(
          'Requests',
          { unit: 'reqps', min: 0 },
          points('http.requests.count', 'sum', {
            where: [host],
            by: ['status'],
            alias: 'status $tag_status',
            ...RATE,
          })
        ),
        graph(
          'Latency',
          { unit: 'ms', min: 0 },
          points('http.latency', 'max', { where: [host], by: ['host', 'etc'], alias: '$tag_host $tag_etc' })
        ),
      ],
    },
  ],
});
