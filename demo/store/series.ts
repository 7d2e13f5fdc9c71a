import { merge, NO_POINTS, type Points, view } from './points';
import { StoredPoints } from './storedPoints';

export type Tags = Readonly<Record<string, string>>;

/** A source of points that depend only on their times, so that they need no memory. */
export interface PointSource {
  /** The points from `from` to `to` (ms), both included. */
  range(from: number, to: number): Points;
}

/** A metric with one set of tags: points that were put, and points that are generated on demand. */
export class Series {
  private readonly stored = new StoredPoints();
  private readonly erased: Array<{ from: number; to: number }> = [];

  constructor(
    readonly metric: string,
    readonly tags: Tags,
    private source?: PointSource
  ) {}

  /** Lets a source generate this series' points on demand. */
  feed(source: PointSource): void {
    this.source = source;
  }

  put(time: number, value: number, integer: boolean): void {
    this.stored.put(time, value, integer);
  }

  /** The points from `from` to `to` (ms), both included. */
  range(from: number, to: number): Points {
    return merge(this.made(from, to), this.stored.range(from, to));
  }

  /** The newest point at or before `time`, looked for in the `back` milliseconds before it. */
  last(time: number, back: number): { time: number; value: number; integer: boolean } | undefined {
    const points = this.range(time - back, time);
    const index = points.times.length - 1;
    return index < 0
      ? undefined
      : { time: points.times[index], value: points.values[index], integer: points.integers[index] === 1 };
  }

  /** Removes the points from `from` to `to` (ms), both included. */
  remove(from: number, to: number): void {
    this.stored.remove(from, to);
    if (this.source) {
      this.erased.push({ from, to });
    }
  }

  /** The points that were put, without the generated ones. */
  storedPoints(): Points {
    return this.stored.range(-Infinity, Infinity);
  }

  private made(from: number, to: number): Points {
    if (!this.source) {
      return NO_POINTS;
    }
    const points = this.source.range(from, to);
    return this.erased.reduce((left, gap) => without(left, gap), points);
  }
}

function without(points: Points, gap: { from: number; to: number }): Points {
  const start = points.times.findIndex((time) => time >= gap.from);
  if (start < 0) {
    return points;
  }
  const after = points.times.findIndex((time) => time > gap.to);
  const before = view(points, 0, start);
  return after < 0 ? before : merge(before, view(points, after, points.times.length));
}
