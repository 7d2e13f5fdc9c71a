import { type DemoRequest, type Dialect, type Reply } from '../http/message';
import { readPoints, UnreadableBody } from '../store/putPoint';
import { type Store } from '../store/store';
import { Annotations } from './annotations';
import { errorReply, html, json, methodNotAllowed, NULL_POINTER, TsdbError } from './errors';
import { aggregators, assign, configFilters, lookup, stats, suggest, version } from './metadata';
import { last } from './last';
import { ALL } from './names';
import { checkQuery, type CheckedQuery, parseQuery } from './request';
import { pick, rangesOf, type Result, run } from './run';
import { serialize } from './serialize';
import { parseUri } from './uri';
import { type Abilities, ABILITIES, NEWEST, type Version } from './versions';

/** The OpenTSDB settings that the demo server has. */
export interface TsdConfig {
  /** The release to emulate. */
  version: Version;
  /** `tsd.http.show_stack_trace` */
  showStackTrace: boolean;
  /** `tsd.http.request.enable_chunked`: without it, chunked and long bodies are refused with a page of HTML. */
  enableChunked: boolean;
  /** `tsd.http.query.allow_delete` */
  allowDelete: boolean;
  /** `tsd.query.limits.data_points.default`; 0: no limit. */
  maxDataPoints: number;
  /** `tsd.http.request.cors_domains`; empty: no CORS. */
  corsDomains: string[];
}

export const DEFAULT_TSD_CONFIG: TsdConfig = {
  version: NEWEST,
  showStackTrace: true,
  enableChunked: true,
  allowDelete: true,
  maxDataPoints: 0,
  corsDomains: [],
};

/** The longest body that a server without chunks accepts. */
const LONGEST_WHOLE_BODY = 8192;
const MAX_API_VERSION = 1;
const HOUR_MS = 3_600_000;

/** An OpenTSDB of one of three releases. */
export class Tsd implements Dialect {
  private readonly annotations = new Annotations();
  private readonly abilities: Abilities;

  constructor(
    private readonly store: Store,
    private readonly now: () => number,
    private readonly config: TsdConfig
  ) {
    this.abilities = ABILITIES[config.version];
  }

  respond(request: DemoRequest): Reply {
    try {
      const reply = this.route(request);
      const callback = request.query.get('jsonp');
      return callback && typeof reply.body === 'string' ? { ...reply, body: `${callback}(${reply.body})` } : reply;
    } catch (error) {
      if (error instanceof TsdbError) {
        return errorReply(error, this.config.showStackTrace && error.status !== 413);
      }
      throw error;
    }
  }

  private route(request: DemoRequest): Reply {
    if (
      !this.config.enableChunked &&
      (request.headers['transfer-encoding'] || request.body.length >= LONGEST_WHOLE_BODY)
    ) {
      return html(
        400,
        'Bad Request',
        'Sorry but your request was rejected as being invalid.<br/><br/>The reason provided was:' +
          '<blockquote>Chunked request not supported.</blockquote>'
      );
    }
    const refused = this.checkOrigin(request);
    if (refused) {
      return refused;
    }
    const segments = request.path.split('/').filter((segment) => segment !== '');
    if (segments.length === 0) {
      return html(200, 'OpenTSDB', 'This is a demo server: its API is under /api.');
    }
    if (segments[0] !== 'api') {
      return html(404, 'Page Not Found', 'The requested URL was not found on this server.');
    }
    if (/^v[0-9]+$/.test(segments[1] ?? '')) {
      const asked = Number(segments[1].slice(1));
      if (asked > MAX_API_VERSION) {
        throw new TsdbError(
          'Requested API version is greater than the max implemented',
          501,
          `API version [${asked}] is greater than the max [${MAX_API_VERSION}]`
        );
      }
      segments.splice(1, 1);
    }
    return this.call(segments.slice(1).join('/'), request);
  }

  private call(endpoint: string, request: DemoRequest): Reply {
    switch (endpoint) {
      case 'query':
        return this.query(request);
      case 'query/last':
        return last(this.store, request, this.now(), this.abilities);
      case 'put':
        return this.put(request);
      case 'suggest':
        return suggest(this.store, request);
      case 'search/lookup':
        return lookup(this.store, request);
      case 'annotation':
      case 'annotation/bulk':
        return this.annotations.respond(request, endpoint === 'annotation/bulk');
      case 'annotations':
        return json('[]');
      case 'aggregators':
        return readOnly(request, () => aggregators(this.abilities));
      case 'config/filters':
        return readOnly(request, configFilters);
      case 'config':
        return readOnly(request, () => json(JSON.stringify(this.shownConfig())));
      case 'version':
        return readOnly(request, () => version(this.abilities));
      case 'stats':
        return readOnly(request, () => stats(this.store, this.now()));
      case 'dropcaches':
        return json('{"message":"Caches dropped","status":"200"}');
      case 'uid/assign':
        return assign(this.store, request);
      default:
        if (endpoint.startsWith('search/')) {
          throw new TsdbError('Searching is not enabled', 400, 'Searching has not been enabled on this TSD');
        }
        return json('{"error":{"code":404,"message":"Endpoint not found"}}', 404);
    }
  }

