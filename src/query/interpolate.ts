import { escapeRegExp } from 'lodash';

import { type AdHocVariableFilter, type ScopedVars } from '@grafana/data';
import { type TemplateSrv } from '@grafana/runtime';

import { filterToTag, savedFilters, tagsOf, tagToFilter } from './filters';
import { functionOf, paramAt } from './functions/definitions';
import { type FunctionCall } from './functions/model';
import { isAutoInterval } from './interval';
import { type AdhocFilter, type OpenTsdbQuery, type TagFilter } from './model';

/** The part of Grafana's template service that interpolation needs. */
export type Replace = TemplateSrv['replace'];

/**
 * Replaces a query's template variables, and adds the dashboard's ad-hoc filters. A variable with several values becomes
 * `x.a|x.b` in a metric and in literal values, and an escaped `(a|b)` in a regular expression. A wildcard pattern becomes a
 * regular expression then, as it has no alternatives.
 */
export function interpolate(
  query: OpenTsdbQuery,
  replace: Replace,
  scopedVars: ScopedVars = {},
  adhoc: AdHocVariableFilter[] = []
): OpenTsdbQuery {
  const plain = (text: string) => replace(text, scopedVars, joinedByPipe);
  const maybe = <T extends string | undefined>(text: T) => (typeof text === 'string' ? plain(text) : text);
  const number = (value: number | string | undefined) => (typeof value === 'string' ? plain(value) : value);

  const result: OpenTsdbQuery = {
    ...query,
    metric: query.metric && interpolateMetric(query.metric, replace, scopedVars),
    aggregator: maybe(query.aggregator),
    alias: query.alias && interpolateAlias(query.alias, (text) => replace(text, scopedVars, 'text')),
    // The backend resolves Grafana's own interval, as in alert rules.
    downsampleInterval: isAutoInterval(query.downsampleInterval)
      ? query.downsampleInterval
      : maybe(query.downsampleInterval),
    downsampleAggregator: maybe(query.downsampleAggregator),
    downsampleFillPolicy: maybe(query.downsampleFillPolicy),
    timezone: maybe(query.timezone),
    counterMax: number(query.counterMax),
    counterResetValue: number(query.counterResetValue),
    filters: query.filters && savedFilters(query).map((filter) => interpolateFilter(filter, replace, scopedVars)),
    tags: query.tags && interpolateTags(tagsOf(query), replace, scopedVars),
    functions: query.functions?.map((call) => interpolateFunction(call, replace, scopedVars)),
    adhocFilters: adhoc.length > 0 ? adhoc.map(toAdhocFilter) : query.adhocFilters,
  };
  return withoutUndefined(result);
}

/** For a function that takes several tag keys, each value of a variable becomes one. */
function interpolateFunction({ name, params }: FunctionCall, replace: Replace, scopedVars: ScopedVars): FunctionCall {
  const definition = functionOf(name);
  return {
    name,
    params: params.flatMap((param, i): FunctionCall['params'] => {
      if (typeof param === 'number') {
        return [param];
      }
      return definition && paramAt(definition, i)?.type === 'tagKey'
        ? alternativesOf(partsOf(param, replace, scopedVars))
        : [replace(param, scopedVars, joinedByPipe)];
    }),
  };
}

/** The metrics for all combinations of the variables' values, joined by `|`. */
function interpolateMetric(metric: string, replace: Replace, scopedVars: ScopedVars): string {
  return alternativesOf(partsOf(metric, replace, scopedVars)).join('|');
}

/** Placeholders of an alias that the backend resolves for each series, in every spelling. */
const SERIES_NAMES = new RegExp(
  ['\\$NAME(?![\\p{L}\\p{N}_])', '\\$\\{(?:tag_[^{}]+|NAME)\\}', '\\[\\[(?:tag_[^\\[\\]]+|NAME)\\]\\]']
    .join('|')
    .replaceAll('NAME', '(?:tag_[\\p{L}\\p{N}_]+|metric|aggregator|downsample)'),
  'gu'
);

/**
 * Replaces variables in an alias. Placeholders for a series' tags, metric and aggregator stay, even if a dashboard variable has
 * the same name, so that an alias means the same on every dashboard.
 */
function interpolateAlias(alias: string, replace: (text: string) => string): string {
  const placeholders = alias.match(SERIES_NAMES) ?? [];
  return alias
    .split(SERIES_NAMES)
    .map((text, i) => (text === '' ? '' : replace(text)) + (placeholders[i] ?? ''))
    .join('');
}

function interpolateTags(tags: Record<string, string>, replace: Replace, scopedVars: ScopedVars) {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => {
      const before = tagToFilter(key, String(value));
      const after = interpolateFilter(before, replace, scopedVars);
      return [after.tagk, after.type === before.type && after.filter === before.filter ? value : filterToTag(after)];
    })
  );
}

