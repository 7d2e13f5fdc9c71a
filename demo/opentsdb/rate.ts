import { type Samples } from './downsample';

/** How a decreasing counter is read. */
export interface RateOptions {
  counter: boolean;
  /** The value after which the counter starts again; the largest 64-bit integer when not given. */
  counterMax: number;
  /** A rate above this becomes 0; 0: no limit. */
  resetValue: number;
  /** Leaves out the point after a decrease. */
  dropResets: boolean;
}

/** 2^63 - 1, as near as a float comes. */
export const LARGEST_LONG = 9223372036854775807;

/** The increase of a counter that wrapped at its maximum; for integers, in 64-bit integers. */
function overflow(counterMax: number, before: number, value: number, integers: boolean): number {
  if (!integers) {
    return counterMax - before + value;
  }
  const maximum = counterMax >= LARGEST_LONG ? BigInt('9223372036854775807') : BigInt(counterMax);
  return Number(BigInt.asIntN(64, maximum - BigInt(before) + BigInt(value)));
}

/**
 * The change per second since the point before. That of the first point is computed from 0 at the epoch, as in OpenTSDB, and is
 * skipped by the aggregation.
 */
export function rateOf(samples: Samples, options: RateOptions): Samples {
  const times: number[] = [];
  const rates: number[] = [];
  let beforeTime = 0;
  let before = 0;
  for (let i = 0; i < samples.times.length; i++) {
    const time = samples.times[i];
    const value = samples.values[i];
    const seconds = (time - beforeTime) / 1000;
    const change = value - before;
    if (!options.counter || !(change < 0)) {
      times.push(time);
      rates.push(change / seconds);
    } else if (!options.dropResets) {
      const integers = samples.integers?.[i] === 1 && samples.integers[i - 1] === 1;
      const rate = overflow(options.counterMax, before, value, integers) / seconds;
      times.push(time);
      rates.push(options.resetValue > 0 && rate > options.resetValue ? 0 : rate);
    }
    beforeTime = time;
    before = value;
  }
  return { times, values: rates };
}
