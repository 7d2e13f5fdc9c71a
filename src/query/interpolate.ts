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
 * A query with every template variable replaced, and the dashboard's ad-hoc filters added. A variable with several
 * values becomes what says the same in its place: `x.a|x.b` in a metric and among literal values, an escaped `(a|b)` in a
 * regular expression; a wildcard pattern becomes a regular expression, as a wildcard can't say "or".
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
    // Grafana's own interval is for the backend to fill in, as in alert rules.
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

/** Each value of a variable is a tag key of its own where a function takes several. */
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

/** Every metric that the variables' values make, joined by `|`. */
function interpolateMetric(metric: string, replace: Replace, scopedVars: ScopedVars): string {
  return alternativesOf(partsOf(metric, replace, scopedVars)).join('|');
}

/** The names an alias takes from each series, in every spelling; resolved by the backend. */
const SERIES_NAMES = new RegExp(
  ['\\$NAME(?![\\p{L}\\p{N}_])', '\\$\\{(?:tag_[^{}]+|NAME)\\}', '\\[\\[(?:tag_[^\\[\\]]+|NAME)\\]\\]']
    .join('|')
    .replaceAll('NAME', '(?:tag_[\\p{L}\\p{N}_]+|metric|aggregator|downsample)'),
  'gu'
);

/**
 * Replaces variables in an alias, leaving the names that stand for a series' own tags, metric and aggregator to the
 * backend, even where a dashboard variable has the same name: an alias means the same on every dashboard.
 */
function interpolateAlias(alias: string, replace: (text: string) => string): string {
  const kept = alias.match(SERIES_NAMES) ?? [];
  return alias
    .split(SERIES_NAMES)
    .map((text, i) => (text === '' ? '' : replace(text)) + (kept[i] ?? ''))
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

/** Whether a literal filter's variable became a pattern for everything: the "All" value that its author typed. */
function meansAll(text: string, { type, filter }: TagFilter): boolean {
  return (type === 'literal_or' || type === 'iliteral_or') && (text === '*' || text === '.*') && text !== filter;
}

/** What a variable stands for. */
interface Values {
  values: string[];
  /** Written by a person as part of the query, so taken as it is: a pattern may be meant. */
  written: boolean;
}

/** Text between variables, and the variables' values. */
type Part = string | Values;

/** Kinds of variables whose value is typed by a person, not read from a server. */
const WRITTEN_KINDS = ['textbox', 'constant', 'custom'];

// Private-use characters: neither Grafana nor a tag uses them.
const OPEN = '\uE000';
const CLOSE = '\uE001';

/**
 * The text with each variable as a part of its own. A variable with its own format (`${host:regex}`) is what that
 * format makes of it: plain text.
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

/** Every combination, where no groups are known: `web-$n` of 1 and 2 is `web-1` and `web-2`. */
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
