import { type OpenTsdbQuery } from './model';

/** Whether a query asks for something: the rest is the backend's to judge, in words. */
export function isRunnable(query: OpenTsdbQuery, broken: string[] = []): boolean {
  return Boolean(query.metric?.trim()) || broken.includes('metric');
}