function interpolateFilter(filter: TagFilter, replace: Replace, scopedVars: ScopedVars): TagFilter {
  const tagk = replace(filter.tagk, scopedVars, joinedByPipe);
  const parts = partsOf(filter.filter ?? '', replace, scopedVars);
  if (parts.every((part) => typeof part === 'string')) {
    const text = parts.join('');
    return { ...filter, tagk, ...(meansAll(text, filter) ? ALL_VALUES : { filter: text }) };
  }
  switch (filter.type) {
    case 'regexp':
      return { ...filter, tagk, filter: parts.map(inRegexp).join('') };
    case 'wildcard':
    case 'iwildcard':
      return { ...filter, tagk, ...inWildcard(parts, filter.type === 'iwildcard') };
    default:
      return { ...filter, tagk, ...inLiteral(parts, filter) };
  }
}

const ALL_VALUES = { type: 'wildcard', filter: '*' };

/** Whether a literal filter's variable became a pattern for all values, as a custom "All" value may. */
function meansAll(text: string, { type, filter }: TagFilter): boolean {
  return (type === 'literal_or' || type === 'iliteral_or') && (text === '*' || text === '.*') && text !== filter;
}

/** The values of a variable in a text. */
interface Values {
  values: string[];
  /** Typed by a person, who may mean a pattern: it isn't escaped. */
  written: boolean;
}

/** Text between variables, and the variables' values. */
type Part = string | Values;

/** Types of variables whose value is typed by a person, not fetched from a server. */
const WRITTEN_KINDS = ['textbox', 'constant', 'custom'];

// Private-use characters: neither Grafana nor a tag uses them.
const OPEN = '\uE000';
const CLOSE = '\uE001';

/**
 * Splits a text into plain text and variables. A variable with a format of its own (`${host:regex}`) is plain text: the result of
 * that format.
 */
function partsOf(text: string, replace: Replace, scopedVars: ScopedVars): Part[] {
  const marked = replace(text, scopedVars, (value: unknown, variable?: VariableKind) => {
    const several = Array.isArray(value) || Boolean(variable?.multi) || Boolean(variable?.includeAll);
    const values: Values = {
      values: (Array.isArray(value) ? value : [value]).map(String),
      written: !several && WRITTEN_KINDS.includes(variable?.type ?? ''),
    };
    return OPEN + JSON.stringify(values) + CLOSE;
  });
  return marked
    .split(new RegExp(`(${OPEN}[^${CLOSE}]*${CLOSE})`))
    .filter((part) => part !== '')
    .map((part) => (part.startsWith(OPEN) ? (JSON.parse(part.slice(1, -1)) as Values) : part));
}

interface VariableKind {
  type?: string;
  multi?: boolean;
  includeAll?: boolean;
}

function inRegexp(part: Part): string {
  if (typeof part === 'string') {
    return part;
  }
  if (part.written) {
    return part.values.join('|');
  }
  const escaped = part.values.map((value) => escapeRegExp(value));
  return escaped.length === 1 ? escaped[0] : `(${escaped.join('|')})`;
}

function inWildcard(parts: Part[], anyCase: boolean): Pick<TagFilter, 'type' | 'filter'> {
  if (parts.every((part) => typeof part === 'string' || part.values.length === 1)) {
    const type = anyCase ? 'iwildcard' : 'wildcard';
    return { type, filter: parts.map((part) => (typeof part === 'string' ? part : part.values[0])).join('') };
  }
  const expression = parts.map((part) => {
    if (typeof part === 'string') {
      return globToRegexp(part);
    }
    return `(${part.values.map(globToRegexp).join('|')})`;
  });
  return { type: 'regexp', filter: `${anyCase ? '(?i)' : ''}^${expression.join('')}$` };
}

function globToRegexp(glob: string): string {
  return glob.split('*').map(escapeRegExp).join('.*');
}

function inLiteral(parts: Part[], written: TagFilter): Pick<TagFilter, 'type' | 'filter'> {
  const filter = alternativesOf(parts).join('|');
  return meansAll(filter, written) ? ALL_VALUES : { type: written.type, filter };
}

/** All combinations of the variables' values: `web-$n` with 1 and 2 is `web-1` and `web-2`. */
function alternativesOf(parts: Part[]): string[] {
  const alternatives = parts.reduce<string[][]>(
    (all, part) => {
      const last = all[all.length - 1];
      if (typeof part === 'string') {
        const [head, ...rest] = part.split('|');
        return [...all.slice(0, -1), last.map((text) => text + head), ...rest.map((text) => [text])];
      }
      return [...all.slice(0, -1), last.flatMap((text) => part.values.map((value) => text + value))];
    },
    [['']]
  );
  return alternatives.flat();
}

function joinedByPipe(value: unknown): string {
  return Array.isArray(value) ? value.join('|') : String(value);
}

function toAdhocFilter({ key, operator, value, values }: AdHocVariableFilter): AdhocFilter {
  return values?.length ? { key, operator, value, values } : { key, operator, value };
}

function withoutUndefined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
