import { t } from '@grafana/i18n';

import { DEFAULT_AGGREGATOR } from './defaults';
import { fillPolicyLabel } from './fillPolicies';
import { filtersOf, filterText, operatorLabel, splitValues } from './filters';
import { isAutoInterval, isWholeRange } from './interval';
import { type OpenTsdbQuery, type TagFilter } from './model';
import { formatFunctions } from './text/functions';

/** Texts are shown as plain text, so HTML characters stay as they are. */
const RAW = { interpolation: { escapeValue: false } };

/**
 * Describes a query in plain words, for the line under its editor: "average per host of sys.cpu.nice, one average every 1m, gaps
 * left open". Empty without a metric.
 * @param autoInterval Grafana's current interval, if known
 */
export function describe(query: OpenTsdbQuery, autoInterval?: string): string {
  const metric = query.metric?.trim();
  if (!metric) {
    return '';
  }
  const filters = filtersOf(query);
  const clauses =
    query.queryType === 'series'
      ? [t('describe.series', 'list of the series of {{metric}}', { metric, ...RAW })]
      : query.queryType === 'last'
        ? [t('describe.last', 'last point of each series of {{metric}}', { metric, ...RAW })]
        : [aggregate(query, metric, filters)];
  clauses.push(...filters.filter(narrows).map(condition));
  if (query.explicitTags) {
    clauses.push(t('describe.explicit-tags', 'only series with exactly these tag keys'));
  }
  if (query.queryType === undefined || query.queryType === 'timeseries') {
    clauses.push(...buckets(query, autoInterval), ...rate(query), ...describeFunctions(query));
  }
  return clauses.join(', ');
}

/**
 * Describes a query's options, for the line that is shown while they are collapsed.
 * @param shown the auto interval, if known, and whether the editor shows the query as text, which says the rest
 */
export function describeOptions(query: OpenTsdbQuery, shown: { interval?: string; isText?: boolean } = {}): string[] {
  const isTimeSeries = (query.queryType ?? 'timeseries') === 'timeseries';
  const points = isTimeSeries && !shown.isText ? describePoints(query, shown.interval) : [];
  return [...points, describeLegend(query), ...(isTimeSeries ? describeFormat(query) : [])];
}

function describePoints(query: OpenTsdbQuery, interval: string | undefined): string[] {
  const facts = [
    [...buckets(query, interval), ...rate(query)].join(', '),
    query.unfinishedInterval === 'show' && t('editor.options.summary-unfinished', 'Unfinished interval: show'),
    query.explicitTags && t('editor.options.summary-explicit-tags', 'Explicit tags'),
    query.percentiles?.length &&
      t('editor.options.summary-percentiles', 'Percentiles: {{list}}', { list: query.percentiles.join(', '), ...RAW }),
    query.rollupUsage,
  ];
  return facts.filter((fact): fact is string => Boolean(fact)).map(capitalised);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function describeLegend({ alias, legend }: OpenTsdbQuery): string {
  if (alias) {
    return t('editor.options.summary-alias', 'Legend: {{alias}}', { alias, ...RAW });
  }
  return legend === 'auto'
    ? t('editor.options.summary-auto', 'Legend: Auto')
    : t('editor.options.summary-verbose', 'Legend: Verbose');
}

function describeFormat({ format }: OpenTsdbQuery): string[] {
  switch (format) {
    case 'wide':
      return [t('editor.options.summary-wide', 'Format: Wide')];
    case 'table':
      return [t('editor.options.summary-table', 'Format: Table')];
    default:
      return [];
  }
}

function aggregate(query: OpenTsdbQuery, metric: string, filters: TagFilter[]): string {
  const aggregator = query.aggregator || DEFAULT_AGGREGATOR;
  if (aggregator === 'none') {
    return t('describe.each', 'every series of {{metric}}', { metric, ...RAW });
  }
  const keys = [...new Set(filters.filter(({ groupBy }) => groupBy).map(({ tagk }) => tagk))].join(', ');
  const what = aggregatorNoun(aggregator);
  return keys
    ? t('describe.grouped', '{{what}} per {{keys}} of {{metric}}', { what, keys, metric, ...RAW })
    : t('describe.aggregated', '{{what}} of {{metric}}', { what, metric, ...RAW });
}

function narrows({ type, filter }: TagFilter): boolean {
  return !((type === 'wildcard' || type === 'iwildcard') && filter === '*');
}

function condition({ tagk, type, filter }: TagFilter): string {
  const operator = operatorLabel(type);
  const value = filterText(type) === 'values' ? splitValues(filter).join(', ') : filter;
  return t('describe.where', 'where {{tagk}} {{operator}} {{value}}', { tagk, operator, value, ...RAW }).trimEnd();
}

function buckets(query: OpenTsdbQuery, autoInterval: string | undefined): string[] {
  if (query.disableDownsampling) {
    return [t('describe.raw', 'points as they are stored')];
  }
  const what = aggregatorNoun(query.downsampleAggregator || DEFAULT_AGGREGATOR);
  const saved = query.downsampleInterval?.trim();
  const interval = isAutoInterval(saved)
    ? (autoInterval ?? t('describe.auto', 'interval of the panel'))
    : String(saved);
  return [
    isWholeRange(saved)
      ? t('describe.whole-range', 'one {{what}} of the whole time range', { what, ...RAW })
      : t('describe.bucket', 'one {{what}} every {{interval}}', { what, interval, ...RAW }),
    ...(query.useCalendar
      ? [t('describe.calendar', 'by the calendar in {{zone}}', { zone: query.timezone || 'UTC', ...RAW })]
      : []),
    fill(query.downsampleFillPolicy || 'none'),
  ];
}

function fill(policy: string): string {
  switch (policy) {
    case 'gaps':
      return t('describe.fill-gaps', 'gaps left open');
    case 'none':
      return t('describe.fill-none', 'server default fill');
    case 'zero':
      return t('describe.fill-zero', 'gaps counted as 0');
    default:
      return t('describe.fill-other', 'gaps as {{policy}}', { policy: fillPolicyLabel(policy), ...RAW });
  }
}

function rate(query: OpenTsdbQuery): string[] {
  if (!query.shouldComputeRate) {
    return [];
  }
  return [
    query.isCounter
      ? t('describe.counter-rate', 'as a counter’s change per second')
      : t('describe.rate', 'as change per second'),
  ];
}

function describeFunctions({ functions = [] }: OpenTsdbQuery): string[] {
  return functions.length > 0
    ? [t('describe.functions', 'then {{functions}}', { functions: formatFunctions(functions, '…'), ...RAW })]
    : [];
}

/** An aggregator as a noun for sentences; its own name, if there is no short noun. */
function aggregatorNoun(name: string): string {
  switch (name) {
    case 'avg':
      return t('describe.noun.avg', 'average');
    case 'sum':
    case 'zimsum':
    case 'pfsum':
      return t('describe.noun.sum', 'sum');
    case 'min':
    case 'mimmin':
      return t('describe.noun.min', 'minimum');
    case 'max':
    case 'mimmax':
      return t('describe.noun.max', 'maximum');
    case 'count':
      return t('describe.noun.count', 'number of points');
    case 'median':
      return t('describe.noun.median', 'median');
    case 'dev':
      return t('describe.noun.dev', 'standard deviation');
    case 'first':
      return t('describe.noun.first', 'first point');
    case 'last':
      return t('describe.noun.last', 'last point');
    default:
      return name;
  }
}
