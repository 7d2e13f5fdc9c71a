import { type Points } from '../store/points';
import { type Tags } from '../store/series';
import { type Aggregate, microseconds } from './aggregate';
import { bucketEnd, type Buckets, type Gts } from './gts';
import { StoreError } from './replies';

const MAX_BUCKETS = 1_000_000;

/**
 * Makes one point of each bucket that has any. Buckets are counted back from `last`, and their timestamps are their ends. With a
 * count of 0, there are as many as the points need.
 */
export function bucketize(tags: Tags, points: Points, asked: Buckets, aggregate: Aggregate): Gts {
  const { times, values } = points;
  const span = asked.span > 0 ? asked.span : 1;
  const count = asked.count > 0 ? asked.count : times.length > 0 ? 1 + Math.floor((asked.last - times[0]) / span) : 1;
  if (count > MAX_BUCKETS) {
    throw new StoreError(`Bucket count (${count}) would exceed maximum value of ${MAX_BUCKETS}.`);
  }
  const buckets = { last: asked.last, span, count };
  const ticks: number[] = [];
  const results: number[] = [];
  const oldest = buckets.last - span * count;
  let start = 0;
  while (start < times.length && times[start] <= oldest) {
    start++;
  }
  while (start < times.length && times[start] <= buckets.last) {
    const tick = times[start] + ((buckets.last - times[start]) % span);
    let end = start;
    while (end < times.length && times[end] <= tick) {
      end++;
    }
    const value = aggregate(values.subarray(start, end));
    if (value !== undefined) {
      ticks.push(tick);
      results.push(value);
    }
    start = end;
  }
  return { tags, ticks, values: results, buckets };
}

/** Interpolates the empty buckets between two points linearly, and extends the first and the last point to both ends. */
export function interpolate(series: Gts): Gts {
  const { buckets, ticks, values } = series;
  if (!buckets || ticks.length === 0) {
    return series;
  }
  const filled: Gts = { tags: series.tags, ticks: [], values: [], buckets };
  let next = 0;
  for (let i = 0; i < buckets.count; i++) {
    const tick = bucketEnd(buckets, i);
    while (next < ticks.length && ticks[next] < tick) {
      next++;
    }
    filled.ticks.push(tick);
    if (next < ticks.length && ticks[next] === tick) {
      filled.values.push(values[next]);
    } else if (next === 0 || next === ticks.length) {
      filled.values.push(values[next === 0 ? 0 : ticks.length - 1]);
    } else {
      const slope = (values[next] - values[next - 1]) / microseconds(ticks[next] - ticks[next - 1]);
      filled.values.push(values[next - 1] + microseconds(tick - ticks[next - 1]) * slope);
    }
  }
  return filled;
}

/** Fills every empty bucket with a value. */
export function fill(series: Gts, value: number): Gts {
  const { buckets, ticks, values } = series;
  if (!buckets) {
    return series;
  }
  const filled: Gts = { tags: series.tags, ticks: [], values: [], buckets };
  let next = 0;
  for (let i = 0; i < buckets.count; i++) {
    const tick = bucketEnd(buckets, i);
    const here = next < ticks.length && ticks[next] === tick;
    filled.ticks.push(tick);
    filled.values.push(here ? values[next++] : value);
  }
  return filled;
}
