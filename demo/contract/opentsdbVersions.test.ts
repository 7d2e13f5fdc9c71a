import { type Version } from '../opentsdb/versions';
import { type DemoServer, startDemoServer } from '../server';
import { sameResponse } from './compare';
import { acceptedDifferences, type Exchange, expectSame, readExchanges, send } from './exchanges';
import { loadOpentsdbData } from './opentsdbData';
import { loadVersionData } from './versionData';
import { olderRequests } from './versionExchanges';

/** The captures of the older releases hold only responses that differ from those of 2.4.1. */
const RELEASES: Array<[Version, string | undefined, number]> = [
  ['2.2.1', 'opentsdb-2.2', 223],
  ['2.3.2', 'opentsdb-2.3', 150],
  ['2.4.1', undefined, 0],
];

// Others may keep the machine busy.
jest.setTimeout(60_000);

describe.each(RELEASES)('OpenTSDB %s', (version, capture, count) => {
  const own = new Map(capture === undefined ? [] : readExchanges(`${capture}.ndjson`).map((one) => [one.name, one]));
  const older = olderRequests();
  const newer = readExchanges('opentsdb-2.4.ndjson');
  const accepted = new Map([
    ...[...acceptedDifferences('opentsdb')].filter(([name]) => !own.has(name)),
    ...acceptedDifferences('opentsdb-2.4'),
    ...acceptedDifferences(capture ?? ''),
  ]);
  let server: DemoServer;

  beforeAll(async () => {
    server = await startDemoServer({ dialect: 'opentsdb', data: false, version });
    loadOpentsdbData(server.store);
  });

  afterAll(() => server.close());

  const check = async (name: string, exchange: Exchange) => {
    const expected = own.get(name) ?? exchange;
    const response = await send(server.url, expected);
    expectSame(expected, response, accepted.get(name), sameResponse);
  };

  it('was captured whole', () => {
    expect(own.size).toBe(count);
    const names = new Set([...older, ...newer].map(({ name }) => name));
    expect([...own.keys()].filter((name) => !names.has(name))).toEqual([]);
  });

  it.each(older.map((exchange) => [exchange.name, exchange] as const))('%s', check);

  describe('over the points that tell the releases apart', () => {
    beforeAll(() => loadVersionData(server.store));

    it.each(newer.map((exchange) => [exchange.name, exchange] as const))('%s', check);
  });
});
