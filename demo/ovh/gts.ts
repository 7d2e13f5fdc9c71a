import { type Tags } from '../store/series';

/** The buckets of a bucketized series, counted back from the newest. */
export interface Buckets {
  /** The end of the newest bucket, in milliseconds. */
  last: number;
  /** Milliseconds. */
  span: number;
  count: number;
}

/** A series inside the store's script: values by time, oldest first, in buckets or not. */
export interface Gts {
  tags: Tags;
  /** Milliseconds. */
  ticks: number[];
  values: number[];
  buckets?: Buckets;
}

/** The end of the bucket at a place, the oldest being the first. */
export function bucketEnd(buckets: Buckets, index: number): number {
  return buckets.last - (buckets.count - 1 - index) * buckets.span;
}
