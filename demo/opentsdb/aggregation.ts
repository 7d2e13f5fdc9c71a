import { type Aggregator } from './aggregators';
import { type Samples } from './downsample';

/** A point of an aggregate. */
export interface Aggregate {
  /** Milliseconds. */
  time: number;
  value: number | bigint;
  integer: boolean;
}

const LARGEST_INTEGER = Number.MAX_SAFE_INTEGER;

/** The position of a series in an aggregation: the last point passed, and the next one. */
interface Cursor {
  samples: Samples;
  next: number;
  /** The index of the last point passed; -1 before the first, and after the series has ended. */
  current: number;
}

/**
 * Aggregates series at every time at which one of them has a point, from `start` to `end` (ms, both included). The others are
 * interpolated between their neighbouring points, and don't count before their first or after their last point. The result is an
 * integer if all values are.
 */
export function* aggregate(
  series: Samples[],
  aggregator: Aggregator,
  isRate: boolean,
  start: number,
  end: number
): Generator<Aggregate> {
  const cursors = series.map((samples) => startCursor(samples, start, isRate));
  for (;;) {
    let time = Infinity;
    for (const { samples, next } of cursors) {
      if (next < samples.times.length && samples.times[next] <= end && samples.times[next] < time) {
        time = samples.times[next];
      }
    }
    if (time === Infinity) {
      return;
    }
    for (const cursor of cursors) {
      const { samples, next } = cursor;
      if (next < samples.times.length && samples.times[next] === time) {
        cursor.current = next;
        cursor.next++;
      } else if (next >= samples.times.length) {
        cursor.current = -1;
      }
    }
    const present = cursors.filter(({ current }) => current >= 0);
    const integer = !isRate && present.every(holdsIntegers) && cursors.every(nextIsInteger);
    const values = present.map((cursor) => valueAt(cursor, time, aggregator, isRate, integer));
    yield { time, value: integer ? aggregator.integers(values) : aggregator.floats(values), integer };
  }
}

function startCursor(samples: Samples, start: number, isRate: boolean): Cursor {
  let next = 0;
  while (next < samples.times.length && samples.times[next] < start) {
    next++;
  }
  // The first rate is none: it is passed at once, and counts until the second comes.
  return isRate && next < samples.times.length
    ? { samples, next: next + 1, current: next }
    : { samples, next, current: -1 };
}

function holdsIntegers({ samples, current }: Cursor): boolean {
  return samples.integers !== undefined && samples.integers[current] === 1;
}

function nextIsInteger({ samples, next }: Cursor): boolean {
  return next >= samples.times.length || (samples.integers !== undefined && samples.integers[next] === 1);
}

function valueAt(cursor: Cursor, time: number, aggregator: Aggregator, isRate: boolean, integer: boolean): number {
  const { samples, current, next } = cursor;
  const before = samples.times[current];
  const value = samples.values[current];
  if (before === time || isRate) {
    return value;
  }
  switch (aggregator.interpolation) {
    case 'lerp': {
      const rise = (time - before) * (samples.values[next] - value);
      const width = samples.times[next] - before;
      return value + (integer ? Math.trunc(rise / width) : rise / width);
    }
    case 'zim':
      return 0;
    case 'max':
      return integer ? LARGEST_INTEGER : Number.MAX_VALUE;
    case 'min':
      return integer ? -LARGEST_INTEGER : -Number.MAX_VALUE;
    case 'prev':
      return value;
  }
}
