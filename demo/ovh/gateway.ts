import { type DemoRequest, type Dialect, type Reply } from '../http/message';
import { type Store } from '../store/store';
import { applicationOf, type Tokens, tokenOf } from './auth';
import { aggregators, configFilters, last, lookup, suggest } from './metadata';
import { runSubQuery, seriesJson } from './query';
import { empty, frameworkError, json, Panic, plainText, STORE_ERROR, StoreError } from './replies';
import { BadRequest, mistake, parseQueryRequest, type QueryRequest } from './request';
import { put, remove } from './write';

export interface GatewayOptions {
  store: Store;
  tokens: Tokens;
  now: () => number;
  /** How many points one sub-query may fetch. */
  fetchLimit?: number;
  /** Whether the store behind the gateway is down. */
  storeDown?: boolean;
}

const FETCH_LIMIT = 20_000_000;
/** The gateway's message, with the address, for a store that it can't reach. */
const NO_STORE =
  'Get "http://127.0.0.1:9/api/v0/find?selector=~.*.*{}": dial tcp 127.0.0.1:9: connect: connection refused';
const PREFIX = '/opentsdb';

type Handler = (request: DemoRequest, token: string) => Reply;

/**
 * OVH Metrics' OpenTSDB gateway: it translates OpenTSDB's calls for a store of another kind, which shows in many places. It
 * serves `/api/...` and `/opentsdb/api/...`.
 */
export class Gateway implements Dialect {
  private calls = 0;

  constructor(private readonly options: GatewayOptions) {}

  respond(request: DemoRequest): Reply {
    this.calls++;
    if (request.method === 'OPTIONS') {
      return empty(200);
    }
    const path = request.path.startsWith(`${PREFIX}/`) ? request.path.slice(PREFIX.length) : request.path;
    if (path === '/' && request.path === path) {
      return empty(200);
    }
    const handler = this.route(path);
    if (!handler) {
      return frameworkError(404, 'Not Found');
    }
    const token = tokenOf(request);
    if (token === '') {
      return empty(401);
    }
    if (this.options.tokens.denied.includes(token)) {
      return empty(403);
    }
    try {
      return handler(request, token);
    } catch (error) {
      if (error instanceof Panic) {
        return frameworkError(500, 'Internal Server Error');
      }
      throw error;
    }
  }

  /** The gateway's routes match any path that begins with them, except one below `/api/query/`. */
  private route(path: string): Handler | undefined {
    const { store, now, storeDown } = this.options;
    const routes: Array<[string, Handler]> = [
      ['/api/query/last', (request, token) => this.askStore(() => last(store, this.reader(token), request, now()))],
      ['/api/query/', () => frameworkError(404, 'Not Found')],
      ['/api/query', (request, token) => this.query(request, token)],
      [
        '/api/suggest',
        (request, token) => (storeDown ? plainText(500, NO_STORE) : suggest(store, this.reader(token), request)),
      ],
      ['/api/aggregators', () => aggregators((list) => this.shuffle(list))],
      ['/api/search/lookup', (request, token) => this.askStore(() => lookup(store, this.reader(token), request))],
      ['/api/config/filters', () => configFilters()],
      ['/api/put', (request, token) => this.put(request, token)],
    ];
    return routes.find(([prefix]) => path.startsWith(prefix))?.[1];
  }

  private query(request: DemoRequest, token: string): Reply {
    const method = String(request.headers['x-http-method-override'] ?? request.method).toUpperCase();
    if (method === 'GET') {
      return plainText(501, 'Please use the POST version of queries');
    }
    if (method !== 'POST' && method !== 'DELETE') {
      return plainText(405, `Method '${method}' is not allowed`, { allow: 'POST, DELETE' });
    }
    let query: QueryRequest;
    try {
      query = parseQueryRequest(request.body.toString('utf8'), this.options.now());
    } catch (error) {
      if (error instanceof BadRequest) {
        return plainText(400, error.message);
      }
      throw error;
    }
    const wrong = mistake(query);
    if (wrong !== undefined) {
      return plainText(400, `Invalid query: ${wrong}`);
    }
    if (query.queries.includes(null)) {
      throw new Panic('nil pointer dereference');
    }
    if (method === 'DELETE' || query.delete) {
      return remove(this.options.store, this.writer(token), query);
    }
    return this.askStore(() => this.runQuery(query, token));
  }

  private runQuery(request: QueryRequest, token: string): Reply {
    const { store, fetchLimit = FETCH_LIMIT } = this.options;
    try {
      const responses = request.queries.flatMap((query, index) => {
        if (!query) {
          return [];
        }
        const { series, groupBy } = runSubQuery(store, this.reader(token), request, query, fetchLimit);
        return this.shuffle(series).map(
          (one) => () => seriesJson({ metric: query.metric, index }, one, groupBy, request.msResolution)
        );
      });
      return json(pieces(responses));
    } catch (error) {
      if (error instanceof BadRequest) {
        return plainText(400, error.message);
      }
      if (error instanceof StoreError) {
        return plainText(500, STORE_ERROR);
      }
      throw error;
    }
  }

  private put(request: DemoRequest, token: string): Reply {
    if (request.method !== 'POST' && request.method !== 'PUT') {
      return plainText(405, `Method '${request.method}' is not allowed`, { allow: 'POST' });
    }
    return put(this.options.store, this.writer(token), request.body.toString('utf8'), request.query);
  }

  private askStore(ask: () => Reply): Reply {
    return this.options.storeDown ? frameworkError(500, 'Internal Server Error') : ask();
  }

  private reader(token: string): string | undefined {
    return applicationOf(this.options.tokens.read, token, this.options.now());
  }

  private writer(token: string): string | undefined {
    return applicationOf(this.options.tokens.write, token, this.options.now());
  }

  /** Another order on each call, but the same in each run of a test. */
  private shuffle<T>(list: T[]): T[] {
    const shuffled = [...list];
    let state = this.calls * 2654435761;
    for (let i = shuffled.length - 1; i > 0; i--) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const j = state % (i + 1);
      [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
    }
    return shuffled;
  }
}

function* pieces(responses: Array<() => string | undefined>): Generator<string> {
  let separator = '[';
  for (const response of responses) {
    const text = response();
    if (text !== undefined) {
      yield separator + text;
      separator = ',';
    }
  }
  yield separator === '[' ? '[]\n' : ']\n';
}
