import { type ScopedVars } from '@grafana/data';

import { filtersOf } from './filters';
import { interpolate, type Replace } from './interpolate';
import { hasVariable } from './interval';
import { type OpenTsdbQuery, type TagFilter } from './model';

/** What a query selects, for look-ups of names: variables filled in, and what can't be known left out. */
export interface Selection {
  /** Each metric of the query. */
  metrics: string[];
  /** All of them as a look-up takes them, joined by `|`; undefined where there is none. */
  metric?: string;
  /** The filters, the older tags first. */
  filters: TagFilter[];
}

/**
 * What a query selects. Metrics and filters with a variable that nobody knows are left out: suggestions of more are
 * better than none.
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

/** A pattern's `$` is its end; a name behind it makes it a variable's. */
function hasReference(text: string): boolean {
  return /\$[A-Za-z_]\w*|\$\{[^}]+\}|\[\[\w+(?::\w+)?\]\]/.test(text);
}

/** The names in a metric of several, each once; `|` inside a variable's braces doesn't part them. */
export function splitMetrics(metric: string): string[] {
  const names = metric.match(/(?:\$\{[^}]*\}|\[\[[^\]]*\]\]|[^|])+/g) ?? [];
  return [...new Set(names.map((name) => name.trim()).filter(Boolean))];
}
