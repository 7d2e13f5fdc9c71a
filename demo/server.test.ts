import { type DemoOptions, type DemoServer, startDemoServer } from './server';

const POINT = { metric: 'sys.cpu.nice', timestamp: 1346846400, value: 18, tags: { host: 'web01', dc: 'lga' } };
const QUERY = {
  start: 1346846000000,
  end: 1346847300005,
  queries: [{ metric: 'sys.cpu.nice', aggregator: 'min', downsample: '4m-avg', tags: { host: '*', dc: '*' } }],
};
/** curl sends this type with -d and --data-binary, whatever the data is. */
const FORM_TYPE = 'application/x-www-form-urlencoded';

// Others may keep the machine busy.
jest.setTimeout(60_000);

let server: DemoServer;

async function start(options: Partial<DemoOptions> & Pick<DemoOptions, 'dialect'>): Promise<void> {
  server = await startDemoServer({ data: false, ...options });
}

afterEach(() => server.close());

const basic = (token: string) => ({ authorization: `Basic ${Buffer.from(`metrics:${token}`).toString('base64')}` });

async function call(path: string, init: RequestInit = {}) {
  const response = await fetch(`${server.url}${path}`, init);
  const text = await response.text();
  return { status: response.status, text, json: () => JSON.parse(text) };
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  call(path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': FORM_TYPE, ...headers },
  });

describe('the examples of the service documentation', () => {
  beforeEach(() => start({ dialect: 'ovh' }));

  it('pushes a point as curl does, and reads it back', async () => {
    expect((await post('/api/put', POINT, basic('demo-write'))).status).toBe(200);

    const response = await post('/api/query', QUERY, basic('demo-read'));
    expect(response.status).toBe(200);
    expect(response.json()).toMatchObject([
      { metric: 'sys.cpu.nice', tags: { host: 'web01', dc: 'lga' }, dps: { '1346846580': 18 } },
    ]);
  });

  it('refuses the form that the Python example sends, with a helpful message, and stores nothing', async () => {
    const form = 'metric=sys.cpu.nice&timestamp=1346846400&value=18&tags=host&tags=dc';
    const response = await post('/api/put', form, { 'x-warp10-token': 'demo-write', 'content-type': 'text/plain' });

    expect(response.status).toBe(400);
    expect(response.text).toMatch(/is a form .*Send the point as JSON.*json=payload/);
    expect(server.store.allSeries(server.application)).toEqual([]);
  });

  it('takes the Python example once it sends JSON', async () => {
    const response = await post('/api/put', { ...POINT, timestamp: '1346846400' }, { 'x-warp10-token': 'demo-write' });

    expect(response.status).toBe(200);
    expect(server.store.metrics(server.application)).toEqual(['sys.cpu.nice']);
  });

  it('deletes what was pushed', async () => {
    await post('/api/put', POINT, basic('demo-write'));
    const init = { method: 'DELETE', body: JSON.stringify(QUERY), headers: basic('demo-write') };

    expect((await call('/api/query', init)).status).toBe(200);
    expect((await post('/api/query', QUERY, basic('demo-read'))).text).toBe('[]\n');
  });
});

describe('tokens of OVH Metrics', () => {
  it('tells READ from WRITE tokens', async () => {
    await start({ dialect: 'ovh' });

    expect((await post('/api/put', POINT, basic('demo-read'))).status).toBe(403);
    expect((await post('/api/put', POINT)).status).toBe(401);
    expect(server.store.allSeries(server.application)).toEqual([]);
    expect((await post('/api/query', QUERY, basic('demo-write'))).status).toBe(500);
  });

  it('shows an application its own series only', async () => {
    await start({
      dialect: 'ovh',
      readTokens: [
        { token: 'read-a', application: 'a' },
        { token: 'read-b', application: 'b' },
      ],
      writeTokens: [{ token: 'write-a', application: 'a' }],
    });
    await post('/api/put', POINT, basic('write-a'));

    const metrics = (token: string) => call('/api/suggest?type=metrics', { headers: basic(token) });
    expect((await metrics('read-a')).json()).toEqual(['sys.cpu.nice']);
    expect((await metrics('read-b')).json()).toEqual([]);
  });

  it('refuses a token once it has expired', async () => {
    let now = 1000;
    await start({
      dialect: 'ovh',
      now: () => now,
      readTokens: [{ token: 'short', application: 'a', expires: 2000 }],
    });
    const suggest = () => call('/api/suggest?type=metrics', { headers: basic('short') });

    expect((await suggest()).status).toBe(200);
    now = 2000;
    expect((await suggest()).text).toContain('Missing or invalid token');
  });
});

