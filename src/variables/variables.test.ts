import { lastValueFrom } from 'rxjs';

import { type DataFrame, type DataQueryRequest, dateTime } from '@grafana/data';

import { answerRequests, Failure } from '../test/backend';
import { makeDataSource } from '../test/dataSource';
import { setVariables } from '../test/variables';
import { readVariable, type VariableQuery } from './model';
import { type VariableSupport } from './VariableSupport';

beforeEach(() => setVariables({ name: 'dc', value: ['gra', 'bhs'], multi: true }));

/** The values that a dashboard gets for a variable. */
async function valuesOf(target: unknown): Promise<string[]> {
  const support = makeDataSource().variables!;
  const range = { from: dateTime(60_000), to: dateTime(3_600_000) };
  const request = { targets: [target], scopedVars: {}, range } as DataQueryRequest<VariableQuery>;
  const { data } = await lastValueFrom((support as VariableSupport).query(request));
  return (data[0] as DataFrame).fields.find(({ name }) => name === 'value')!.values;
}

describe('the older text of a variable', () => {
  it.each<[string, Partial<VariableQuery>]>([
    ['metrics(cpu)', { kind: 'metrics', search: 'cpu' }],
    ['metrics()', { kind: 'metrics', search: '' }],
    ['tag_names(sys.cpu)', { kind: 'tagKeys', metric: 'sys.cpu' }],
    ['tag_values(sys.cpu, host)', { kind: 'tagValues', metric: 'sys.cpu', key: 'host' }],
    [
      'tag_values(sys.cpu,host,dc=$dc, rack=*)',
      {
        kind: 'tagValues',
        metric: 'sys.cpu',
        key: 'host',
        filters: [
          { tagk: 'dc', type: 'literal_or', filter: '$dc', groupBy: false },
          { tagk: 'rack', type: 'wildcard', filter: '*', groupBy: false },
        ],
      },
    ],
    ['suggest_tagk(ho)', { kind: 'tagKeys', search: 'ho' }],
    ['suggest_tagv(web)', { kind: 'tagValues', search: 'web' }],
  ])('%s', (text, query) => {
    expect(readVariable(text)).toEqual({ refId: 'variable-query', ...query });
    expect(readVariable({ refId: 'x', query: text })).toEqual({ refId: 'variable-query', ...query });
  });

  it.each(['', 'hosts()', 'tag_values(a', undefined, null, {}, 5])('is not %j', (text) => {
    expect(readVariable(text)).toBeUndefined();
  });
});

describe('the values of a variable', () => {
  it('are the tag values within a metric and filters, other variables replaced', async () => {
    const requests = answerRequests(() => ({ values: ['web01', 'web02'], complete: true }));
    await expect(valuesOf('tag_values(sys.cpu, host, dc=$dc)')).resolves.toEqual(['web01', 'web02']);
    const filters = [{ tagk: 'dc', type: 'literal_or', filter: 'gra|bhs', groupBy: false }];
    expect(requests).toMatchObject([
      { path: 'tag-values', params: { key: 'host', metric: 'sys.cpu', filters: JSON.stringify(filters) } },
    ]);
  });

  it('are metrics, and tag keys', async () => {
    const requests = answerRequests(() => ({ values: ['a'], complete: true }));
    await valuesOf({ refId: 'v', kind: 'metrics', search: 'cpu' });
    await valuesOf({ refId: 'v', kind: 'tagKeys', metric: 'm' });
    expect(requests).toMatchObject([
      { path: 'metrics', params: { q: 'cpu' } },
      { path: 'tag-keys', params: { metric: 'm' } },
    ]);
  });

  it('are series', async () => {
    answerRequests(() => ({ series: [{ metric: 'm', tags: { host: 'a', dc: 'gra' } }], complete: true }));
    await expect(valuesOf({ refId: 'v', kind: 'series', metric: 'm' })).resolves.toEqual(['m{dc=gra,host=a}']);
  });

  it("are those with data in the dashboard's time range, where that is asked for and there is a metric", async () => {
    const requests = answerRequests((path) => ({ [path === 'series' ? 'series' : 'values']: [], complete: true }));
    const tagValues = { refId: 'v', kind: 'tagValues', metric: 'm', key: 'host' };
    await valuesOf({ ...tagValues, withinRange: true });
    await valuesOf({ refId: 'v', kind: 'series', metric: 'm', withinRange: true });
    await valuesOf(tagValues);
    await valuesOf({ ...tagValues, metric: '', withinRange: true });
    await valuesOf({ refId: 'v', kind: 'tagKeys', metric: 'm', withinRange: true });
    expect(requests.map(({ path, params }) => ({ path, ...params }))).toEqual([
      { path: 'tag-values', key: 'host', metric: 'm', from: 60_000, to: 3_600_000 },
      { path: 'series', metric: 'm', from: 60_000, to: 3_600_000 },
      { path: 'tag-values', key: 'host', metric: 'm' },
      { path: 'tag-values', key: 'host' },
      { path: 'tag-keys', metric: 'm' },
    ]);
  });

  it('are none, and nothing is asked, while the variable is being written', async () => {
    const requests = answerRequests(() => undefined);
    await expect(valuesOf({ refId: 'v', kind: 'tagValues', metric: 'm' })).resolves.toEqual([]);
    expect(requests).toEqual([]);
  });

  it("fail with the server's sentence, or with what is wrong with the text", async () => {
    answerRequests(() => new Failure(502, 'gra1 is down.'));
    await expect(valuesOf('metrics()')).rejects.toThrow('gra1 is down.');
    await expect(valuesOf('hosts()')).rejects.toThrow(/can not be read/);
  });
});
