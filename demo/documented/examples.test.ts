/** The examples that the service's page prints, as they are: with curl and Python, on both kinds of server. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

import { type DemoServer, startDemoServer } from '../server';
import { readAll } from '../http/message';
import { comparable, exchange, type Exchange, ovhResponse, pushed } from './exchanges';
import { filledIn, findPython, printed, pythonSession, shell } from './tools';

/** For tools that are started on a machine that does much else. */
jest.setTimeout(60_000);

const found = findPython();
const python = 'path' in found ? found.path : '';
/** Skipped, with the reason, where there is no Python with Requests. */
const withPython = (title: string, test: () => Promise<void>) =>
  'path' in found ? it(title, test) : it.skip(`${title} (skipped: ${found.missing})`, test);

/** The Python session, with its one mistake corrected. */
const pushAsJson = printed('push.py').replace('data=payload', 'json=payload');

describe.each(['ovh', 'opentsdb'] as const)('on %s', (dialect) => {
  /** OVH Metrics documents 200, OpenTSDB responds with 204. */
  const stored = { status: dialect === 'ovh' ? 200 : 204, body: '' };
  let server: DemoServer;
  beforeEach(async () => {
    server = await startDemoServer({ dialect, data: false });
  });
  afterEach(() => server.close());

  /** What is stored, in the form of a push. */
  const points = () =>
    server.store.allSeries(server.application).flatMap((series) => {
      const { times, values } = series.storedPoints();
      return Array.from(times, (time, i) => ({ metric: series.metric, tags: series.tags, time, value: values[i] }));
    });
  const point = { ...pushed, time: 1346846400_000, value: 18 };

  it('the curl push stores the point', async () => {
    expect(await shell(filledIn(printed('curl-push.sh'), server.url))).toEqual(stored);
    expect(points()).toEqual([point]);
  });

  withPython('the Python push is refused with a message, and nothing is stored', async () => {
    const response = await pythonSession(python, filledIn(printed('push.py'), server.url));
    expect(response.status).toBe(400);
    expect(response.body).toMatch(/is a form \(metric=sys\.cpu\.nice.*the values of the tags are lost.*json=payload/s);
    if (dialect === 'opentsdb') {
      const { opentsdb } = exchange('the Python push as printed');
      expect({ status: response.status, body: comparable(JSON.parse(response.body)) }).toEqual(opentsdb);
    }
    expect(points()).toEqual([]);
  });

  withPython('the Python push stores the point once it sends JSON', async () => {
    expect(await pythonSession(python, filledIn(pushAsJson, server.url))).toEqual(stored);
    expect(points()).toEqual([point]);
  });

  it('the curl query brings back what the curl push stored', async () => {
    await shell(filledIn(printed('curl-push.sh'), server.url));
    const { status, body } = await shell(filledIn(printed('curl-query.sh'), server.url));
    const expected = dialect === 'ovh' ? { status: 200, body: [ovhResponse] } : exchange('the curl query').opentsdb;
    expect({ status, body: JSON.parse(body) }).toEqual(expected);
  });
});

describe('what the examples send', () => {
  /** Runs an example against a server that only writes down. */
  async function sentBy(example: (serverUrl: string) => Promise<unknown>): Promise<Exchange['request']> {
    const requests: Array<Exchange['request']> = [];
    const recorder = createServer(async (incoming, response) => {
      const { method = '', url: path = '', headers } = incoming;
      requests.push({ method, path, contentType: headers['content-type'], body: String(await readAll(incoming)) });
      response.end();
    }).listen(0, '127.0.0.1');
    try {
      await once(recorder, 'listening');
      await example(`http://127.0.0.1:${(recorder.address() as AddressInfo).port}`);
      expect(requests).toHaveLength(1);
      return requests[0];
    } finally {
      recorder.close();
    }
  }

  it('the curl push: the point as JSON, on one line, called a form', async () => {
    const sent = await sentBy((url) => shell(filledIn(printed('curl-push.sh'), url)));
    expect(sent).toEqual(exchange('the curl push').request);
  });

  it('the curl query: the file as it is, called a form', async () => {
    const sent = await sentBy((url) => shell(filledIn(printed('curl-query.sh'), url)));
    expect(sent).toEqual(exchange('the curl query').request);
  });

  withPython('the Python push: a form with the names of the tags only, called a text', async () => {
    const sent = await sentBy((url) => pythonSession(python, filledIn(printed('push.py'), url)));
    expect(sent).toEqual(exchange('the Python push as printed').request);
  });

  withPython('the Python push with json=payload: the point as JSON', async () => {
    const sent = await sentBy((url) => pythonSession(python, filledIn(pushAsJson, url)));
    expect(sent).toEqual(exchange('the Python push as JSON').request);
  });
});
