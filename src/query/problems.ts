import { t } from '@grafana/i18n';

import { type Server } from '../metadata/types';
import { DEFAULT_AGGREGATOR, DEFAULT_FILL_POLICY } from './defaults';
import { filterText, savedFilters, tagsOf, tagToFilter } from './filters';
import { bucketsOf, bucketProblems } from './functions/bucketProblems';
import { type FunctionProblem, problems as functionProblems } from './functions/problems';
import { hasVariable, isAutoInterval, isInterval } from './interval';
import { type OpenTsdbQuery, type TagFilter } from './model';
import { splitMetrics } from './resolve';
import tables from './tables.json';

/** Problems by which a query can't run. pkg/query finds the same; testdata/queries/problems tests both. */
export type ProblemCode =
  /** A required field is empty. */
  | 'missing'
  /** A JSON value of another type than the field has. */
  | 'wrong-type'
  | 'not-an-interval'
  | 'not-a-whole-number'
  /** A number below 1, or below 0 where 0 means none. */
  | 'not-positive'
  | 'not-a-percentile'
  /** Not the name of a function of OpenTSDB's: those are letters, digits and underscores. */
  | 'not-a-name'
  /** A value that the field doesn't support. */
  | 'unknown'
  | 'too-many'
  /** An unknown function, or an invalid parameter. */
  | 'wrong-function'
  /** A function that needs another downsample interval. */
  | 'needs-interval'
  /** The connected server doesn't support it. */
  | 'unsupported';

/** A problem of a query. */
export interface Problem {
  /** The field's path in the saved JSON, such as `downsampleInterval` or `filters[0].tagk`. */
  field: string;
  code: ProblemCode;
  /** What is wrong, and what to do. */
  message: string;
}

/** How many metrics a query may have. */
const MAX_METRICS = tables.maxMetrics;

/** All problems of a query on a server. Variables are assumed to become valid. */
export function problems(query: OpenTsdbQuery, server?: Server, broken: string[] = []): Problem[] {
  return [
    ...broken.map(brokenField),
    ...metricProblems(query, broken),
    ...queryTypeProblems(query),
    ...aggregatorProblems(query, server),
    ...downsampleProblems(query, server),
    // With broken filters, the indexes differ from those of the saved list.
    ...(broken.some((field) => field.startsWith('filters')) ? [] : filterProblems(query, server)),
    ...rateProblems(query, server),
    ...optionProblems(query, server),
    ...(broken.some((field) => field.startsWith('functions')) ? [] : problemsOfFunctions(query)),
  ];
}

/** Whether a problem keeps the query from running. What a server doesn't support is sent: the backend reports it. */
export function isBlocking({ code }: Problem): boolean {
  return code !== 'unsupported';
}

/** Whether a field has a problem. */
export function hasProblem(list: Problem[], field: string): boolean {
  return list.some((one) => one.field === field);
}

/** The problem of a field of a wrong type. */
export function brokenField(field: string): Problem {
  return problem(field, 'wrong-type', wrongType(field));
}

const RAW = { interpolation: { escapeValue: false } };

function problem(field: string, code: ProblemCode, message: string): Problem {
  return { field, code, message };
}

function wrongType(field: string): string {
  return t('query.broken', 'Invalid fields in the saved query: {{fields}}. They are removed when you edit the query.', {
    fields: field,
    ...RAW,
  });
}

function metricProblems({ metric = '' }: OpenTsdbQuery, broken: string[]): Problem[] {
  if (metric.trim() === '') {
    return broken.includes('metric')
      ? []
      : [problem('metric', 'missing', t('query.problem.no-metric', 'Choose a metric'))];
  }
  const number = splitMetrics(metric).length;
  if (number === 0) {
    return [problem('metric', 'missing', t('query.problem.no-metric', 'Choose a metric'))];
  }
  return number > MAX_METRICS
    ? [
        problem(
          'metric',
          'too-many',
          t('query.problem.too-many-metrics', '{{number}} metrics are too many: choose at most {{max}}', {
            number,
            max: MAX_METRICS,
          })
        ),
      ]
    : [];
}

function queryTypeProblems({ queryType }: OpenTsdbQuery): Problem[] {
  const known = ['', 'randomWalk', 'timeseries', 'last', 'series', 'annotations'];
  return known.includes((queryType ?? '').trim())
    ? []
    : [
        problem(
          'queryType',
          'unknown',
          t('query.problem.query-type', '"{{text}}" is not a query type', { text: queryType, ...RAW })
        ),
      ];
}

