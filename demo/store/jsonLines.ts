import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { readPoints, UnreadableBody } from './putPoint';
import { type Store } from './store';

/** A file of points could not be loaded; the message names the line. */
export class LoadError extends Error {}

/** Loads a file that holds a point of `/api/put` on each line; returns how many. Stops at the first wrong line. */
export async function loadPoints(store: Store, application: string, file: string): Promise<number> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
  let number = 0;
  let loaded = 0;
  for await (const line of lines) {
    number++;
    if (line.trim() === '') {
      continue;
    }
    const { points, refused } = readLine(file, number, line);
    if (refused.length > 0) {
      throw new LoadError(`${file}:${number}: ${refused[0].error}`);
    }
    points.forEach((point) => store.put(application, point));
    loaded += points.length;
  }
  return loaded;
}

function readLine(file: string, number: number, line: string) {
  try {
    return readPoints(line);
  } catch (error) {
    throw error instanceof UnreadableBody ? new LoadError(`${file}:${number}: ${error.message}`) : error;
  }
}

/** Saves the points that were put, one a line; those of the demo data are made anew at each start. */
export async function savePoints(store: Store, application: string, file: string): Promise<void> {
  await pipeline(Readable.from(linesOf(store, application)), createWriteStream(file));
}

function* linesOf(store: Store, application: string): Generator<string> {
  for (const series of store.allSeries(application)) {
    const { times, values, integers } = series.storedPoints();
    for (let i = 0; i < times.length; i++) {
      const whole = Number.isInteger(values[i]);
      // A float without a fraction must stay one.
      const value = integers[i] === 0 && whole ? `${values[i].toFixed(1)}` : String(values[i]);
      const timestamp = times[i] % 1000 === 0 && times[i] / 1000 <= 0xffffffff ? times[i] / 1000 : times[i];
      yield `${JSON.stringify({ metric: series.metric, timestamp, value, tags: series.tags })}\n`;
    }
  }
}
