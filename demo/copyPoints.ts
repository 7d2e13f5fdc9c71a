import { setTimeout as sleep } from 'node:timers/promises';

import { pointLine } from './store/jsonLines';
import { type Store } from './store/store';

/** How many points one request holds. */
const BATCH = 1000;

export interface CopyOptions {
  store: Store;
  application: string;
  /** The address of an OpenTSDB. */
  url: string;
  /** The times of the first and the last point, in milliseconds. */
  from: number;
  to: number;
}

/** Puts the points of a store's series into an OpenTSDB by `POST /api/put`; returns how many. Rejects where it refuses one. */
export async function copyPoints({ store, application, url, from, to }: CopyOptions): Promise<number> {
  const lines = store.allSeries(application).flatMap((series) => {
    const points = series.range(from, to);
    return Array.from(points.times, (_, index) => pointLine(series, points, index));
  });
  for (let start = 0; start < lines.length; start += BATCH) {
    await put(url, lines.slice(start, start + BATCH));
  }
  return lines.length;
}

export interface KeepCopyingOptions extends Omit<CopyOptions, 'from' | 'to'> {
  /** How old the first points are, in milliseconds. */
  history: number;
  /** Milliseconds between two requests. */
  every: number;
  signal: AbortSignal;
  onCopied: (points: number) => void;
}

/** Copies the points of the time before now, then new ones, until the signal aborts it. */
export async function keepCopying({ history, every, signal, onCopied, ...copy }: KeepCopyingOptions): Promise<void> {
  let from = Date.now() - history;
  while (!signal.aborted) {
    const to = Date.now();
    onCopied(await copyPoints({ ...copy, from, to }));
    from = to + 1;
    await sleep(every, undefined, { signal }).catch(() => undefined);
  }
}

async function put(url: string, lines: string[]): Promise<void> {
  const request = { method: 'POST', body: `[${lines.join(',')}]` };
  const response = await fetch(`${url}/api/put?details`, request).catch((error: Error) => {
    throw new Error(`${url}/api/put can't be reached (${error.cause ?? error.message}).`);
  });
  if (!response.ok) {
    throw new Error(`${url}/api/put responded with ${response.status}: ${(await response.text()).slice(0, 500)}`);
  }
}
