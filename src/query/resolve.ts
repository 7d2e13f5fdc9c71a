import { type ScopedVars } from '@grafana/data';

import { filtersOf, splitValues } from './filters';
import { interpolate, type Replace } from './interpolate';
import { hasVariable } from './interval';
import { type OpenTsdbQuery, type TagFilter } from './model';

/** The metrics and filters of a query, for look-ups of names: with variables replaced, without what can't be resolved. */
export interface Selection {
  /** Each metric of the query. */
  metrics: string[];
  /** All of them joined by `|`, for look-ups; undefined: there is none. */
  metric?: string;
  /** The filters, the older tags first. */
  filters: TagFilter[];
}

/**
 * Resolves a query's selection. Metrics and filters with an unknown variable are left out: too many suggestions are better than
 * none.
 */
export function resolve(
  { refId, metric, filters, tags }: Pick<OpenTsdbQuery, 'refId' | 'metric' | 'filters' | 'tags'>,
  replace: Replace,
  scopedVars: ScopedVars = {}
): Selection {
  const query = interpolate({ refId, metric, filters, tags }, replace, scopedVars);
  const metrics = splitMetrics(query.metric ?? '').filter((name) => !hasVariable(name));
  return {
    metrics,
    metric: metrics.length > 0 ? metrics.join('|') : undefined,
    filters: filtersOf(query).filter(({ tagk, filter }) => !hasVariable(tagk) && !hasReference(filter)),
  };
}

/** Whether a filter's text holds a variable: a `$` without a name after it is the end of a pattern. */
function hasReference(text: string): boolean {
  return /\$[A-Za-z_]\w*|\$\{[^}]+\}|\[\[\w+(?::\w+)?\]\]/.test(text);
}

/** The distinct names in a metric of several; a `|` inside a variable's braces doesn't separate them. */
export function splitMetrics(metric: string): string[] {
  return [...new Set(splitValues(metric))];
}
