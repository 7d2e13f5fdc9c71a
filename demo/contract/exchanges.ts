import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A request and the response of a real server. */
export interface Exchange {
  name: string;
  request: { method: string; path: string; body?: string } & Record<string, string | undefined>;
  response: { status: number; headers?: Record<string, string>; body?: string };
}

/** The points of a metric in the capture of gaps. */
export interface StoredMetric {
  name: string;
  stored: Array<{ tags: Record<string, string>; points: Array<[number, number]> }>;
}

const DIRECTORY = join(__dirname, '../../testdata/exchanges');

/** The lines of a capture. */
export function readCapture(file: string): Array<Exchange | StoredMetric> {
  return readFileSync(join(DIRECTORY, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Exchange | StoredMetric);
}

/** The exchanges of a capture. */
export function readExchanges(file: string): Exchange[] {
  return readCapture(file).filter((line): line is Exchange => 'request' in line);
}

export interface DemoResponse {
  status: number;
  headers: Record<string, string | undefined>;
  body: string;
}

/** Sends a request as it was captured, with the demo server's tokens. */
export function send(url: string, { request }: Exchange, tokens: Record<string, string> = {}): Promise<DemoResponse> {
  const { method, path, body, ...headers } = request;
  const filled = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, withTokens(value ?? '', tokens)])
  );
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        hostname,
        port,
        method,
        path: withTokens(path, tokens),
        headers:
          body === undefined || filled['transfer-encoding']
            ? filled
            : { ...filled, 'content-length': Buffer.byteLength(body) },
        agent: false,
      },
      (incoming) => {
        const pieces: Buffer[] = [];
        incoming.on('data', (piece: Buffer) => pieces.push(piece));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const bytes = Buffer.concat(pieces);
          const text = incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
          resolve({
            status: incoming.statusCode ?? 0,
            headers: { 'content-type': incoming.headers['content-type'], allow: incoming.headers.allow },
            body: text.toString('utf8'),
          });
        });
      }
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function withTokens(text: string, tokens: Record<string, string>): string {
  return text
    .replace(/\$\{([A-Z_]+)\}/g, (_, name: string) => tokens[name] ?? name.toLowerCase())
    .replace(/base64\((.*)\)/, (_, plain: string) => Buffer.from(plain).toString('base64'));
}

/** In what a response may differ. */
export type Aspect = 'status' | 'content-type' | 'body';

/** How our response differs from a real one. */
export function differences(
  { response }: Exchange,
  ours: DemoResponse,
  sameBody: (real: string, ours: string) => boolean
): Aspect[] {
  const found: Aspect[] = [];
  if (response.status !== ours.status) {
    found.push('status');
  }
  const realType = response.headers?.['content-type'];
  if (realType !== undefined && realType !== ours.headers['content-type']) {
    found.push('content-type');
  }
  const real = response.body ?? '';
  if (real.trim() !== ours.body.trim() && !sameBody(real, ours.body)) {
    found.push('body');
  }
  return found;
}

/** Fails the test where a response differs from the real one in anything but what is accepted, and shows both. */
export function expectSame(
  exchange: Exchange,
  response: DemoResponse,
  accepted: AcceptedDifference | undefined,
  sameBody: (real: string, ours: string) => boolean
): void {
  const found = differences(exchange, response, sameBody);
  const differs = accepted?.differs ?? [];
  if (found.join() !== differs.join()) {
    const start = (body = '') => body.slice(0, 1500);
    const { status, body } = exchange.response;
    expect({ found, status: response.status, body: start(response.body) }).toEqual({
      found: differs,
      status,
      body: start(body),
    });
  }
}

/** An accepted difference: the exchanges that have it, in what, and why. */
export interface AcceptedDifference {
  capture: string;
  exchanges: string[];
  differs: Aspect[];
  reason: string;
}

/** The accepted differences of a capture, by the exchange's name. */
export function acceptedDifferences(capture: string): Map<string, AcceptedDifference> {
  const list = JSON.parse(readFileSync(join(__dirname, '../differences.json'), 'utf8')) as AcceptedDifference[];
  return new Map(
    list
      .filter((entry) => entry.capture === capture)
      .flatMap((entry) => entry.exchanges.map((name): [string, AcceptedDifference] => [name, entry]))
  );
}
