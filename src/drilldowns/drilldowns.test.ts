import { type AdHocVariableFilter } from '@grafana/data';

import { type OpenTsdbQuery, type TagFilter } from '../query/model';
import { respondToRequests, Failure } from '../test/backend';
import { makeDataSource } from '../test/dataSource';
import { setVariables } from '../test/variables';

/** The series of each metric that the server holds. */
const SERIES: Record<string, Array<Record<string, string>>> = {
  'os.cpu': [
    { host: 'web01', dc: 'gra' },
    { host: 'web02', dc: 'gra' },
    { host: 'db01', dc: 'bhs' },
  ],
  'disk.used': [
    { host: 'web01', mount: '/' },
    { host: 'web01', mount: '/data' },
  ],
  'job.time': [{ job: 'backup' }],
  gone: [],
};

/** A server of these series; `refused` is a metric that it gives an error for, `cut` one that has more series. */
function serve({ refused, cut }: { refused?: string; cut?: string } = {}) {
  return respondToRequests((path, { metric, filters, key }) => {
    if (metric && metric === refused) {
      return new Failure(404, `no metric ${refused}`);
    }
    const wanted = (filters ? JSON.parse(filters) : []) as TagFilter[];
    const passes = (tags: Record<string, string>) =>
      wanted.every(({ tagk, filter }) => filter.split('|').includes(tags[tagk]));
    const series = Object.entries(SERIES)
      .filter(([name]) => !metric || name === metric)
      .flatMap(([name, all]) => all.filter(passes).map((tags) => ({ metric: name, tags })));
    const complete = metric !== cut;
    if (path === 'series') {
      return { series, complete };
    }
    const values = series.flatMap(({ tags }) => (path === 'tag-keys' ? Object.keys(tags) : (tags[key] ?? [])));
    return { values: [...new Set(values)].sort(), complete };
  });
}

beforeEach(() => setVariables({ name: 'm', value: ['os.cpu', 'disk.used'], multi: true }));

const panels = (...metrics: string[]): OpenTsdbQuery[] => metrics.map((metric) => ({ refId: 'A', metric }));
const filter = (key: string, value: string, operator = '='): AdHocVariableFilter => ({ key, operator, value });
const texts = (found: Array<{ text: string }>) => found.map(({ text }) => text);

describe('tag keys to filter by', () => {
  it.each<[string[], string[]]>([
    [['os.cpu'], ['dc', 'host']],
    [
      ['os.cpu', 'disk.used'],
      ['dc', 'host', 'mount'],
    ],
    [['os.cpu|job.time'], ['dc', 'host', 'job']],
    [['$m'], ['dc', 'host', 'mount']],
    [[], ['dc', 'host', 'job', 'mount']],
  ])('of panels of %j are those of any of their metrics', async (metrics, keys) => {
    serve();
    expect(texts(await makeDataSource().getTagKeys({ queries: panels(...metrics) }))).toEqual(keys);
  });

  it('are those of series that pass the other filters', async () => {
    serve();
    const options = { queries: panels('os.cpu', 'disk.used'), filters: [filter('dc', 'gra')] };
    expect(texts(await makeDataSource().getTagKeys(options))).toEqual(['dc', 'host']);
  });

  it('are listed though one metric is unknown', async () => {
    serve({ refused: 'os.cqu' });
    const source = makeDataSource();
    expect(texts(await source.getTagKeys({ queries: panels('os.cqu', 'job.time') }))).toEqual(['job']);
    await expect(source.getTagKeys({ queries: panels('os.cqu') })).rejects.toThrow('no metric os.cqu');
  });

  it('of a dashboard of 100 metrics are those of 20', async () => {
    const requests = serve();
    await makeDataSource().getTagKeys({ queries: panels(...Array.from({ length: 100 }, (_, i) => `m${i}`)) });
    expect(requests).toHaveLength(20);
  });
});

describe('values to filter by', () => {
  it('are those of the metrics that have the key', async () => {
    const requests = serve();
    const values = await makeDataSource().getTagValues({ key: 'mount', queries: panels('os.cpu', 'disk.used') });
    expect(texts(values)).toEqual(['/', '/data']);
    const asked = requests.filter(({ path }) => path === 'tag-values').map(({ params }) => params.metric);
    expect(asked).toEqual(['disk.used']);
  });

  it('are none for a key that no metric has', async () => {
    serve();
    expect(await makeDataSource().getTagValues({ key: 'mount', queries: panels('os.cpu') })).toEqual([]);
  });

  it('are those of series that pass the other filters, whatever characters they hold', async () => {
    const requests = serve();
    const filters = [filter('dc', 'gra'), filter('host', 'a|b', '!=')];
    const values = await makeDataSource().getTagValues({ key: 'host', queries: panels('os.cpu'), filters });
    expect(texts(values)).toEqual(['web01', 'web02']);
    await makeDataSource().getTagValues({ key: 'host', queries: panels('os.cpu'), filters: [filter('dc', 'a|b')] });
    expect(requests.at(-1)?.params.filters).toContain('"type":"regexp","filter":"^(?:a\\\\|b)$"');
  });
});

