import { type Abilities } from './versions';

/** How a series without a point at a time counts in the aggregate of those that have one. */
export type Interpolation = 'lerp' | 'zim' | 'max' | 'min' | 'prev';

export interface Aggregator {
  interpolation: Interpolation;
  /** Of integers, in integer arithmetic: divisions are cut. */
  integers(values: number[]): number | bigint;
  /** Of floats; NaN values don't count, and without any other the result is NaN. */
  floats(values: ArrayLike<number>): number;
}

/** Whether a release has an aggregator. */
export function isAggregator(name: string | null, { lacksAggregators }: Abilities): name is string {
  return name !== null && AGGREGATORS.has(name) && !lacksAggregators.includes(name);
}

function numbers(values: ArrayLike<number>): number[] {
  const found: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i])) {
      found.push(values[i]);
    }
  }
  return found;
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i];
  }
  return sum;
}

/** Applies `of` to the numbers among values; NaN if there are none. */
function ofNumbers(of: (values: number[]) => number): (values: ArrayLike<number>) => number {
  return (values) => {
    const found = numbers(values);
    return found.length === 0 ? NaN : of(found);
  };
}

function simple(interpolation: Interpolation, of: (values: number[]) => number): Aggregator {
  return { interpolation, integers: of, floats: ofNumbers(of) };
}

const minimum = (values: number[]) => values.reduce((a, b) => (b < a ? b : a));
const maximum = (values: number[]) => values.reduce((a, b) => (b > a ? b : a));
const byValue = (a: number, b: number) => a - b;

const average: Aggregator = {
  interpolation: 'lerp',
  integers: (values) => Math.trunc(sumOf(values) / values.length),
  floats: ofNumbers((values) => sumOf(values) / values.length),
};

/** Products of integers are computed in 64-bit integers, as they may exceed what a float holds exactly. */
const product: Aggregator = {
  interpolation: 'lerp',
  integers: (values) =>
    BigInt.asIntN(
      64,
      values.reduce((result, value) => result * BigInt(value), BigInt(1))
    ),
  floats: (values) => Array.from(values).reduce((a, b) => a * b),
};

/** The population standard deviation, by Welford's algorithm. */
function deviationOf(values: number[]): number {
  let mean = values[0];
  let squares = 0;
  for (let i = 1; i < values.length; i++) {
    const next = mean + (values[i] - mean) / (i + 1);
    squares += (values[i] - mean) * (values[i] - next);
    mean = next;
  }
  return values.length === 1 ? 0 : Math.sqrt(squares / values.length);
}

const deviation: Aggregator = {
  interpolation: 'lerp',
  integers: (values) => Math.trunc(deviationOf(values)),
  floats: ofNumbers(deviationOf),
};

const difference: Aggregator = {
  interpolation: 'lerp',
  integers: (values) => (values.length === 1 ? 0 : values[values.length - 1] - values[0]),
  floats: (values) => {
    const first = Array.from(values).findIndex((value) => !Number.isNaN(value));
    if (first < 0) {
      return NaN;
    }
    return first === values.length - 1 ? 0 : values[values.length - 1] - values[first];
  },
};

const count: Aggregator = {
  interpolation: 'zim',
  integers: (values) => values.length,
  floats: (values) => numbers(values).length,
};

const squareSum = simple('zim', (values) => sumOf(values.map((value) => value * value)));

const median = simple('lerp', (values) => [...values].sort(byValue)[Math.trunc(values.length / 2)]);

const first: Aggregator = { interpolation: 'zim', integers: (values) => values[0], floats: (values) => values[0] };

const last: Aggregator = {
  interpolation: 'zim',
  integers: (values) => values[values.length - 1],
  floats: (values) => values[values.length - 1],
};

type Estimation = 'legacy' | 'r3' | 'r7';

/** A percentile by one of the estimations of Hyndman and Fan, or by the older one of (n + 1) places. */
function percentileOf(percent: number, estimation: Estimation, values: number[]): number {
  const sorted = [...values].sort(byValue);
  const n = sorted.length;
  const p = percent / 100;
  let place: number;
  if (estimation === 'legacy') {
    place = p * (n + 1);
  } else if (estimation === 'r7') {
    place = 1 + (n - 1) * p;
  } else {
    place = p <= 0.5 / n ? 0 : roundHalfEven(n * p);
  }
  if (place < 1) {
    return sorted[0];
  }
  if (place >= n) {
    return sorted[n - 1];
  }
  const below = Math.floor(place);
  return sorted[below - 1] + (place - below) * (sorted[below] - sorted[below - 1]);
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** For floats, OpenTSDB always uses the older estimation, whatever the aggregator's name. */
function percentile(percent: number, estimation: Estimation): Aggregator {
  return {
    interpolation: 'lerp',
    integers: (values) => Math.trunc(percentileOf(percent, estimation, values)),
    floats: ofNumbers((values) => percentileOf(percent, 'legacy', values)),
  };
}

const PERCENTS: Array<[string, number]> = [
  ['p999', 99.9],
  ['p99', 99],
  ['p95', 95],
  ['p90', 90],
  ['p75', 75],
  ['p50', 50],
];

export const AGGREGATORS = new Map<string, Aggregator>([
  ['sum', simple('lerp', sumOf)],
  ['min', simple('lerp', minimum)],
  ['max', simple('lerp', maximum)],
  ['avg', average],
  ['none', first],
  ['median', median],
  ['mult', product],
  ['dev', deviation],
  ['diff', difference],
  ['count', count],
  ['zimsum', simple('zim', sumOf)],
  ['mimmin', simple('max', minimum)],
  ['mimmax', simple('min', maximum)],
  ['first', first],
  ['last', last],
  ['pfsum', simple('prev', sumOf)],
  ['squareSum', squareSum],
  ...PERCENTS.map(([name, percent]): [string, Aggregator] => [name, percentile(percent, 'legacy')]),
  ...PERCENTS.map(([name, percent]): [string, Aggregator] => [`e${name}r3`, percentile(percent, 'r3')]),
  ...PERCENTS.map(([name, percent]): [string, Aggregator] => [`e${name}r7`, percentile(percent, 'r7')]),
]);
