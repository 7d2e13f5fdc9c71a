import { type AdHocVariableFilter } from '@grafana/data';
import { t } from '@grafana/i18n';

import { isAdhocOperator } from '../query/adhoc';
import { canGroupBy, type PanelQuery } from './panelQuery';
import { type MetricTags } from './tags';

/** Whether a filter or a group-by key can be applied: Grafana's DrilldownsApplicability, which Grafana 12.3 lacks. */
export interface Applicability {
  key: string;
  applicable: boolean;
  reason?: string;
  /** Distinguishes filters on the same key. */
  origin?: string;
}

interface Chosen {
  queries: PanelQuery[];
  filters?: AdHocVariableFilter[];
  groupByKeys?: string[];
}

/**
 * Whether filters and group-by keys can be applied to any of the queries. They are assumed to be applicable if that isn't known,
 * because a metric has more series than were listed, or can't be looked up: the backend then reports the problem.
 */
export function applicabilityOf(
  { queries, filters = [], groupByKeys = [] }: Chosen,
  tags: Map<string, MetricTags>
): Applicability[] {
  const lacking = (key: string, among: PanelQuery[]) => {
    const metrics = [...new Set(among.flatMap((query) => query.metrics))];
    const lacks = metrics.length > 0 && metrics.every((metric) => surelyLacks(tags.get(metric), key));
    return lacks ? noSuchKey(key, metrics) : undefined;
  };
  return [
    ...filters.map(({ key, operator, origin }) => {
      const reason = isAdhocOperator(operator) ? lacking(key, queries) : noOrder(operator);
      return { ...verdict(key, reason), ...(origin !== undefined && { origin }) };
    }),
    ...groupByKeys.map((key) => {
      const grouping = queries.filter((query) => canGroupBy(query, key));
      const never = queries.length > 0 && grouping.length === 0;
      return verdict(key, never ? notGrouped(key) : lacking(key, grouping));
    }),
  ];
}

function verdict(key: string, reason?: string): Applicability {
  return reason === undefined ? { key, applicable: true } : { key, applicable: false, reason };
}

/** A metric without any series isn't known to lack a key. */
function surelyLacks(tags: MetricTags | undefined, key: string): boolean {
  return tags !== undefined && tags.complete && tags.values.size > 0 && !tags.values.has(key);
}

/** Grafana shows the reasons as plain text, so HTML characters stay as they are. */
const asWritten = { interpolation: { escapeValue: false } };

function noSuchKey(key: string, metrics: string[]): string {
  return t('drilldown.no-key', 'No series of {{metrics}} has the tag "{{key}}".', {
    metrics: metrics.join(', '),
    key,
    ...asWritten,
  });
}

function noOrder(operator: string): string {
  return t('drilldown.operator', "OpenTSDB can't filter by {{operator}}. Choose =, !=, =~ or !~.", {
    operator,
    ...asWritten,
  });
}

function notGrouped(key: string): string {
  return t(
    'drilldown.not-grouped',
    'Not grouped by {{key}}: the query has explicit tags without it, or asks for no points over time.',
    { key, ...asWritten }
  );
}
