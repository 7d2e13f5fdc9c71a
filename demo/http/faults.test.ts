import { type IncomingMessage, request as httpRequest } from 'node:http';
import { createGunzip } from 'node:zlib';

import { type DemoServer, startDemoServer } from '../server';
import { FAULT_NAMES } from './faults';

// Others may keep the machine busy.
jest.setTimeout(60_000);

interface Outcome {
  status?: number;
  headers?: IncomingMessage['headers'];
  bytes: number;
  text: string;
  /** The transport's error code, where the response didn't come whole. */
  broken?: string;
}

/** Asks for a fault through the name of a metric, the way a plugin would meet it. */
function ask(server: DemoServer, metric: string): Promise<Outcome> {
  const body = JSON.stringify({ start: 1000, end: 1_700_000_000, queries: [{ metric, aggregator: 'sum' }] });
  const { port } = server;
  const headers = { authorization: `Basic ${Buffer.from('u:demo-read').toString('base64')}` };
  return new Promise((resolve) => {
    const outcome: Outcome = { bytes: 0, text: '' };
    const end = (error?: NodeJS.ErrnoException) => resolve({ ...outcome, broken: error?.code });
    const outgoing = httpRequest({ port, method: 'POST', path: '/api/query', headers, agent: false }, (incoming) => {
      outcome.status = incoming.statusCode;
      outcome.headers = incoming.headers;
      const source = incoming.headers['content-encoding'] === 'gzip' ? incoming.pipe(createGunzip()) : incoming;
      source.on('data', (piece: Buffer) => {
        outcome.bytes += piece.length;
        outcome.text = (outcome.text + piece.toString('latin1')).slice(0, 5000);
      });
      source.on('end', () => end());
      incoming.on('error', end);
    });
    outgoing.on('error', end);
    outgoing.end(body);
  });
}

describe.each(['ovh', 'opentsdb'] as const)('faults of %s', (dialect) => {
  let server: DemoServer;

  beforeAll(async () => {
    server = await startDemoServer({ dialect, data: false, faults: true });
  });

  afterAll(() => server.close());

  it('are these', () => {
    expect(FAULT_NAMES).toEqual('slow reset cut length empty html error status redirect bomb series points'.split(' '));
  });

  it('slow: the true response comes late', async () => {
    const started = performance.now();
    const { status } = await ask(server, 'fault.slow.300');

    expect(performance.now() - started).toBeGreaterThanOrEqual(290);
    expect(status).toBe(dialect === 'ovh' ? 200 : 400);
  });

  it('reset: the connection is reset before any response', async () => {
    expect(await ask(server, 'fault.reset')).toEqual({ bytes: 0, text: '', broken: 'ECONNRESET' });
  });

  it('cut: the body stops in the middle', async () => {
    expect(await ask(server, 'fault.cut.150')).toMatchObject({ status: 200, bytes: 150, broken: 'ECONNRESET' });
  });

  it('length: the body is shorter than its content-length', async () => {
    const { headers, bytes, broken } = await ask(server, 'fault.length.10');

    expect(Number(headers?.['content-length'])).toBe(bytes + 10);
    expect(broken).toBe('ECONNRESET');
  });

  it('empty: 200 without a body', async () => {
    expect(await ask(server, 'fault.empty')).toMatchObject({ status: 200, bytes: 0 });
  });

  it('html: a page where JSON belongs', async () => {
    const { status, headers, text } = await ask(server, 'fault.html');

    expect(status).toBe(200);
    expect(headers?.['content-type']).toContain('text/html');
    expect(text).toContain('<h1>');
  });

  it('error: an error object after the first series', async () => {
    const { text } = await ask(server, 'fault.error');

    expect(JSON.parse(text)).toEqual([
      expect.objectContaining({ dps: expect.anything() }),
      { error: expect.objectContaining({ message: 'The storage went away' }) },
    ]);
  });

  it.each([401, 403, 404, 413, 429, 500, 501, 502, 503, 504])('status %i', async (status) => {
    const response = await ask(server, `fault.status.${status}`);

    expect(response.status).toBe(status);
    expect(response.text.startsWith('{"error":')).toBe(dialect === 'opentsdb');
  });

  it('redirect: to another host, or to another port of this one', async () => {
    expect((await ask(server, 'fault.redirect')).headers?.location).toBe('http://elsewhere.invalid/api/query');
    expect((await ask(server, 'fault.redirect.9')).headers?.location).toBe('http://127.0.0.1:9/api/query');
  });

  it('bomb: few bytes of gzip that become many', async () => {
    const { bytes, headers } = await ask(server, 'fault.bomb.20');

    expect(headers?.['content-encoding']).toBe('gzip');
    expect(bytes).toBe(20 * 1024 * 1024 + 2);
  });

  it('series and points: as many as asked for, up to the end of the query', async () => {
    const series = JSON.parse((await ask(server, 'fault.series.12')).text);
    expect(series).toHaveLength(12);

    const [{ dps }] = JSON.parse((await ask(server, 'fault.points.100')).text);
    expect(Object.keys(dps)).toHaveLength(100);
    expect(Object.keys(dps).at(-1)).toBe('1700000000');
  });

  it('a million points: all of them', async () => {
    const { bytes, broken } = await ask(server, 'fault.points.1000000');

    expect(broken).toBeUndefined();
    expect(bytes).toBeGreaterThan(15_000_000);
  });
});

it('does nothing of the kind without being told to at its start', async () => {
  const server = await startDemoServer({ dialect: 'ovh', data: false });

  expect(await ask(server, 'fault.status.503')).toMatchObject({ status: 200, text: '[]\n' });
  await server.close();
});
