import { type OpenTsdbQuery } from './model';

/** Whether a query asks for something at all; what else keeps it from running is the backend's to say, in words. */
export function hasMetric(query: OpenTsdbQuery, broken: string[] = []): boolean {
  return Boolean(query.metric?.trim()) || broken.includes('metric');
}
