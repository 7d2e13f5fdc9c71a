import { NO_POINTS, type Points } from '../store/points';
import { type PointSource } from '../store/series';

export interface MadePointsOptions {
  /** Milliseconds between points. */
  step: number;
  /** The times of the first and the last possible point, in milliseconds. */
  first: () => number;
  last: () => number;
  value(time: number): number;
  /** Whether the values are integers. */
  integer?: boolean;
  /** The times without points. */
  gap?(time: number): boolean;
  /** The offset of the points from multiples of the step, in milliseconds. */
  offset?: number;
}

/** Points at regular steps whose values depend only on their times. */
export class MadePoints implements PointSource {
  constructor(private readonly options: MadePointsOptions) {}

  range(from: number, to: number): Points {
    const { step, first, last, value, integer = false, gap, offset = 0 } = this.options;
    const start = Math.ceil((Math.max(from, first()) - offset) / step) * step + offset;
    const end = Math.min(to, last());
    if (!(end >= start)) {
      return NO_POINTS;
    }
    const count = Math.floor((end - start) / step) + 1;
    const times = new Float64Array(count);
    const values = new Float64Array(count);
    let n = 0;
    for (let i = 0; i < count; i++) {
      const time = start + i * step;
      if (!gap?.(time)) {
        times[n] = time;
        values[n] = value(time);
        n++;
      }
    }
    return {
      times: times.subarray(0, n),
      values: values.subarray(0, n),
      integers: new Uint8Array(n).fill(integer ? 1 : 0),
    };
  }
}
