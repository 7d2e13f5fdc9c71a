import { type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

import { type DemoRequest } from './message';

/** How a request asks for a fault: by a name in its path, query string or body. */
const FAULT = /fault\.([a-z]+)(?:\.([0-9]+))?/;

interface Fault {
  dialect: 'ovh' | 'opentsdb';
  request: DemoRequest;
  response: ServerResponse;
  /** The number after the fault's name, or its default. */
  amount: number;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const SERIES = '{"metric":"fault","tags":{"host":"web01"},"aggregateTags":[],"dps":{"1500000000":1,"1500000060":2}}';
const SPACES = Buffer.alloc(1024 * 1024, ' ');

/** The faults by name, each with its default number; `act` returns true if it has responded. */
const FAULTS: Record<string, { amount: number; act(fault: Fault): Promise<boolean> | boolean }> = {
  slow: {
    amount: 5000,
    async act({ amount, response }) {
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      try {
        await sleep(amount, undefined, { signal: gone.signal });
      } catch {
        return true;
      }
      return false;
    },
  },
  reset: {
    amount: 0,
    act({ response }) {
      response.socket?.resetAndDestroy();
      return true;
    },
  },
  cut: {
    amount: 100,
    async act({ response, amount }) {
      response.writeHead(200, JSON_TYPE);
      response.write(`[${Array.from({ length: 1000 }, () => SERIES).join(',')}`.slice(0, amount));
      await sleep(20);
      response.destroy();
      return true;
    },
  },
  length: {
    amount: 1000,
    async act({ response, amount }) {
      response.writeHead(200, { ...JSON_TYPE, 'content-length': `[${SERIES}]`.length + amount });
      response.write(`[${SERIES}]`);
      await sleep(20);
      response.destroy();
      return true;
    },
  },
  empty: {
    amount: 0,
    act({ response }) {
      response.writeHead(200, JSON_TYPE).end();
      return true;
    },
  },
  html: {
    amount: 200,
    act({ response, amount }) {
      response.writeHead(amount, { 'content-type': 'text/html; charset=utf-8' });
      response.end(
        '<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>Back soon</h1></body></html>'
      );
      return true;
    },
  },
  error: {
    amount: 500,
    act({ response, amount }) {
      const error = { code: amount, message: 'The storage went away', details: 'while the response was being written' };
      response.writeHead(200, JSON_TYPE).end(`[${SERIES},{"error":${JSON.stringify(error)}}]`);
      return true;
    },
  },
  status: {
    amount: 500,
    act({ dialect, response, amount }) {
      const message = `Status ${amount}, as asked for`;
      const headers = amount === 429 || amount === 503 ? { 'retry-after': '1' } : {};
      if (dialect === 'ovh') {
        response.writeHead(amount, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
      } else {
        response.writeHead(amount, { ...headers, ...JSON_TYPE });
        response.end(JSON.stringify({ error: { code: amount, message } }));
      }
      return true;
    },
  },
  redirect: {
    amount: 0,
    act({ request, response, amount }) {
      const host = amount > 0 ? `127.0.0.1:${amount}` : 'elsewhere.invalid';
      response.writeHead(302, { location: `http://${host}${request.path}` }).end();
      return true;
    },
  },
  bomb: {
    amount: 1024,
    async act({ response, amount }) {
      response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' });
      await write(response, gzipSync('['));
      const megabyte = gzipSync(SPACES, { level: 9 });
      for (let i = 0; i < amount && !response.destroyed; i++) {
        await write(response, megabyte);
      }
      response.end(gzipSync(']'));
      return true;
    },
  },
  series: {
    amount: 100_000,
    async act({ request, response, amount }) {
      const end = endOf(request);
      response.writeHead(200, JSON_TYPE);
      for (let i = 0; i < amount && !response.destroyed; i++) {
        const dps = `{"${end - 60}":${i},"${end}":${i}}`;
        await write(
          response,
          `${i === 0 ? '[' : ','}{"metric":"fault.series","tags":{"host":"h${i}"},"aggregateTags":[],"dps":${dps}}`
        );
      }
      response.end(amount === 0 ? '[]' : ']');
      return true;
    },
  },
  points: {
    amount: 1_000_000,
    async act({ request, response, amount }) {
      const start = endOf(request) - amount;
      response.writeHead(200, JSON_TYPE);
      await write(response, '[{"metric":"fault.points","tags":{"host":"web01"},"aggregateTags":[],"dps":{');
      for (let i = 1; i <= amount && !response.destroyed; i += 1000) {
        const piece = Array.from(
          { length: Math.min(1000, amount - i + 1) },
          (_, j) => `${i + j === 1 ? '' : ','}"${start + i + j}":${(i + j) % 100}`
        );
        await write(response, piece.join(''));
      }
      response.end('}}]');
      return true;
    },
  },
};

export const FAULT_NAMES = Object.keys(FAULTS);

/** Misbehaves if a request asks for it; false: the request is still to be served. */
export async function misbehave(
  dialect: 'ovh' | 'opentsdb',
  request: DemoRequest,
  response: ServerResponse
): Promise<boolean> {
  const found = FAULT.exec(`${request.query.toString()} ${request.body.toString('latin1')}`);
  const fault = found && Object.hasOwn(FAULTS, found[1]) ? FAULTS[found[1]] : undefined;
  if (!found || !fault) {
    return false;
  }
  const amount = found[2] === undefined ? fault.amount : Number(found[2]);
  return fault.act({ dialect, request, response, amount });
}

async function write(response: ServerResponse, piece: string | Buffer): Promise<void> {
  if (!response.write(piece) && !response.destroyed) {
    await new Promise<void>((resolve) => {
      const goOn = () => {
        response.off('drain', goOn).off('close', goOn);
        resolve();
      };
      response.once('drain', goOn).once('close', goOn);
    });
  }
}

/** The end of the query's range in seconds, or now. */
function endOf(request: DemoRequest): number {
  const text = /"end"\s*:\s*"?([0-9]+)/.exec(request.body.toString('latin1'))?.[1] ?? request.query.get('end') ?? '';
  const end = /^[0-9]+$/.test(text) ? Number(text) : Date.now();
  return Math.trunc(end > 0xffffffff ? end / 1000 : end);
}
