import { describe as describeQuery } from './describe';
import { type OpenTsdbQuery } from './model';

const host = { tagk: 'host', type: 'wildcard', filter: '*', groupBy: true };

it.each<[Partial<OpenTsdbQuery>, string]>([
  [{}, ''],
  [
    { metric: 'sys.cpu.nice', filters: [host], downsampleInterval: '1m', downsampleFillPolicy: 'gaps' },
    'average per host of sys.cpu.nice, one average every 1m, gaps left open',
  ],
  [{ metric: 'm' }, 'average of m, one average every 20s, server default fill'],
  [{ metric: 'm', aggregator: 'none', disableDownsampling: true }, 'every series of m, points as they are stored'],
  [
    {
      metric: 'm',
      aggregator: 'sum',
      disableDownsampling: true,
      filters: [
        { tagk: 'dc', type: 'literal_or', filter: 'gra|bhs', groupBy: false },
        { tagk: 'test', type: 'not_key', filter: '', groupBy: false },
      ],
      shouldComputeRate: true,
      explicitTags: true,
    },
    'sum of m, where dc is one of gra, bhs, where test is absent, only series with exactly these tag keys, points as they are stored, as change per second',
  ],
  [
    {
      metric: 'm',
      tags: { dc: 'a<b' },
      downsampleInterval: '1d',
      useCalendar: true,
      timezone: 'Europe/Paris',
      downsampleFillPolicy: 'zero',
    },
    'average per dc of m, where dc is one of a<b, one average every 1d, by the calendar in Europe/Paris, gaps counted as 0',
  ],
  [
    { metric: 'm', downsampleInterval: '0all', downsampleAggregator: 'max', downsampleFillPolicy: 'nan' },
    'average of m, one maximum of the whole time range, gaps as NaN',
  ],
  [{ metric: 'm', queryType: 'last', filters: [host] }, 'last point of each series of m'],
  [{ metric: 'm', queryType: 'series' }, 'list of the series of m'],
])('%j reads: %s', (query, text) => {
  expect(describeQuery({ refId: 'A', ...query }, '20s')).toBe(text);
});