function aggregatorProblems({ aggregator }: OpenTsdbQuery, server: Server | undefined): Problem[] {
  return nameProblems('aggregator', aggregator || DEFAULT_AGGREGATOR, server?.aggregators, server);
}

function nameProblems(field: string, name: string, known: string[] | undefined, server: Server | undefined): Problem[] {
  const text = name.trim();
  if (hasVariable(text)) {
    return [];
  }
  if (text !== '' && !isName(text)) {
    return [
      problem(
        field,
        'not-a-name',
        t('query.problem.aggregator-name', '"{{text}}" is not an aggregator', { text, ...RAW })
      ),
    ];
  }
  return server && known && !known.includes(text)
    ? [
        problem(
          field,
          'unsupported',
          t('editor.aggregator.unknown', '{{server}} has no aggregator "{{name}}"', {
            server: nameOf(server),
            name: text,
            ...RAW,
          })
        ),
      ]
    : [];
}

const isName = (text: string) => /^[A-Za-z][A-Za-z0-9_]*$/.test(text);

function nameOf(server: Server): string {
  return server.name || t('editor.this-server', 'This server');
}

function downsampleProblems(query: OpenTsdbQuery, server: Server | undefined): Problem[] {
  if (query.disableDownsampling) {
    return [];
  }
  return [
    ...intervalProblems(query.downsampleInterval ?? ''),
    ...nameProblems(
      'downsampleAggregator',
      query.downsampleAggregator || DEFAULT_AGGREGATOR,
      server?.downsampleAggregators,
      server
    ),
    ...fillProblems(query.downsampleFillPolicy || DEFAULT_FILL_POLICY, server),
    ...calendarProblems(query, server),
  ];
}

function intervalProblems(text: string): Problem[] {
  return isAutoInterval(text) || isInterval(text)
    ? []
    : [
        problem(
          'downsampleInterval',
          'not-an-interval',
          t('query.problem.interval', '"{{text}}" is not an interval: write a number and a unit, like 30s, 5m or 1h', {
            text,
            ...RAW,
          })
        ),
      ];
}

function fillProblems(policy: string, server: Server | undefined): Problem[] {
  const known = server?.fillPolicies.find((one) => one.policy === policy);
  if (!server || hasVariable(policy) || (known && known.support !== 'refused')) {
    return [];
  }
  const message =
    known?.note ||
    t('editor.downsample.unknown-fill', '{{server}} has no fill policy "{{policy}}"', {
      server: nameOf(server),
      policy,
      ...RAW,
    });
  return [problem('downsampleFillPolicy', 'unsupported', message)];
}

function calendarProblems({ useCalendar, downsampleInterval, timezone = '' }: OpenTsdbQuery, server?: Server) {
  const found: Problem[] = [];
  const usesCalendar = useCalendar || /^\d+(?:\.\d+)?(?:ms|[smhdwny])c$/.test((downsampleInterval ?? '').trim());
  if (usesCalendar && !isTimeZone(timezone)) {
    found.push(
      problem(
        'timezone',
        'unknown',
        t('query.problem.timezone', '"{{text}}" is not a time zone: it looks like Europe/Paris', {
          text: timezone,
          ...RAW,
        })
      )
    );
  }
  if (useCalendar && server && !server.features.calendar) {
    found.push(problem('useCalendar', 'unsupported', missing()));
  }
  return found;
}

function missing(): string {
  return t('editor.options.missing', 'Not supported by this server');
}

