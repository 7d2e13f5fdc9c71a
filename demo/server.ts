import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';

import { feedDemoData } from './data/demoData';
import { BodyTooLarge, type DemoRequest, type Dialect, readAll, type Reply } from './http/message';
import { misbehave } from './http/faults';
import { ALL } from './opentsdb/names';
import { DEFAULT_TSD_CONFIG, Tsd, type TsdConfig } from './opentsdb/tsd';
import { type Version } from './opentsdb/versions';
import { type Token } from './ovh/auth';
import { Gateway } from './ovh/gateway';
import { Store } from './store/store';

export type DialectName = 'ovh' | 'opentsdb';

export interface DemoOptions {
  dialect: DialectName;
  /** 0, or undefined: any free port. */
  port?: number;
  /** Tokens that read, on `ovh`; one of `demo-read` for the application `demo` when missing. */
  readTokens?: Token[];
  /** Tokens that write, on `ovh`; one of `demo-write` for the application `demo` when missing. */
  writeTokens?: Token[];
  /** Tokens that are always refused, on `ovh`. */
  deniedTokens?: string[];
  /** Whether there are demo metrics; true when missing. */
  data?: boolean;
  /** How many series `load.demo` has besides them. */
  extraMetrics?: number;
  /** Whether the demo metrics continue up to now; otherwise they end when the server starts. */
  live?: boolean;
  /** The server's clock, in milliseconds. */
  now?: () => number;
  /** Whether `fault.*` in a request makes the server misbehave (see docs/demo.md). */
  faults?: boolean;
  /** The release to emulate, on `opentsdb`; the newest when missing. */
  version?: Version;
  /** OpenTSDB's own settings, on `opentsdb`. */
  tsd?: Partial<TsdConfig>;
  /**
   * How many stored points one sub-query may read. When missing: 20 million on `ovh`, as on the service, and no limit on
   * `opentsdb`.
   */
  fetchLimit?: number;
  /** Whether the store behind the gateway is down, on `ovh`. */
  storeDown?: boolean;
}

export interface DemoServer {
  /** `http://127.0.0.1:<port>` */
  url: string;
  port: number;
  store: Store;
  /** The application of put points on `ovh`, and of all points on `opentsdb`. */
  application: string;
  /** Stops listening, and ends the connections that are open. */
  close(): Promise<void>;
}

export const DEFAULT_APPLICATION = 'demo';
export const DEFAULT_READ_TOKEN = 'demo-read';
export const DEFAULT_WRITE_TOKEN = 'demo-write';
const HOST = '127.0.0.1';

/** Starts a demo server on 127.0.0.1; rejects where the port is taken. */
export async function startDemoServer(options: DemoOptions): Promise<DemoServer> {
  const now = options.now ?? Date.now;
  const store = new Store();
  const application = options.dialect === 'ovh' ? DEFAULT_APPLICATION : ALL;
  if (options.data ?? true) {
    feedDemoData(store, application, { now, live: options.live ?? false, extraMetrics: options.extraMetrics ?? 0 });
  }
  const dialect = dialectOf(options, store, now);
  const server = createServer((request, response) => {
    serve(options, dialect, request, response).catch((error: unknown) => {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const status = error instanceof BodyTooLarge ? 413 : 500;
      const message = error instanceof Error ? error.message : String(error);
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`demo server: ${message}\n`);
    });
  });
  server.listen(options.port ?? 0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://${HOST}:${port}`, port, store, application, close: () => close(server) };
}

function dialectOf(options: DemoOptions, store: Store, now: () => number): Dialect {
  if (options.dialect === 'opentsdb') {
    const { version = DEFAULT_TSD_CONFIG.version, fetchLimit = DEFAULT_TSD_CONFIG.maxDataPoints } = options;
    return new Tsd(store, now, { ...DEFAULT_TSD_CONFIG, version, maxDataPoints: fetchLimit, ...options.tsd });
  }
  return new Gateway({
    store,
    now,
    tokens: {
      read: options.readTokens ?? [{ token: DEFAULT_READ_TOKEN, application: DEFAULT_APPLICATION }],
      write: options.writeTokens ?? [{ token: DEFAULT_WRITE_TOKEN, application: DEFAULT_APPLICATION }],
      denied: options.deniedTokens ?? [],
    },
    fetchLimit: options.fetchLimit,
    storeDown: options.storeDown,
  });
}

async function serve(options: DemoOptions, dialect: Dialect, incoming: IncomingMessage, response: ServerResponse) {
  const body = await readAll(incoming);
  const url = incoming.url ?? '/';
  const mark = url.indexOf('?');
  const request: DemoRequest = {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    headers: incoming.headers,
    body,
  };
  if (options.faults && (await misbehave(options.dialect, request, response))) {
    return;
  }
  const compress = options.dialect === 'opentsdb' && /\bgzip\b/.test(String(incoming.headers['accept-encoding'] ?? ''));
  await send(dialect.respond(request), response, compress, request.method === 'HEAD');
}

async function send(reply: Reply, response: ServerResponse, compress: boolean, headOnly: boolean): Promise<void> {
  const { status, headers = {}, body = '' } = reply;
  if (headOnly || body === '') {
    response.writeHead(status, headers).end();
    return;
  }
  if (typeof body === 'string' && !compress) {
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
    return;
  }
  response.writeHead(status, compress ? { ...headers, 'content-encoding': 'gzip' } : headers);
  const source = Readable.from(typeof body === 'string' ? [body] : joined(body));
  const done = (error: Error | null | undefined) => {
    // A client that leaves ends only its own response.
    if (error) {
      response.destroy();
    }
  };
  if (compress) {
    pipeline(source, createGzip(), response, done);
  } else {
    pipeline(source, response, done);
  }
}

const PIECE_LENGTH = 64 * 1024;

/** The same text in fewer, longer pieces. */
function* joined(pieces: Iterable<string>): Generator<string> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length >= PIECE_LENGTH) {
      yield text;
      text = '';
    }
  }
  if (text !== '') {
    yield text;
  }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
