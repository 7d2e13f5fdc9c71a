import { type Tags } from '../store/series';

/** The buckets of a bucketized series, counted back from the newest. */
export interface Buckets {
  /** The end of the newest bucket, in milliseconds. */
  last: number;
  /** Milliseconds. */
  span: number;
  count: number;
}

/** A series in the store's script: values by time, oldest first, bucketized or not. */
export interface Gts {
  tags: Tags;
  /** Milliseconds. */
  ticks: number[];
  values: number[];
  buckets?: Buckets;
}

/** The end of the bucket at an index, from the oldest. */
export function bucketEnd(buckets: Buckets, index: number): number {
  return buckets.last - (buckets.count - 1 - index) * buckets.span;
}
