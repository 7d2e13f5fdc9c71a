import { type DemoServer, startDemoServer } from '../server';
import { sameJson } from './compare';
import { acceptedDifferences, expectSame, type Exchange, readExchanges, send } from './exchanges';
import { loadOddOvhData, loadOvhData } from './ovhData';

/** When the captures were made; a few queries ask for times relative to it. */
const NOW = 1_795_390_512_000;
const NOW_OF: Record<string, number> = {
  query_time_end_relative: 1_795_390_516_000,
};

const TOKENS = {
  READ_TOKEN: 'the-read-token',
  WRITE_TOKEN: 'the-write-token',
  OTHER_READ_TOKEN: 'token-of-another-application',
  EXPIRED_READ_TOKEN: 'expired-token',
};

/** Headers that the captures lack, or hold redacted. */
const LOST_HEADERS: Record<string, Record<string, string>> = {
  auth_bearer_base64_user_token: { authorization: 'Bearer base64(u:${READ_TOKEN})' },
  delete_by_method_override_header: { 'x-http-method-override': 'DELETE' },
};

const exchanges = readExchanges('ovh-gateway.ndjson');
const accepted = acceptedDifferences('ovh-gateway');

/** Captures that were made on a server whose store was down, or with a few points of their own. */
const WITHOUT_STORE = /^warp_down_/;
const ODD_POINTS = /^query_(?:nan|infinity)_(?:stored|each|sum)|^last_get_nan$|^delete_by_method_override/;

// One response has a million points.
jest.setTimeout(30_000);

describe('the gateway of OVH Metrics', () => {
  let now = NOW;
  let server: DemoServer;
  let odd: DemoServer;
  let down: DemoServer;

  beforeAll(async () => {
    const options = {
      dialect: 'ovh' as const,
      data: false,
      now: () => now,
      readTokens: [
        { token: TOKENS.READ_TOKEN, application: 'demo' },
        { token: TOKENS.OTHER_READ_TOKEN, application: 'another' },
        { token: TOKENS.EXPIRED_READ_TOKEN, application: 'demo', expires: NOW - 1 },
      ],
      writeTokens: [{ token: TOKENS.WRITE_TOKEN, application: 'demo' }],
      deniedTokens: ['deniedtoken'],
      fetchLimit: 100_000,
    };
    [server, odd, down] = await Promise.all([
      startDemoServer(options),
      startDemoServer(options),
      startDemoServer({ ...options, storeDown: true }),
    ]);
    loadOvhData(server.store, server.application);
    loadOddOvhData(odd.store, odd.application);
  });

  afterAll(() => Promise.all([server.close(), odd.close(), down.close()]));

  const serverFor = ({ name }: Exchange) => (WITHOUT_STORE.test(name) ? down : ODD_POINTS.test(name) ? odd : server);

  it('was captured in 473 exchanges, and the accepted differences are of these', () => {
    expect(exchanges).toHaveLength(473);
    expect([...accepted.keys()].filter((name) => !exchanges.some((exchange) => exchange.name === name))).toEqual([]);
  });

  it.each(inOrder(exchanges).map((exchange) => [exchange.name, exchange] as const))('%s', async (name, exchange) => {
    now = NOW_OF[name] ?? NOW;
    const request = { ...exchange.request, ...LOST_HEADERS[name] };
    const response = await send(serverFor(exchange).url, { ...exchange, request }, TOKENS);
    expectSame(exchange, response, accepted.get(name), sameJson);
  });
});

/** Deletions come last, each followed by its look at what is left. */
function inOrder(list: Exchange[]): Exchange[] {
  const rank = ({ name }: Exchange) => {
    if (!name.startsWith('delete_')) {
      return 0;
    }
    if (name.endsWith('_setup_query')) {
      return 5;
    }
    return name.includes('read_token') ? 2 : name.endsWith('_after') ? 4 : 3;
  };
  return [...list].sort((a, b) => rank(a) - rank(b));
}
