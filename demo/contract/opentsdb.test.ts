import { type DemoServer, startDemoServer } from '../server';
import { sameResponse } from './compare';
import { acceptedDifferences, expectSame, type Exchange, readExchanges, send } from './exchanges';
import { loadDefaultServerData, loadLimitedServerData, loadOpentsdbData } from './opentsdbData';

/** When the captures were made; a few queries ask for times relative to it. */
const NOW = 1_795_390_862_000;

const exchanges = readExchanges('opentsdb.ndjson');
const accepted = acceptedDifferences('opentsdb');

/** Settings that a capture's request lacks: chunks and origins are not part of it. */
const LOST_HEADERS: Record<string, Record<string, string>> = {
  'query-gzip': { 'accept-encoding': 'gzip' },
  'version-gzip-headers': { 'accept-encoding': 'gzip' },
  'def-query-te-chunked': { 'transfer-encoding': 'chunked' },
  'lim-cors-bad': { origin: 'http://other.test' },
  'lim-cors-options': { origin: 'http://grafana.test' },
  'lim-cors-post': { origin: 'http://grafana.test' },
};

// Others may keep the machine busy.
jest.setTimeout(30_000);

describe('OpenTSDB 2.4.1', () => {
  let server: DemoServer;
  let byDefault: DemoServer;
  let limited: DemoServer;

  beforeAll(async () => {
    const options = { dialect: 'opentsdb' as const, data: false, now: () => NOW };
    const quiet = { showStackTrace: false };
    [server, byDefault, limited] = await Promise.all([
      startDemoServer(options),
      startDemoServer({ ...options, tsd: { ...quiet, enableChunked: false, allowDelete: false } }),
      startDemoServer({ ...options, tsd: { ...quiet, maxDataPoints: 5000, corsDomains: ['http://grafana.test'] } }),
    ]);
    loadOpentsdbData(server.store);
    loadDefaultServerData(byDefault.store);
    loadLimitedServerData(limited.store);
  });

  afterAll(() => Promise.all([server.close(), byDefault.close(), limited.close()]));

  const serverFor = ({ name }: Exchange) =>
    name.startsWith('def-') ? byDefault : name.startsWith('lim-') ? limited : server;

  it('was captured in 372 exchanges, and the accepted differences are of these', () => {
    expect(exchanges).toHaveLength(372);
    expect([...accepted.keys()].filter((name) => !exchanges.some((exchange) => exchange.name === name))).toEqual([]);
  });

  it.each(inOrder(exchanges).map((exchange) => [exchange.name, exchange] as const))('%s', async (name, exchange) => {
    const request = { ...exchange.request, ...LOST_HEADERS[name] };
    const response = await send(serverFor(exchange).url, { ...exchange, request });
    expectSame(exchange, response, accepted.get(name), sameResponse);
  });
});

/** Annotations and what is thrown away come last, in the order of their names. */
function inOrder(list: Exchange[]): Exchange[] {
  const rank = ({ name }: Exchange) => {
    const phases = [/^put-/, /^an\d-|^an-badtime/, /^an-delete/, /^uid-assign/, /^zz/];
    return phases.findIndex((phase) => phase.test(name));
  };
  return [...list].sort((a, b) => rank(a) - rank(b));
}