describe('tag keys to group by', () => {
  it.each<[string, Partial<OpenTsdbQuery>, string[]]>([
    ['points over time: any', {}, ['dc', 'host']],
    ['last values: none', { queryType: 'last' }, []],
    ['a list of series: none', { queryType: 'series' }, []],
    [
      'explicit tags: those of its filters',
      { explicitTags: true, filters: [{ tagk: 'dc', type: 'wildcard', filter: '*', groupBy: false }] },
      ['dc'],
    ],
  ])('%s', async (_, fields, keys) => {
    serve();
    const queries = [{ refId: 'A', metric: 'os.cpu', ...fields }];
    expect(texts(await makeDataSource().getGroupByKeys({ queries }))).toEqual(keys);
  });
});

describe('what a dashboard has chosen', () => {
  const verdicts = (options: Parameters<ReturnType<typeof makeDataSource>['getDrilldownsApplicability']>[0]) =>
    makeDataSource().getDrilldownsApplicability(options);

  it('is applicable where a metric of the panel has the key', async () => {
    serve();
    const queries = panels('os.cpu', 'job.time');
    await expect(
      verdicts({ queries, filters: [filter('dc', 'x'), filter('mount', '/')], groupByKeys: ['host', "it's"] })
    ).resolves.toEqual([
      { key: 'dc', applicable: true },
      { key: 'mount', applicable: false, reason: 'No series of os.cpu, job.time has the tag "mount".' },
      { key: 'host', applicable: true },
      { key: "it's", applicable: false, reason: `No series of os.cpu, job.time has the tag "it's".` },
    ]);
  });

  it('names the operators that the server has', async () => {
    serve();
    const [verdict] = await verdicts({
      queries: panels('os.cpu'),
      filters: [{ ...filter('dc', '3', '<'), origin: 'dashboard' }],
    });
    expect(verdict).toEqual({
      key: 'dc',
      origin: 'dashboard',
      applicable: false,
      reason: "OpenTSDB can't filter by <. Choose =, !=, =~ or !~.",
    });
  });

  it('does not group last values, nor by further keys with explicit tags', async () => {
    serve();
    const last = { refId: 'A', metric: 'os.cpu', queryType: 'last' as const };
    const explicit = { refId: 'B', metric: 'os.cpu', explicitTags: true };
    await expect(verdicts({ queries: [last, explicit], groupByKeys: ['dc'] })).resolves.toMatchObject([
      { key: 'dc', applicable: false, reason: expect.stringContaining('Not grouped by dc') },
    ]);
  });

  it.each<[string, Parameters<typeof serve>[0], string[]]>([
    ['the metric has more series than were looked up', { cut: 'os.cpu' }, ['os.cpu']],
    ['the metric has no series now', {}, ['gone']],
    ['one of the metrics is not known', { refused: 'os.cqu' }, ['os.cqu', 'os.cpu']],
    ['no metric is chosen', {}, []],
  ])('is applicable where %s', async (_, server, metrics) => {
    serve(server);
    await expect(verdicts({ queries: panels(...metrics), groupByKeys: ['mount'] })).resolves.toEqual([
      { key: 'mount', applicable: true },
    ]);
  });

  it('takes one look-up per metric, also with hundreds of keys', async () => {
    const requests = serve();
    const groupByKeys = Array.from({ length: 500 }, (_, i) => `k${i}`);
    await expect(verdicts({ queries: panels('os.cpu', 'os.cpu'), groupByKeys })).resolves.toHaveLength(500);
    expect(requests).toHaveLength(1);
  });
});

describe('what is recommended', () => {
  it('are the keys of the most panels first, then those of the fewest values', async () => {
    serve();
    const source = makeDataSource();
    await expect(source.getRecommendedDrilldowns({ queries: panels('os.cpu') })).resolves.toEqual({
      groupByKeys: ['dc', 'host'],
      filters: [filter('dc', 'bhs'), filter('dc', 'gra')],
    });
    const both = { queries: panels('os.cpu', 'disk.used') };
    expect((await source.getRecommendedDrilldowns(both)).groupByKeys).toEqual(['host', 'dc', 'mount']);
  });

  it('excludes what is chosen already, and keys with one value', async () => {
    serve();
    const options = { queries: panels('os.cpu', 'job.time'), groupByKeys: ['dc'], filters: [filter('dc', 'gra')] };
    await expect(makeDataSource().getRecommendedDrilldowns(options)).resolves.toEqual({
      groupByKeys: ['host'],
      filters: [filter('host', 'web01'), filter('host', 'web02')],
    });
  });

  it('is nothing where no panel has a metric', async () => {
    serve();
    await expect(makeDataSource().getRecommendedDrilldowns()).resolves.toEqual({ groupByKeys: [], filters: [] });
  });
});
