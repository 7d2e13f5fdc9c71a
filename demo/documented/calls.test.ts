/** Each row of the service's table of calls, with curl, after a point was pushed. */
import { DEFAULT_READ_TOKEN, DEFAULT_WRITE_TOKEN, type DemoServer, startDemoServer } from '../server';
import { comparable, exchange, ovhResponse, pushed } from './exchanges';
import { curl, filledIn, printed, shell, type Shown } from './tools';

/** For tools that are started on a machine that does much else. */
jest.setTimeout(60_000);

const FORM = 'application/x-www-form-urlencoded';
const lookup = {
  type: 'LOOKUP',
  limit: 25,
  startIndex: 0,
  metric: 'sys.cpu.nice',
  tags: [{ key: 'host', value: '*' }],
  totalResults: 1,
  results: [pushed],
};
/** The real OpenTSDB finds no last point that is years old, unless it is told to look back for years: the demo server does. */
const lastOfOpenTsdb = [{ ...pushed, timestamp: 1346846400_000, value: '18' }];

const servers = [
  { title: 'ovh, the token as a password', dialect: 'ovh', header: false },
  { title: 'ovh, the token in X-Warp10-Token', dialect: 'ovh', header: true },
  { title: 'opentsdb', dialect: 'opentsdb', header: false },
] as const;

describe.each(servers)('$title', ({ dialect, header }) => {
  let server: DemoServer;
  beforeEach(async () => {
    server = await startDemoServer({ dialect, data: false });
    await shell(filledIn(printed('curl-push.sh'), server.url));
  });
  afterEach(() => server.close());

  /** Sends the request of an exchange. */
  function send(name: string, token = DEFAULT_READ_TOKEN): Promise<Shown> {
    const { method, path, contentType = FORM, body } = exchange(name).request;
    const auth = header ? ['--header', `X-Warp10-Token: ${token}`] : ['--user', `any:${token}`];
    const data = body === undefined ? [] : ['--header', `Content-Type: ${contentType}`, '--data-binary', body];
    return curl('--request', method, ...auth, ...data, server.url + path);
  }

  /** Sends it and holds the response: on opentsdb against the real server's, or where that differs against `other`. */
  async function expectResponse(name: string, ovh: unknown, other?: unknown, token?: string): Promise<void> {
    const { status, body } = await send(name, token);
    const real = exchange(name).opentsdb;
    expect({ status, body: comparable(JSON.parse(body)) }).toEqual(
      dialect === 'ovh' ? { status: 200, body: ovh } : { status: real.status, body: other ?? real.body }
    );
  }

  it('GET /api/suggest', () => expectResponse('GET /api/suggest', ['sys.cpu.nice']));

  it('POST /api/suggest', () => expectResponse('POST /api/suggest', ['sys.cpu.nice']));

  it('GET /api/search/lookup', () => expectResponse('GET /api/search/lookup', lookup));

  it('POST /api/search/lookup', () => expectResponse('POST /api/search/lookup', lookup));

  it('GET /api/query', async () => {
    if (dialect === 'opentsdb') {
      return expectResponse('GET /api/query', undefined);
    }
    // The page lists it, and the gateway refuses it.
    const refusal = 'Please use the POST version of queries\n';
    expect(await send('GET /api/query')).toEqual({ status: 501, body: refusal });
  });

  it('POST /api/query', () => expectResponse('the curl query', [ovhResponse]));

  it('DELETE /api/query', async () => {
    // OVH Metrics takes the query in the body, OpenTSDB in the URL.
    const name = dialect === 'ovh' ? 'DELETE /api/query with the query in the body' : 'DELETE /api/query';
    if (dialect === 'ovh') {
      await expectResponse(name, []);
      await expectResponse('the curl query', [ovhResponse]);
    }
    const deleted = [{ ...ovhResponse, tags: { host: '*', dc: '*' }, dps: {} }];
    await expectResponse(name, deleted, undefined, DEFAULT_WRITE_TOKEN);
    await expectResponse('what is left after DELETE', []);
  });

  it('GET /api/query/last', () =>
    expectResponse('GET /api/query/last', [{ ...pushed, timestamp: 1346846400, value: '18' }], lastOfOpenTsdb));

  it('POST /api/query/last', () =>
    expectResponse('POST /api/query/last', [{ ...pushed, timestamp: 1346846400, value: '18' }], lastOfOpenTsdb));
});

it('OpenTSDB refuses a DELETE with the query in its body', async () => {
  const server = await startDemoServer({ dialect: 'opentsdb', data: false });
  try {
    const { request, opentsdb } = exchange('DELETE /api/query with the query in the body');
    const { status, body } = await curl(
      '--request',
      'DELETE',
      '--data-binary',
      request.body ?? '',
      server.url + request.path
    );
    expect({ status, body: comparable(JSON.parse(body)) }).toEqual(opentsdb);
  } finally {
    await server.close();
  }
});
