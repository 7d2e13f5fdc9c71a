import { documentedServer } from '../metadata/documentedServer';
import { type OpenTsdbQuery } from './model';
import { likelyKey, patternsOf } from './patterns';
import { formatQuery } from './text/format';

const SERVER = documentedServer('opentsdb');
const byHost = { tagk: 'host', type: 'wildcard', filter: '*', groupBy: true };
const inGra = { tagk: 'dc', type: 'literal_or', filter: 'gra', groupBy: true };

const texts = (query: Partial<OpenTsdbQuery>, key = 'host', server = SERVER) =>
  Object.fromEntries(
    patternsOf({ refId: 'A', ...query }, key, server).map((pattern) => [pattern.id, formatQuery(pattern.query)])
  );

it('asks common questions of a metric', () => {
  expect(texts({ metric: 'sys.cpu' })).toEqual({
    average: 'avg:auto-avg-gaps:sys.cpu{host=*}',
    sum: 'sum:auto-avg-gaps:sys.cpu',
    rate: 'sum:rate{dropcounter}:auto-avg-gaps:sys.cpu{host=*}',
    busiest: 'max:auto-max-gaps:sys.cpu{host=*}',
    count: 'count:auto-avg-gaps:sys.cpu',
    percentile: 'p95:auto-avg-gaps:sys.cpu',
    top: 'highestAverage(avg:auto-avg-gaps:sys.cpu{host=*},10,other)',
    share: 'asPercent(sum:auto-avg-gaps:sys.cpu{host=*})',
    calm: "movingAverage(avg:auto-avg-gaps:sys.cpu,'1h')",
    'last-week': "timeShift(avg:auto-avg-gaps:sys.cpu,'1w')",
  });
});

it('keeps the filters, grouping only by the given tag', () => {
  const filters = [byHost, inGra];
  expect(texts({ metric: 'm', filters })).toMatchObject({
    average: 'avg:auto-avg-gaps:m{host=*}{dc=gra}',
    sum: 'sum:auto-avg-gaps:m{}{dc=gra}',
  });
  expect(texts({ metric: 'm', filters }, 'dc').average).toBe('avg:auto-avg-gaps:m{dc=gra}');
  expect(texts({ metric: 'm', tags: { host: 'web*' } }, 'dc').average).toBe('avg:auto-avg-gaps:m{dc=*}{host=web*}');
});

it("replaces all that a query's text holds, and keeps the other fields", () => {
  const [average] = patternsOf(
    {
      refId: 'B',
      queryType: 'last',
      metric: 'm',
      alias: '$tag_host',
      aggregator: 'max',
      disableDownsampling: true,
      explicitTags: true,
      shouldComputeRate: true,
      percentiles: [99],
      tags: { dc: 'gra' },
    },
    'host',
    SERVER
  );
  expect(average.query).toMatchObject({
    refId: 'B',
    queryType: 'timeseries',
    alias: '$tag_host',
    aggregator: 'avg',
    disableDownsampling: false,
    downsampleFillPolicy: 'gaps',
    explicitTags: false,
    shouldComputeRate: false,
    percentiles: [],
    filters: [byHost, { ...inGra, groupBy: false }],
    tags: {},
  });
});

it('works without a metric, which is chosen later', () => {
  expect(patternsOf({ refId: 'A' }, 'host', SERVER)[0].query.metric).toBeUndefined();
});

it('offers only what the server supports', () => {
  const features = { ...SERVER.features, counter: false };
  const server = { ...SERVER, aggregators: ['avg', 'sum'], features };
  expect(texts({ metric: 'm' }, 'host', server)).toEqual({
    average: 'avg:auto-avg-gaps:m{host=*}',
    sum: 'sum:auto-avg-gaps:m',
    rate: 'sum:rate:auto-avg-gaps:m{host=*}',
    top: 'highestAverage(avg:auto-avg-gaps:m{host=*},10,other)',
    share: 'asPercent(sum:auto-avg-gaps:m{host=*})',
    calm: "movingAverage(avg:auto-avg-gaps:m,'1h')",
    'last-week': "timeShift(avg:auto-avg-gaps:m,'1w')",
  });
});

it.each<[Partial<OpenTsdbQuery>, string[], string]>([
  [{}, ['dc', 'hostname'], 'hostname'],
  [{}, ['dc', 'rack'], 'dc'],
  [{}, [], 'host'],
  [{ filters: [inGra] }, ['dc', 'host'], 'dc'],
  [{ tags: { rack: '*' } }, ['host'], 'rack'],
])('of %j with the tags %j it takes %s', (query, keys, key) => {
  expect(likelyKey({ refId: 'A', ...query }, keys)).toBe(key);
});