function isTimeZone(text: string): boolean {
  const zone = text.trim();
  if (zone === '' || hasVariable(zone)) {
    return true;
  }
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

function filterProblems(query: OpenTsdbQuery, server: Server | undefined): Problem[] {
  return [
    ...savedFilters(query).flatMap((filter, i) => problemsOfFilter(filter, server, `filters[${i}]`)),
    ...Object.entries(tagsOf(query)).flatMap(([key, value]) =>
      problemsOfFilter(tagToFilter(key, value), server, `tags.${key}`)
    ),
  ];
}

/**
 * The problems of one filter. An empty one, a row that was added and never filled in, has none.
 */
export function problemsOfFilter(filter: TagFilter, server: Server | undefined, path = ''): Problem[] {
  const { tagk, type, filter: text } = filter;
  if (tagk.trim() === '' && text.trim() === '') {
    return [];
  }
  const found: Problem[] = [];
  const at = (part: string) => (path.startsWith('tags.') ? path : path ? `${path}.${part}` : part);
  if (tagk.trim() === '') {
    found.push(problem(at('tagk'), 'missing', t('query.problem.no-key', 'Choose a tag key')));
  }
  if (text.trim() === '' && filterText(type) !== 'none') {
    found.push(problem(at('filter'), 'missing', t('query.problem.no-value', 'Enter a value')));
  }
  const known = server?.filterTypes.find((one) => one.type === type);
  if (!isName(type.trim()) && !hasVariable(type)) {
    found.push(
      problem(
        at('type'),
        'not-a-name',
        t('query.problem.filter-type', '"{{text}}" is not a filter type', { text: type, ...RAW })
      )
    );
  } else if (server && !hasVariable(type) && (!known || known.support === 'refused')) {
    const message = known?.note
      ? `${type}: ${known.note}`
      : t('editor.filter.unknown-type', '{{server}} has no filter type "{{type}}"', {
          server: nameOf(server),
          type,
          ...RAW,
        });
    found.push(problem(at('type'), 'unsupported', message));
  }
  return found;
}

function rateProblems(query: OpenTsdbQuery, server: Server | undefined): Problem[] {
  if (!query.shouldComputeRate || !query.isCounter) {
    return [];
  }
  const found = [
    ...numberProblems('counterMax', query.counterMax, 1),
    ...numberProblems('counterResetValue', query.counterResetValue, 0),
  ];
  if (server && !server.features.counter) {
    found.push(
      problem(
        'isCounter',
        'unsupported',
        t('editor.rate.no-counter', 'This server has no counter options: the query would fail')
      )
    );
  }
  return found;
}

function numberProblems(field: string, value: number | string | undefined, min: number): Problem[] {
  const text = String(value ?? '').trim();
  if (text === '' || hasVariable(text)) {
    return [];
  }
  const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  if (!Number.isInteger(number) || Math.abs(number) >= 2 ** 63) {
    return [
      problem(
        field,
        'not-a-whole-number',
        t('query.problem.whole-number', '"{{text}}" is not a whole number', { text, ...RAW })
      ),
    ];
  }
  return number < min
    ? [problem(field, 'not-positive', t('query.problem.positive', 'Enter a whole number above 0'))]
    : [];
}

function optionProblems({ percentiles = [], rollupUsage = '' }: OpenTsdbQuery, server: Server | undefined): Problem[] {
  const found: Problem[] = [];
  const list = percentiles ?? [];
  if (list.some((one) => !(one > 0 && one <= 100))) {
    found.push(notPercentiles(list.join(', ')));
  }
  if (list.length > 0 && server && !server.features.percentiles) {
    found.push(problem('percentiles', 'unsupported', missing()));
  }
  const rollup = rollupUsage ?? '';
  if (rollup !== '' && !ROLLUPS.includes(rollup)) {
    found.push(
      problem(
        'rollupUsage',
        'unknown',
        t('query.problem.rollup', '"{{text}}" is not a rollup', { text: rollup, ...RAW })
      )
    );
  } else if (rollup !== '' && server && !server.features.rollups) {
    found.push(problem('rollupUsage', 'unsupported', missing()));
  }
  return found;
}

/** Only queries of points over time have functions. */
function problemsOfFunctions(query: OpenTsdbQuery): Problem[] {
  const functions = query.functions ?? [];
  if ((query.queryType || 'timeseries') !== 'timeseries') {
    return [];
  }
  const found = functionProblems(functions);
  const buckets = bucketsOf(query);
  return found.length > 0 || !buckets
    ? found.map((one) => functionProblem(one, 'wrong-function'))
    : bucketProblems(functions, buckets).map((one) => functionProblem(one, 'needs-interval'));
}

function functionProblem({ index, param, message }: FunctionProblem, code: ProblemCode): Problem {
  return problem(`functions[${index}]${param < 0 ? '' : `.params[${param}]`}`, code, message);
}

/** OpenTSDB's values of rollupUsage. */
export const ROLLUPS = tables.rollupUsages;

/** The problem of text that isn't a list of percentiles. */
export function notPercentiles(text: string): Problem {
  const message = t(
    'query.problem.percentile',
    '"{{text}}" is not a list of percentiles: write numbers up to 100, like 95, 99.9',
    {
      text,
      ...RAW,
    }
  );
  return problem('percentiles', 'not-a-percentile', message);
}