describe('what a query may read', () => {
  const first = 1_700_000_000;
  const query = (seconds: number, downsample = '10m-avg') => ({
    start: first,
    end: first + seconds,
    queries: [{ metric: 'much', aggregator: 'sum', downsample }],
  });

  async function startWith(dialect: 'ovh' | 'opentsdb', fetchLimit: number) {
    await start({ dialect, fetchLimit });
    // Ten series, a point a minute for ten hours.
    for (let i = 0; i < 6000; i++) {
      const time = (first + Math.trunc(i / 10) * 60) * 1000;
      server.store.put(server.application, {
        metric: 'much',
        tags: { host: `h${i % 10}` },
        time,
        value: 1,
        integer: true,
      });
    }
  }

  it('ends on OVH Metrics with an error that has lost its cause, counted in stored points', async () => {
    await startWith('ovh', 3010);

    expect((await post('/api/query', query(36_000), basic('demo-read'))).status).toBe(500);
    expect((await post('/api/query', query(36_000), basic('demo-read'))).text).toBe(
      "invalid character 'E' looking for beginning of value\n"
    );
    expect((await post('/api/query', query(18_000), basic('demo-read'))).status).toBe(200);
    // A longer interval reads no less.
    expect((await post('/api/query', query(36_000, '1h-avg'), basic('demo-read'))).status).toBe(500);
  });

  it('ends on OpenTSDB with 413 and what to do, counted in the points of whole hours', async () => {
    await startWith('opentsdb', 3010);

    const refused = await post('/api/query', query(36_000));
    expect(refused.status).toBe(413);
    expect(refused.json().error.message).toBe(
      'Sorry, you have attempted to fetch more than our limit of 3010 data points. ' +
        'Please try filtering using more tags or decrease your time range.'
    );
    expect((await post('/api/query', query(14_000))).status).toBe(200);
  });
});

describe('a text of OVH Metrics that holds a quote or a percent sign', () => {
  beforeEach(async () => {
    await start({ dialect: 'ovh' });
    for (const path of ["it's", '/a%20b', 'plain']) {
      const point = { metric: "odd's 5%", tags: { "the path's": path }, time: 1_700_000_000_000, value: 1 };
      server.store.put(server.application, { ...point, integer: true });
    }
  });

  const ask = (type: string, filter: string) =>
    post(
      '/api/query',
      {
        start: 1_699_999_000,
        end: 1_700_000_000,
        queries: [
          {
            metric: 'odd%27s 5%25',
            aggregator: 'none',
            filters: [{ type, tagk: 'the path%27s', filter, groupBy: true }],
          },
        ],
      },
      basic('demo-read')
    );
  const found = async (type: string, filter: string) =>
    (await ask(type, filter)).json().map(({ tags }: { tags: Record<string, string> }) => tags["the path's"]);

  it.each([
    ['literal_or', 'it%27s', ["it's"]],
    ['literal_or', 'it%27s|plain', ["it's", 'plain']],
    ['literal_or', '/a%2520b', ['/a%20b']],
    ['wildcard', '*%27s', ["it's"]],
    ['regexp', '.*%25.*', ['/a%20b']],
  ])('is found by %s %s', async (type, filter, expected) => {
    expect((await found(type, filter)).sort()).toEqual(expected);
  });

  it.each([
    ['literal_or', "it' x"],
    ['literal_or', '5%'],
  ])('ends the query where it is not escaped: %s %s', async (type, filter) => {
    expect((await ask(type, filter)).status).toBe(500);
  });
});

describe('points on their way in', () => {
  const mixed = [POINT, { ...POINT, value: 'x' }, { ...POINT, timestamp: 1346846460 }];

  it.each([
    ['ovh', ''],
    ['ovh', '?details'],
    ['opentsdb', ''],
    ['opentsdb', '?details'],
    ['opentsdb', '?summary'],
  ] as const)('%s stores the good points of a mixed list, and tells of the others (%s)', async (dialect, query) => {
    await start({ dialect });
    const response = await post(`/api/put${query}`, mixed, basic('demo-write'));

    expect(response.status).toBe(400);
    expect(response.text).toContain(
      query === '' ? (dialect === 'ovh' ? '1 of 3 points' : 'One or more') : '"failed":1'
    );
    expect(server.store.series(server.application, 'sys.cpu.nice')[0].storedPoints().times).toHaveLength(2);
  });

  it('keeps a million points responsive', async () => {
    await start({ dialect: 'ovh' });
    const first = 1_700_000_000;
    for (let i = 0; i < 1_000_000; i++) {
      const tags = { host: `h${i % 100}` };
      const time = (first + Math.trunc(i / 100) * 10) * 1000;
      server.store.put(server.application, { metric: 'many', tags, time, value: i % 1000, integer: true });
    }
    const range = { start: first, end: first + 100_000 };
    const started = performance.now();
    const response = await post(
      '/api/query',
      { ...range, queries: [{ metric: 'many', aggregator: 'sum', downsample: '10m-avg' }] },
      basic('demo-read')
    );

    expect(Object.keys(response.json()[0].dps)).toHaveLength(166);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('the server itself', () => {
  it('listens on 127.0.0.1 only, and ends its connections when it is closed', async () => {
    await start({ dialect: 'opentsdb' });
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);

    const { url } = server;
    await server.close();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    await start({ dialect: 'opentsdb' });
  });

  it('says so when its port is taken', async () => {
    await start({ dialect: 'ovh' });

    await expect(startDemoServer({ dialect: 'ovh', port: server.port })).rejects.toThrow('EADDRINUSE');
  });
});
