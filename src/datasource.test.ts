import { dateTime, type DataQueryRequest, type ScopedVars } from '@grafana/data';
import { of } from 'rxjs';
import { type BackendSrvRequest, setBackendSrv, type BackendSrv } from '@grafana/runtime';

import { type OpenTsdbQuery } from './query/model';
import { makeDataSource } from './test/dataSource';
import { setVariables } from './test/variables';

/** Sends queries as a panel does; what reaches Grafana's server is the response. */
async function sent(
  targets: OpenTsdbQuery[],
  scopedVars: ScopedVars = {},
  groupByKeys?: string[]
): Promise<OpenTsdbQuery[] | undefined> {
  let body: { queries: OpenTsdbQuery[] } | undefined;
  const fetch = (request: BackendSrvRequest) => {
    body = request.data;
    return of({ data: { results: {} } });
  };
  setBackendSrv({ fetch } as unknown as BackendSrv);
  const range = { from: dateTime(0), to: dateTime(3_600_000), raw: { from: 'now-1h', to: 'now' } };
  const request = {
    targets,
    range,
    scopedVars,
    groupByKeys,
    intervalMs: 1000,
    maxDataPoints: 100,
  } as DataQueryRequest<OpenTsdbQuery>;
  await new Promise<void>((resolve, reject) =>
    makeDataSource().query(request).subscribe({ complete: resolve, error: reject })
  );
  return body?.queries;
}

beforeEach(() => setVariables({ name: 'host', value: ['a', 'b'], multi: true }));

describe('queries of a panel', () => {
  it('go to the backend as they are saved, variables replaced', async () => {
    const query: OpenTsdbQuery = {
      refId: 'A',
      metric: 'sys.cpu.user',
      alias: '$tag_host',
      filters: [{ tagk: 'host', type: 'literal_or', filter: '$host', groupBy: true }],
    };
    const [received] = (await sent([query])) ?? [];
    expect(received).toMatchObject({
      refId: 'A',
      metric: 'sys.cpu.user',
      alias: '$tag_host',
      filters: [{ tagk: 'host', type: 'literal_or', filter: 'a|b', groupBy: true }],
    });
  });

  it.each<[OpenTsdbQuery, boolean]>([
    [{ refId: 'A' }, false],
    [{ refId: 'A', metric: ' ' }, false],
    [{ refId: 'A', metric: 'm', hide: true }, false],
    [{ refId: 'A', metric: 'm' }, true],
    [{ refId: 'A', metric: '$metric' }, true],
  ])('%j is to be sent: %s', (query, send) => {
    expect(makeDataSource().filterQuery(query)).toBe(send);
  });

  it("include the dashboard's group-by keys", async () => {
    const [received] = (await sent([{ refId: 'A', metric: 'm' }], {}, ['dc'])) ?? [];
    expect(received).toMatchObject({ metric: 'm', groupByKeys: ['dc'] });
    expect((await sent([{ refId: 'A', metric: 'm' }]))?.[0]).not.toHaveProperty('groupByKeys');
  });

  it('take the value of a repeated panel', async () => {
    const [received] = (await sent([{ refId: 'A', metric: 'm.$host' }], { host: { value: 'b', text: 'b' } })) ?? [];
    expect(received.metric).toBe('m.b');
  });
});

it('has no default query: Grafana would put it into rules and queries saved without a fill policy', () => {
  expect(makeDataSource()).not.toHaveProperty('getDefaultQuery');
});

it('turns ad-hoc filters into filters that the editor shows when a query is opened in Explore', () => {
  const filters = [{ key: 'dc', operator: '=', value: 'gra' }];
  expect(makeDataSource().interpolateVariablesInQueries([{ refId: 'A', metric: 'm' }], {}, filters)).toEqual([
    { refId: 'A', metric: 'm', filters: [{ tagk: 'dc', type: 'literal_or', filter: 'gra', groupBy: false }] },
  ]);
});

it('adds ad-hoc filters of the dashboard', () => {
  const filters = [{ key: 'dc', operator: '=', value: 'gra' }];
  expect(makeDataSource().applyTemplateVariables({ refId: 'A', metric: 'm' }, {}, filters).adhocFilters).toEqual(
    filters
  );
});

it.each<[OpenTsdbQuery, string]>([
  [{ refId: 'A', metric: 'm' }, 'avg:auto-avg:m'],
  [
    {
      refId: 'A',
      metric: 'm',
      aggregator: 'sum',
      shouldComputeRate: true,
      tags: { dc: 'gra' },
      filters: [{ tagk: 'host', type: 'regexp', filter: 'w.*', groupBy: true }],
    },
    'sum:rate:auto-avg:m{dc=gra,host=regexp(w.*)}',
  ],
  [
    { refId: 'A', metric: 'm', filters: [{ tagk: 'host', type: 'regexp', filter: 'w.*', groupBy: false }] },
    'avg:auto-avg:m{}{host=regexp(w.*)}',
  ],
  [{ refId: 'A', metric: 'm', alias: '$tag_host' }, 'avg:auto-avg:m · $tag_host'],
  [{ refId: 'A', metric: 'm', queryType: 'last', tags: { host: '*' } }, 'Last value of m{host=*}'],
  [{ refId: 'A', metric: 'm', queryType: 'series' }, 'Series of m'],
  [{ refId: 'A', metric: 5, alias: 2024 } as unknown as OpenTsdbQuery, 'avg:auto-avg:5 · 2024'],
  [{ refId: 'A', metric: 'm', queryType: 'annotations' }, 'Annotations of m'],
])('reads as one line in a history: %#', (query, text) => {
  expect(makeDataSource().getQueryDisplayText(query)).toBe(text);
});

describe('a query that was saved by hand', () => {
  it('runs with a number instead of a text', async () => {
    const saved = { refId: 'A', metric: 5, alias: 2024, tags: { host: 7 } } as unknown as OpenTsdbQuery;
    const [received] = (await sent([saved])) ?? [];
    expect(received).toMatchObject({ metric: '5', alias: '2024', tags: { host: '7' } });
  });

  it('reaches the backend with its invalid fields, which the backend refuses by name', async () => {
    const saved = { refId: 'A', metric: 'm', filters: 7, aggregator: {} } as unknown as OpenTsdbQuery;
    const [received] = (await sent([saved])) ?? [];
    expect(received).toMatchObject({ metric: 'm', filters: 7, aggregator: {} });
  });
});

it("tells Grafana the settings' Min interval, for its own", () => {
  expect(makeDataSource({ timeInterval: '10s' }).interval).toBe('10s');
  expect(makeDataSource().interval).toBeUndefined();
});
