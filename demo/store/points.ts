/** Points of one series, sorted by time, no two at the same time. The arrays have the same length. */
export interface Points {
  /** Milliseconds since the epoch. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** 1: the value was put as an integer, which OpenTSDB distinguishes from a float. */
  readonly integers: Uint8Array;
}

export const NO_POINTS: Points = {
  times: new Float64Array(0),
  values: new Float64Array(0),
  integers: new Uint8Array(0),
};

/** The index of the first time at or after `time`. */
export function lowerBound(times: Float64Array, time: number, length = times.length): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** The points from `from` to `to`, both included, without copying. */
export function slice(points: Points, from: number, to: number): Points {
  const start = lowerBound(points.times, from);
  let end = lowerBound(points.times, to);
  if (end < points.times.length && points.times[end] === to) {
    end++;
  }
  return end <= start ? NO_POINTS : view(points, start, end);
}

/** The points at the indexes `start` to `end`, `end` excluded, without copying. */
export function view(points: Points, start: number, end: number): Points {
  return {
    times: points.times.subarray(start, end),
    values: points.values.subarray(start, end),
    integers: points.integers.subarray(start, end),
  };
}

/** Merges two sets of points; of two points with the same time, that of `over` is taken. */
export function merge(under: Points, over: Points): Points {
  if (over.times.length === 0) {
    return under;
  }
  if (under.times.length === 0) {
    return over;
  }
  const size = under.times.length + over.times.length;
  const times = new Float64Array(size);
  const values = new Float64Array(size);
  const integers = new Uint8Array(size);
  let u = 0;
  let o = 0;
  let n = 0;
  while (u < under.times.length || o < over.times.length) {
    const underTime = u < under.times.length ? under.times[u] : Infinity;
    const overTime = o < over.times.length ? over.times[o] : Infinity;
    const source = overTime <= underTime ? over : under;
    const index = source === over ? o : u;
    times[n] = source.times[index];
    values[n] = source.values[index];
    integers[n] = source.integers[index];
    n++;
    if (overTime <= underTime) {
      o++;
    }
    if (underTime <= overTime) {
      u++;
    }
  }
  return view({ times, values, integers }, 0, n);
}
