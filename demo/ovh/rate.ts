import { microseconds } from './aggregate';
import { bucketEnd, type Gts } from './gts';
import { StoreError } from './replies';

const MICROSECONDS_PER_SECOND = 1_000_000;

/** After each decrease, adds the value before it, so that a reset counter continues to rise. */
export function compensateResets(series: Gts): Gts {
  let offset = 0;
  let last = series.values[0];
  const values = series.values.map((value, i) => {
    if (i > 0) {
      if (value < last) {
        offset += last;
      }
      last = value;
    }
    return value + offset;
  });
  return { ...series, values };
}

/** Limits values to a maximum, and drops the buckets. */
export function clamp(series: Gts, maximum: number): Gts {
  return { ...series, values: series.values.map((value) => Math.min(maximum, value)), buckets: undefined };
}

/**
 * Replaces values at or above `limit` by 0. The gateway uses the older value of a window of two, so that every value is one
 * position late; and a first value of 0, an integer, makes all of them integers.
 */
export function zeroFrom(series: Gts, limit: number): Gts {
  const ticks = series.buckets ? allTicks(series) : series.ticks;
  const result: Gts = { ...series, ticks, values: [] };
  const isZeroed = (value: number) => value >= limit || Number.isNaN(value);
  for (const window of windows(series, ticks)) {
    if (window.length === 0) {
      throw new StoreError('The script asks an empty window for its first value.');
    }
    const value = series.values[window[0]];
    result.values.push(isZeroed(value) ? 0 : value);
  }
  const integers = series.values.length > 0 && isZeroed(series.values[0]);
  return integers ? { ...result, values: result.values.map(Math.trunc) } : result;
}

/**
 * The change per second since the value before, at the `newest` ticks (0: all of them); 0 where a window has only one
 * value.
 */
export function rate(series: Gts, occurrences: number): Gts {
  const ticks = series.buckets ? allTicks(series) : series.ticks;
  const result: Gts = { ...series, ticks: [], values: [] };
  const from = occurrences < 0 ? Math.max(0, ticks.length + occurrences) : 0;
  const to = occurrences > 0 ? Math.min(ticks.length, occurrences) : ticks.length;
  let index = 0;
  for (const window of windows(series, ticks)) {
    if (window.length > 0 && index >= from && index < to) {
      const first = window[0];
      const last = window[window.length - 1];
      const change = series.values[last] - series.values[first];
      const seconds = microseconds(series.ticks[last] - series.ticks[first]) / MICROSECONDS_PER_SECOND;
      result.ticks.push(ticks[index]);
      result.values.push(change === 0 || seconds === 0 ? change : change / seconds);
    }
    index++;
  }
  return result;
}

function allTicks(series: Gts): number[] {
  const { buckets } = series;
  return buckets ? Array.from({ length: buckets.count }, (_, i) => bucketEnd(buckets, i)) : series.ticks;
}

/** For each tick, the indexes of the points at it and at the tick before. */
function* windows(series: Gts, ticks: number[]): Generator<number[]> {
  let next = 0;
  let before: number | undefined;
  for (const tick of ticks) {
    const here = next < series.ticks.length && series.ticks[next] === tick ? next++ : undefined;
    yield [before, here].filter((index) => index !== undefined);
    before = here;
  }
}
