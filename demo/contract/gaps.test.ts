import { type DemoServer, startDemoServer } from '../server';
import { canonical } from './compare';
import { type Exchange, readCapture, send, type StoredMetric } from './exchanges';

const lines = readCapture('ovh-gateway-gaps.ndjson');
const metrics = lines.filter((line): line is StoredMetric => 'stored' in line);
const exchanges = lines.filter((line): line is Exchange => 'request' in line);

// Others may keep the machine busy.
jest.setTimeout(30_000);

describe('the gateway over series with gaps', () => {
  let server: DemoServer;

  beforeAll(async () => {
    server = await startDemoServer({ dialect: 'ovh', data: false });
    for (const { name, stored } of metrics) {
      const metric = name.replace(/^raw /, '');
      for (const { tags, points } of stored) {
        for (const [seconds, value] of points) {
          server.store.put(server.application, { metric, tags, time: seconds * 1000, value, integer: true });
        }
      }
    }
  });

  afterAll(() => server.close());

  it('was captured for five metrics and 200 queries', () => {
    expect(metrics).toHaveLength(5);
    expect(exchanges).toHaveLength(200);
  });

  // Each response must equal the real one, point for point; only the order of series may differ, as on the real server.
  it.each(exchanges.map((exchange) => [exchange.name, exchange] as const))('%s', async (_, exchange) => {
    const authorized = { ...exchange, request: { ...exchange.request, authorization: 'Basic base64(u:demo-read)' } };
    const response = await send(server.url, authorized);

    expect(response.status).toBe(exchange.response.status);
    expect(canonical(JSON.parse(response.body))).toBe(canonical(JSON.parse(exchange.response.body ?? '')));
  });
});
