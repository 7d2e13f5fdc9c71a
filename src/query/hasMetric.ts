import { type OpenTsdbQuery } from './model';

/** Whether a query has a metric, so that it is sent. Any other problem is reported by the backend. */
export function hasMetric(query: OpenTsdbQuery, broken: string[] = []): boolean {
  return Boolean(query.metric?.trim()) || broken.includes('metric');
}
