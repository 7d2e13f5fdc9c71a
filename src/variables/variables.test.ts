import { lastValueFrom } from 'rxjs';

import { type DataFrame, type DataQueryRequest, dateTime, type EventBus } from '@grafana/data';
import { setAppEvents } from '@grafana/runtime';

import { respondToRequests, Failure } from '../test/backend';
import { makeDataSource } from '../test/dataSource';
import { setVariables } from '../test/variables';
import { definitionOf } from './definition';
import { isEmptyVariable, readVariable, type VariableQuery } from './model';
import { VariableSupport } from './VariableSupport';

beforeEach(() => setVariables({ name: 'dc', value: ['gra', 'bhs'], multi: true }));

/** The values that a dashboard gets for a variable. */
async function valuesOf(target: unknown): Promise<string[]> {
  const support = new VariableSupport(makeDataSource().metadata);
  const range = { from: dateTime(60_000), to: dateTime(3_600_000) };
  const request = { targets: [target], scopedVars: {}, range } as DataQueryRequest<VariableQuery>;
  const { data } = await lastValueFrom(support.query(request));
  return (data[0] as DataFrame).fields.find(({ name }) => name === 'value')!.values;
}

describe('the older text of a variable', () => {
  it.each<[string, Partial<VariableQuery>]>([
    ['metrics(cpu)', { kind: 'metrics', search: 'cpu', match: 'prefix' }],
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
    ['suggest_tagk(ho)', { kind: 'tagKeys', search: 'ho', match: 'prefix' }],
    ['suggest_tagv(web)', { kind: 'tagValues', search: 'web', match: 'prefix' }],
  ])('%s', (text, query) => {
    expect(readVariable(text)).toEqual({ refId: 'variable-query', ...query });
    expect(readVariable({ refId: 'x', query: text })).toEqual({ refId: 'variable-query', ...query });
  });

  it.each(['', 'hosts()', 'tag_values(a', undefined, null, {}, 5])('is not %j', (text) => {
    expect(readVariable(text)).toBeUndefined();
  });
});

describe('a saved variable', () => {
  it('may hold numbers where texts are expected', () => {
    expect(readVariable({ refId: 'v', kind: 'tagValues', metric: 5, key: 7 })).toEqual({
      refId: 'v',
      kind: 'tagValues',
      metric: '5',
      key: '7',
    });
  });

  it.each([
    { kind: 'hosts' },
    { kind: 'metrics', search: {} },
    { kind: 'metrics', search: 'os', match: 'regexp' },
    { kind: 'tagValues', key: ['host'] },
    { kind: 'tagValues', key: 'host', filters: 'dc=gra' },
    { kind: 'tagValues', key: 'host', filters: [{ tagk: 'dc' }] },
  ])('is not read when a part is broken, as less would mean more: %j', (saved) => {
    expect(readVariable({ refId: 'v', ...saved })).toBeUndefined();
    expect(isEmptyVariable({ refId: 'v', ...saved })).toBe(false);
  });

  it.each([undefined, null, '', ' ', {}, { refId: 'v' }, { refId: 'v', query: '' }, { datasource: { uid: 'x' } }])(
    'says nothing yet: %j',
    (saved) => {
      expect(isEmptyVariable(saved)).toBe(true);
    }
  );
});

describe("the definition in Grafana's list of variables", () => {
  const dc = { tagk: 'dc', type: 'literal_or', filter: 'gra', groupBy: false };

  it.each<[string, Partial<VariableQuery>]>([
    ['metrics()', { kind: 'metrics' }],
    ['metrics(os.)', { kind: 'metrics', search: 'os.', match: 'prefix' }],
    ['metrics(*cpu*)', { kind: 'metrics', search: 'cpu' }],
    ['suggest_tagk(ho)', { kind: 'tagKeys', search: 'ho', match: 'prefix' }],
    ['tag_names(os.cpu)', { kind: 'tagKeys', metric: 'os.cpu' }],
    ['suggest_tagv(*web*)', { kind: 'tagValues', search: 'web' }],
    ['tag_values(os.cpu, host, dc=gra)', { kind: 'tagValues', metric: 'os.cpu', key: 'host', filters: [dc] }],
    ['tag_values(os.cpu, host, within range)', { kind: 'tagValues', metric: 'os.cpu', key: 'host', withinRange: true }],
    [
      'series(os.cpu, dc=regexp(g.*))',
      { kind: 'series', metric: 'os.cpu', filters: [{ ...dc, type: 'regexp', filter: 'g.*' }] },
    ],
  ])('is %s', (text, query) => {
    expect(definitionOf({ refId: 'v', kind: 'metrics', ...query })).toBe(text);
  });

  it.each([
    'metrics(os.)',
    'tag_names(os.cpu)',
    'tag_values(os.cpu, host)',
    'tag_values(os.cpu, host, dc=gra|bhs, rack=*)',
    'suggest_tagk(ho)',
    'suggest_tagv(web)',
  ])('of the older text %s is that text', (text) => {
    expect(definitionOf(readVariable(text)!)).toBe(text);
  });
});

