import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { readPoints, UnreadableBody } from './putPoint';
import { type Points } from './points';
import { type Series } from './series';
import { type Store } from './store';

/** A file of points could not be loaded; the message names the line. */
export class LoadError extends Error {}

/** Loads a file with a point of `/api/put` on each line; returns how many. Stops at the first invalid line. */
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

/** Saves the points that were put, one per line. The demo data isn't saved, as it is generated at each start. */
export async function savePoints(store: Store, application: string, file: string): Promise<void> {
  await pipeline(Readable.from(linesOf(store, application)), createWriteStream(file));
}

function* linesOf(store: Store, application: string): Generator<string> {
  for (const series of store.allSeries(application)) {
    const points = series.storedPoints();
    for (let i = 0; i < points.times.length; i++) {
      yield `${pointLine(series, points, i)}\n`;
    }
  }
}

/** A point of a series as `/api/put` takes it, in JSON. */
export function pointLine({ metric, tags }: Pick<Series, 'metric' | 'tags'>, points: Points, index: number): string {
  const [time, number] = [points.times[index], points.values[index]];
  // A float without a fraction must stay a float.
  const value = points.integers[index] === 0 && Number.isInteger(number) ? number.toFixed(1) : String(number);
  const timestamp = time % 1000 === 0 && time / 1000 <= 0xffffffff ? time / 1000 : time;
  return JSON.stringify({ metric, timestamp, value, tags });
}