  private query(request: DemoRequest): Reply {
    const method = request.query.get('method_override')?.toUpperCase() ?? request.method;
    if (method === 'DELETE' && !this.config.allowDelete) {
      throw new TsdbError('Bad request', 400, 'Deleting data is not enabled (tsd.http.query.allow_delete=false)');
    }
    if (method !== 'GET' && method !== 'POST' && method !== 'DELETE') {
      throw methodNotAllowed(method);
    }
    const parsed =
      method === 'POST' ? parseQuery(request.body.toString('utf8'), this.abilities) : parseUri(request.query);
    const deleting = method === 'DELETE' || (parsed.delete && this.config.allowDelete);
    const queries = this.abilities.oneOfEqualQueries ? distinct(parsed.queries) : parsed.queries;
    const query = checkQuery({ ...parsed, queries }, this.now(), this.abilities);
    const results = query.checked.flatMap((sub) =>
      run(this.store, query, sub, this.config.maxDataPoints, this.abilities)
    );
    const globals = query.globalAnnotations ? this.globalAnnotations(query) : [];
    const pieces = serialize(this.store, query, results, {
      arrays: request.query.get('arrays') === 'true',
      annotations: (result) => this.annotationsOf(query, result),
      globalAnnotations: globals,
      abilities: this.abilities,
    });
    // As on the real server, a response is complete before it is sent, so that an error replaces it.
    const whole = [...pieces];
    if (!deleting) {
      return json(whole);
    }
    for (const sub of query.checked) {
      // As on the real server, whole rows of an hour are deleted.
      const { scanStart, scanEnd } = rangesOf(query, sub);
      pick(this.store, sub, this.abilities).forEach((series) => series.remove(scanStart, scanEnd - 1));
    }
    return json(whole.join(''));
  }

  private globalAnnotations({ startMs, endMs }: CheckedQuery) {
    if (this.abilities.cutsGlobalAnnotations) {
      return this.annotations.between('global', startMs, endMs);
    }
    // Whole rows of an hour are read; only the end of an annotation is compared with the range.
    const hourEnd = Math.ceil((endMs + 1) / HOUR_MS) * HOUR_MS;
    return this.annotations.between('global', startMs, hourEnd - 1).filter(({ endTime }) => endTime * 1000 <= endMs);
  }

  private annotationsOf(query: CheckedQuery, result: Result) {
    const { scanStart, scanEnd } = rangesOf(query, result.query);
    const read = this.annotations.between(result.tsuids, scanStart, scanEnd - 1);
    const shown = this.annotations.between(result.tsuids, query.startMs, query.endMs);
    return read.length > 0 ? shown : undefined;
  }

  private put(request: DemoRequest): Reply {
    if (request.method !== 'POST') {
      throw methodNotAllowed(request.method);
    }
    let read;
    try {
      read = readPoints(request.body.toString('utf8'));
    } catch (error) {
      throw error instanceof UnreadableBody ? new TsdbError(error.tsdbMessage, 400, error.message) : error;
    }
    const { points, refused } = read;
    if (points.length + refused.length === 0) {
      throw new TsdbError('No datapoints found in content');
    }
    points.forEach((point) => this.store.put(ALL, point));
    const status = refused.length > 0 ? 400 : 200;
    const counts = { success: points.length, failed: refused.length };
    if (request.query.has('details')) {
      return json(JSON.stringify({ ...counts, errors: refused }), status);
    }
    if (request.query.has('summary')) {
      return json(JSON.stringify(counts), status);
    }
    if (status === 400) {
      throw new TsdbError(
        'One or more data points had errors',
        400,
        'Please see the TSD logs or append "details" to the put request'
      );
    }
    return { status: 204, headers: { 'content-type': 'application/json; charset=UTF-8' } };
  }

  private checkOrigin(request: DemoRequest): Reply | undefined {
    const { corsDomains } = this.config;
    const { origin } = request.headers;
    if (corsDomains.length > 0 && origin !== undefined) {
      if (!corsDomains.includes('*') && !corsDomains.includes(origin)) {
        return errorReply(
          new TsdbError('CORS domain not allowed', 200, `The domain [${origin}] is not permitted access`),
          false
        );
      }
      return request.method === 'OPTIONS' ? { status: 200 } : undefined;
    }
    if (request.method === 'OPTIONS') {
      throw methodNotAllowed('OPTIONS', '');
    }
    return undefined;
  }

  private shownConfig(): Record<string, string> {
    return {
      'tsd.http.show_stack_trace': String(this.config.showStackTrace),
      'tsd.http.request.enable_chunked': String(this.config.enableChunked),
      'tsd.http.query.allow_delete': String(this.config.allowDelete),
    };
  }
}

function readOnly(request: DemoRequest, respond: () => Reply): Reply {
  if (request.method !== 'GET' && request.method !== 'POST') {
    throw methodNotAllowed(request.method);
  }
  return respond();
}

/** Equal sub-queries are one. */
function distinct<T>(queries: T[]): T[] {
  const seen = new Set<string>();
  return queries.filter((query) => {
    if (query === null) {
      throw NULL_POINTER;
    }
    const key = JSON.stringify(query);
    return !seen.has(key) && seen.add(key);
  });
}
