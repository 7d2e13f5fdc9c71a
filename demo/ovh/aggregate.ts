import { type Tags } from '../store/series';
import { type Gts } from './gts';

/** Reduces several values to one; undefined: there is none. */
export type Aggregate = (values: ArrayLike<number>) => number | undefined;

const MICROSECONDS = 1000;

function sum(values: ArrayLike<number>): number {
  let total = values[0];
  for (let i = 1; i < values.length; i++) {
    total += values[i];
  }
  return total;
}

// The store orders NaN above every number: the minimum is a number if there is one, and the maximum is NaN if there is one.
function min(values: ArrayLike<number>): number {
  let minimum = values[0];
  for (let i = 1; i < values.length; i++) {
    if (values[i] < minimum || Number.isNaN(minimum)) {
      minimum = values[i];
    }
  }
  return minimum;
}

function max(values: ArrayLike<number>): number {
  let maximum = values[0];
  for (let i = 1; i < values.length; i++) {
    if (values[i] > maximum || Number.isNaN(values[i])) {
      maximum = values[i];
    }
  }
  return maximum;
}

function deviation(values: ArrayLike<number>): number {
  const n = values.length;
  let total = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    total += values[i];
    squares += values[i] * values[i];
  }
  const variance = squares / n - (total * total) / (n * n);
  return Math.sqrt(n > 1 ? (variance * n) / (n - 1) : variance);
}

function percentile(percent: number): Aggregate {
  return (values) => {
    const sorted = Float64Array.from(values).sort();
    return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  };
}

const SHARED: Array<[string, Aggregate]> = [
  ['avg', (values) => sum(values) / values.length],
  ['sum', sum],
  ['zimsum', sum],
  ['min', min],
  ['max', max],
  ['mimmin', min],
  ['mimmax', max],
  ['count', (values) => values.length],
  ['dev', deviation],
  ['p50', percentile(50)],
  ['p75', percentile(75)],
  ['p90', percentile(90)],
  ['p95', percentile(95)],
  ['p99', percentile(99)],
  ['p999', percentile(99.9)],
];

/** The downsample aggregators. */
export const DOWNSAMPLERS = new Map<string, Aggregate>([
  ...SHARED,
  ['first', (values) => values[0]],
  ['last', (values) => values[values.length - 1]],
]);

/** The aggregators of groups; `none` doesn't aggregate. */
export const AGGREGATORS = new Map<string, Aggregate | undefined>([...SHARED, ['none', undefined]]);

/** One series for each combination of values of the group-by tags, with the tags that all its series share. */
export function reduce(series: Gts[], groupBy: string[], aggregate: Aggregate): Gts[] {
  const groups = new Map<string, Gts[]>();
  for (const one of series) {
    const key = JSON.stringify(groupBy.map((tagk) => one.tags[tagk] ?? null));
    const group = groups.get(key);
    if (group) {
      group.push(one);
    } else {
      groups.set(key, [one]);
    }
  }
  return [...groups.values()].map((group) => reduceGroup(group, aggregate));
}

function reduceGroup(group: Gts[], aggregate: Aggregate): Gts {
  const result: Gts = { tags: sharedTags(group), ticks: [], values: [], buckets: sharedBuckets(group) };
  const places = group.map(() => 0);
  const present: number[] = [];
  for (;;) {
    let tick = Infinity;
    for (let i = 0; i < group.length; i++) {
      if (places[i] < group[i].ticks.length && group[i].ticks[places[i]] < tick) {
        tick = group[i].ticks[places[i]];
      }
    }
    if (tick === Infinity) {
      return result;
    }
    present.length = 0;
    for (let i = 0; i < group.length; i++) {
      if (places[i] < group[i].ticks.length && group[i].ticks[places[i]] === tick) {
        present.push(group[i].values[places[i]]);
        places[i]++;
      }
    }
    const value = aggregate(present);
    if (value !== undefined) {
      result.ticks.push(tick);
      result.values.push(value);
    }
  }
}

function sharedTags(group: Gts[]): Tags {
  const [first, ...others] = group;
  return Object.fromEntries(
    Object.entries(first.tags).filter(([tagk, tagv]) => others.every((other) => other.tags[tagk] === tagv))
  );
}

function sharedBuckets(group: Gts[]): Gts['buckets'] {
  const [first] = group;
  const shared = first.buckets;
  if (!shared || group.some((one) => one.buckets?.span !== shared.span || one.buckets.last !== shared.last)) {
    return undefined;
  }
  return { ...shared, count: group.reduce((max, { buckets }) => Math.max(max, buckets?.count ?? 0), 0) };
}

/** Converts to microseconds, the unit in which the store computes, so that rounding is the same. */
export function microseconds(ms: number): number {
  return ms * MICROSECONDS;
}
