import { t } from '@grafana/i18n';

import { type Server } from '../metadata/types';
import { filtersOf } from './filters';
import { groupByFilter, withoutGroups } from './filterList';
import { type FunctionCall } from './functions/model';
import { type OpenTsdbQuery, type TagFilter } from './model';
import { parseQuery } from './text/parse';

/** A common query to start from. */
export interface Pattern {
  id: string;
  /** The question that the query answers, for people. */
  title: string;
  /** The query, with the metric and the filters of the current one. */
  query: OpenTsdbQuery;
}

interface Question {
  id: string;
  title: string;
  aggregator: string;
  downsampleAggregator: string;
  rate?: boolean;
  /** Whether the query groups by the tag. */
  grouped?: boolean;
  functions?: FunctionCall[];
}

/** A metric for the text, which is replaced after parsing. */
const ANY_METRIC = 'm';

/**
 * The patterns that the server supports, for a query's metric and filters.
 * @param key the tag of patterns that group
 */
export function patternsOf(query: OpenTsdbQuery, key: string, server: Server): Pattern[] {
  return questions(key)
    .filter(
      ({ aggregator, downsampleAggregator }) =>
        server.aggregators.includes(aggregator) && server.downsampleAggregators.includes(downsampleAggregator)
    )
    .map((question) => ({ id: question.id, title: question.title, query: ask(question, query, key, server) }));
}

function questions(key: string): Question[] {
  const names = { key, interpolation: { escapeValue: false } };
  return [
    {
      id: 'average',
      title: t('pattern.average', 'The average per {{key}}', names),
      aggregator: 'avg',
      downsampleAggregator: 'avg',
      grouped: true,
    },
    {
      id: 'sum',
      title: t('pattern.sum', 'The sum over all series'),
      aggregator: 'sum',
      downsampleAggregator: 'avg',
    },
    {
      id: 'rate',
      title: t('pattern.rate', 'A counter’s change per second, per {{key}}', names),
      aggregator: 'sum',
      downsampleAggregator: 'avg',
      rate: true,
      grouped: true,
    },
    {
      id: 'busiest',
      title: t('pattern.busiest', 'The busiest: the maximum per {{key}}', names),
      aggregator: 'max',
      downsampleAggregator: 'max',
      grouped: true,
    },
    {
      id: 'count',
      title: t('pattern.count', 'How many series report'),
      aggregator: 'count',
      downsampleAggregator: 'avg',
    },
    {
      id: 'percentile',
      title: t('pattern.percentile', 'What 95 % of the series stay below'),
      aggregator: 'p95',
      downsampleAggregator: 'avg',
    },
    {
      id: 'top',
      title: t('pattern.top', 'The top 10 of {{key}}, and the sum of the rest', names),
      aggregator: 'avg',
      downsampleAggregator: 'avg',
      grouped: true,
      functions: [{ name: 'highest', params: [10, 'avg', 'other'] }],
    },
    {
      id: 'share',
      title: t('pattern.share', 'The share of each {{key}} in the total', names),
      aggregator: 'sum',
      downsampleAggregator: 'avg',
      grouped: true,
      functions: [{ name: 'asPercent', params: [] }],
    },
    {
      id: 'calm',
      title: t('pattern.calm', 'A smoother line: the moving average of an hour'),
      aggregator: 'avg',
      downsampleAggregator: 'avg',
      functions: [{ name: 'movingAverage', params: ['1h'] }],
    },
    {
      id: 'last-week',
      title: t('pattern.last-week', 'Last week, as a second query beside this week'),
      aggregator: 'avg',
      downsampleAggregator: 'avg',
      functions: [{ name: 'timeShift', params: ['1w'] }],
    },
  ];
}

function ask(question: Question, query: OpenTsdbQuery, key: string, server: Server): OpenTsdbQuery {
  const rate = question.rate && (server.features.counter ? 'rate{dropcounter}' : 'rate');
  const text = [question.aggregator, rate, `auto-${question.downsampleAggregator}-gaps`, ANY_METRIC];
  const filters = withoutGroups(query);
  return {
    ...parseQuery({ ...query, queryType: 'timeseries' }, text.filter(Boolean).join(':')),
    metric: query.metric,
    functions: question.functions,
    filters: question.grouped ? groupedBy(filters, key) : filters,
    ...(query.tags && { tags: {} }),
  };
}

/** Groups by a key: by the filter on it, if there is one. */
function groupedBy(filters: TagFilter[], key: string): TagFilter[] {
  const own = filters.findIndex(({ tagk, type }) => tagk === key && type !== 'not_key');
  return own < 0
    ? [groupByFilter(key), ...filters]
    : filters.map((filter, i) => (i === own ? { ...filter, groupBy: true } : filter));
}

/** The key that a query is most likely grouped by: one that it groups by already, otherwise a host, otherwise any. */
export function likelyKey(query: OpenTsdbQuery, keys: string[]): string {
  const grouped = filtersOf(query).find(({ groupBy, tagk }) => groupBy && tagk !== '');
  return grouped?.tagk ?? keys.find((key) => /^host/i.test(key)) ?? keys[0] ?? 'host';
}
