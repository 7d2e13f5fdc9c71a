import { appendFileSync, writeFileSync } from 'node:fs';

import { type PutPoint, Store } from '../store/store';
import { type Exchange, send } from './exchanges';
import { loadOpentsdbData } from './opentsdbData';
import { loadVersionData } from './versionData';
import { olderRequests, versionRequests } from './versionExchanges';

/**
 * Records the responses of a real, empty OpenTSDB to the requests of the captures:
 * `npx tsx demo/contract/record.ts http://127.0.0.1:24242 FILE [PATTERN]`. With a pattern, only the exchanges whose names
 * match it are recorded, over the points by which releases differ.
 */
async function main(): Promise<void> {
  const [url, file, pattern] = process.argv.slice(2);
  if (url === undefined || file === undefined) {
    throw new Error('usage: tsx demo/contract/record.ts URL FILE [PATTERN]');
  }
  writeFileSync(file, '');
  if (pattern === undefined) {
    await fill(url, loadOpentsdbData);
    for (const request of olderRequests()) {
      await record(url, file, request);
    }
  }
  await fill(url, loadVersionData);
  for (const request of versionRequests().filter(({ name }) => new RegExp(pattern ?? '').test(name))) {
    await record(url, file, request);
  }
}

/** Stores points in the order in which they come, so that names get the same uids. */
async function fill(url: string, load: (store: Store) => void): Promise<void> {
  const points: PutPoint[] = [];
  const names = { metric: new Set<string>(), tagk: new Set<string>(), tagv: new Set<string>() };
  class Recorder extends Store {
    override put(_: string, point: PutPoint): void {
      points.push(point);
      names.metric.add(point.metric);
      for (const [tagk, tagv] of Object.entries(point.tags)) {
        names.tagk.add(tagk);
        names.tagv.add(tagv);
      }
    }
  }
  load(new Recorder());
  for (const [kind, all] of Object.entries(names)) {
    for (const name of all) {
      await post(url, '/api/uid/assign', JSON.stringify({ [kind]: [name] }));
    }
  }
  for (let i = 0; i < points.length; i += 500) {
    const body = points.slice(i, i + 500).map(({ metric, tags, time, value, integer }) => {
      const timestamp = time % 1000 === 0 ? time / 1000 : time;
      const text = integer || !Number.isInteger(value) ? String(value) : `${value}.0`;
      return `{"metric":"${metric}","timestamp":${timestamp},"value":${text},"tags":${JSON.stringify(tags)}}`;
    });
    const { status, body: received } = await post(url, '/api/put?sync&details', `[${body.join(',')}]`);
    if (status >= 300) {
      throw new Error(`put: ${status} ${received}`);
    }
  }
}

function post(url: string, path: string, body: string) {
  return send(url, {
    name: path,
    request: { method: 'POST', path, 'content-type': 'application/json', body },
    response: { status: 0 },
  });
}

const LONGEST_BODY = 4000;

async function record(url: string, file: string, { name, request }: Pick<Exchange, 'name' | 'request'>): Promise<void> {
  const { status, headers, body } = await send(url, { name, request, response: { status: 0 } });
  // The first line of a stack trace is enough.
  const text = body.replace(/("trace":"(?:[^"\\]|\\[^n])*\\n)(?:[^"\\]|\\.)*"/, '$1"');
  const shown =
    text.length > LONGEST_BODY
      ? `${text.slice(0, LONGEST_BODY)}...[trimmed, ${Buffer.byteLength(text)} bytes in all]`
      : text;
  const type = headers['content-type'];
  const response = { status, headers: type === undefined ? {} : { 'content-type': type }, body: shown };
  appendFileSync(file, `${JSON.stringify({ name, request, response })}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