describe('the values of a variable', () => {
  it('are the tag values within a metric and filters, other variables replaced', async () => {
    const requests = respondToRequests(() => ({ values: ['web01', 'web02'], complete: true }));
    await expect(valuesOf('tag_values(sys.cpu, host, dc=$dc)')).resolves.toEqual(['web01', 'web02']);
    const filters = [{ tagk: 'dc', type: 'literal_or', filter: 'gra|bhs', groupBy: false }];
    expect(requests).toMatchObject([
      { path: 'tag-values', params: { key: 'host', metric: 'sys.cpu', filters: JSON.stringify(filters) } },
    ]);
  });

  it('are metrics, and tag keys', async () => {
    const requests = respondToRequests(() => ({ values: ['a'], complete: true }));
    await valuesOf({ refId: 'v', kind: 'metrics', search: 'cpu' });
    await valuesOf({ refId: 'v', kind: 'tagKeys', metric: 'm' });
    expect(requests).toMatchObject([
      { path: 'metrics', params: { q: 'cpu' } },
      { path: 'tag-keys', params: { metric: 'm' } },
    ]);
  });

  it('of an older text are those that begin with it, in its own case, as OpenTSDB suggests', async () => {
    const values = ['CPU.idle', 'app.cpu', 'cpu', 'cpu.user', 'os.cpu'];
    const requests = respondToRequests(() => ({ values, complete: true }));
    await expect(valuesOf('metrics(cpu)')).resolves.toEqual(['cpu', 'cpu.user']);
    await expect(valuesOf('suggest_tagk(CPU)')).resolves.toEqual(['CPU.idle']);
    await expect(valuesOf({ refId: 'v', kind: 'metrics', search: 'cpu' })).resolves.toEqual(values);
    expect(requests.map(({ params }) => params.q)).toEqual(['cpu', 'CPU', 'cpu']);
  });

  it('of several metrics are those of each', async () => {
    setVariables({ name: 'm', value: ['os.cpu', 'os.mem'], multi: true });
    const requests = respondToRequests((_, { metric }) => ({
      values: metric === 'os.cpu' ? ['web01', 'web02'] : ['db01', 'web01'],
      complete: true,
    }));
    await expect(valuesOf('tag_values($m, host)')).resolves.toEqual(['db01', 'web01', 'web02']);
    expect(requests.map(({ params }) => params.metric)).toEqual(['os.cpu', 'os.mem']);
  });

  it('that may be incomplete are reported, once', async () => {
    const told: unknown[] = [];
    setAppEvents({ publish: (event: unknown) => told.push(event) } as unknown as EventBus);
    respondToRequests(() => ({ values: ['a', 'b'], complete: false }));
    const { query } = new VariableSupport(makeDataSource().metadata);
    const request = { targets: ['metrics()'], scopedVars: {} } as unknown as DataQueryRequest<VariableQuery>;
    await lastValueFrom(query(request));
    await lastValueFrom(query(request));
    expect(told).toEqual([
      {
        type: 'alert-warning',
        payload: ['metrics()', expect.stringMatching(/There may be more values than these 2.*raise Lookup limit/)],
      },
    ]);
  });

  it('are series', async () => {
    respondToRequests(() => ({ series: [{ metric: 'm', tags: { host: 'a', dc: 'gra' } }], complete: true }));
    await expect(valuesOf({ refId: 'v', kind: 'series', metric: 'm' })).resolves.toEqual(['m{dc=gra,host=a}']);
  });

  it("are those with data in the dashboard's time range, where that is asked for and there is a metric", async () => {
    const requests = respondToRequests((path) => ({ [path === 'series' ? 'series' : 'values']: [], complete: true }));
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

  it('are none, and nothing is requested, while the variable is incomplete', async () => {
    const requests = respondToRequests(() => undefined);
    await expect(valuesOf({ refId: 'v', kind: 'tagValues', metric: 'm' })).resolves.toEqual([]);
    await expect(valuesOf('')).resolves.toEqual([]);
    expect(requests).toEqual([]);
  });

  it("fail with the server's sentence, or with what is wrong with the text", async () => {
    respondToRequests(() => new Failure(502, 'gra1 is down.'));
    await expect(valuesOf('metrics()')).rejects.toThrow('gra1 is down.');
    await expect(valuesOf('hosts()')).rejects.toThrow(/cannot be read: hosts\(\)/);
    await expect(valuesOf({ refId: 'v', kind: 'hosts' })).rejects.toThrow(/cannot be read/);
  });
});
