import { type Tags } from '../store/series';
import { type MadePointsOptions } from './madePoints';

/** Adds series: a metric, its tags, and the functions of their points. */
export interface Feeder {
  (metric: string, tags: Tags, points: Omit<MadePointsOptions, 'first' | 'last'> & Partial<MadePointsOptions>): void;
}
