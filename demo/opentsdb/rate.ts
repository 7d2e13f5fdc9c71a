import { type Samples } from './downsample';

/** How a falling counter is read. */
export interface RateOptions {
  counter: boolean;
  /** The value after which the counter starts again; the largest 64-bit integer when not given. */
  counterMax: number;
  /** A rate above this becomes 0; 0 turns it off. */
  resetValue: number;
  /** Leaves the point after a fall out. */
  dropResets: boolean;
}

/** 2^63 - 1, as near as a float comes. */
export const LARGEST_LONG = 9223372036854775807;

/** How far a counter went through its greatest value; of integers, in 64-bit integers. */
function overflow(counterMax: number, before: number, value: number, integers: boolean): number {
  if (!integers) {
    return counterMax - before + value;
  }
  const greatest = counterMax >= LARGEST_LONG ? BigInt('9223372036854775807') : BigInt(counterMax);
  return Number(BigInt.asIntN(64, greatest - BigInt(before) + BigInt(value)));
}

/**
 * The change per second since the point before. The first point's is reckoned from 0 at the epoch, as OpenTSDB does it;
 * whoever aggregates skips it.
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
