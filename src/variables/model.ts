import { t } from '@grafana/i18n';
import { type DataQuery } from '@grafana/schema';

import { tagToFilter } from '../query/filters';
import { type TagFilter } from '../query/model';

/** What a variable's values are. */
export type VariableKind = 'metrics' | 'tagKeys' | 'tagValues' | 'series';

/** How names match a search: anywhere and in any case, or from their beginning and in their own case. */
export type SearchMatch = 'contains' | 'prefix';

/** The `query` of a dashboard variable. */
export interface VariableQuery extends Omit<DataQuery, 'queryType'> {
  /** What the variable's values are. */
  kind: VariableKind;
  /** Text that names match: for metrics, and for tag keys and values. */
  search?: string;
  /**
   * How they match: `contains` the text anywhere, in any case; or have it as their `prefix`, in their own case, as the older
   * texts mean it. `contains` when missing.
   */
  match?: 'contains' | 'prefix';
  /** Search only the series of this metric; required for `series`. Several are joined by `|`. */
  metric?: string;
  /** The tag whose values are listed. */
  key?: string;
  /** Only names of series that pass them. */
  filters?: TagFilter[];
  /** Only what has points in the dashboard's time range, for tag values and series of a metric. */
  withinRange?: boolean;
  /** The same as text, which Grafana shows as the variable's definition. Written by the editor, not read beside a `kind`. */
  query?: string;
}

const KINDS: VariableKind[] = ['metrics', 'tagKeys', 'tagValues', 'series'];
const TEXTS = ['search', 'metric', 'key'] as const;
const REF_ID = 'variable-query';

/** The query of a new variable. */
export const NEW_VARIABLE: VariableQuery = { refId: REF_ID, kind: 'tagValues' };

/**
 * Reads a saved variable query: this plugin's own, or the text of Grafana's built-in OpenTSDB data source, by itself or as the
 * `query` of an object: `metrics(prefix)`, `tag_names(metric)`, `tag_values(metric, key, other=value …)`,
 * `suggest_tagk(prefix)`, `suggest_tagv(prefix)`. Undefined if it is none of these, or broken.
 */
export function readVariable(saved: unknown): VariableQuery | undefined {
  if (typeof saved === 'string') {
    return readText(saved);
  }
  if (!isObject(saved)) {
    return undefined;
  }
  if (saved.kind !== undefined && saved.kind !== '') {
    return readFields(saved);
  }
  return typeof saved.query === 'string' ? readText(saved.query) : undefined;
}

/** Whether a saved query is empty, as that of a new variable. */
export function isEmptyVariable(saved: unknown): boolean {
  if (typeof saved === 'string') {
    return saved.trim() === '';
  }
  return (
    !isObject(saved) || Object.entries(saved).every(([field, value]) => GRAFANA_FIELDS.includes(field) || value === '')
  );
}

/** Fields of a new variable's query that Grafana itself adds. */
const GRAFANA_FIELDS = ['refId', 'datasource'];

/** The message for a saved query that can't be read. */
export function unreadableMessage(saved: unknown): string {
  return t(
    'variable.unreadable',
    'This saved variable query cannot be read: {{text}}. Choose its values again, or write metrics(), tag_names(), tag_values(), suggest_tagk() or suggest_tagv()',
    { text: savedText(saved), interpolation: { escapeValue: false } }
  );
}

function savedText(saved: unknown): string {
  const text = isObject(saved) && saved.kind === undefined ? (saved.query ?? saved) : saved;
  return typeof text === 'string' ? text : JSON.stringify(text);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Undefined if a field has a wrong type, as the query would mean something else without it. */
function readFields(saved: Record<string, unknown>): VariableQuery | undefined {
  const query = { ...saved, refId: saved.refId || REF_ID };
  const texts = TEXTS.filter((field) => typeof saved[field] === 'number');
  texts.forEach((field) => Object.assign(query, { [field]: String(saved[field]) }));
  const { filters } = saved;
  const isSound =
    KINDS.includes(saved.kind as VariableKind) &&
    TEXTS.every((field) => saved[field] == null || ['string', 'number'].includes(typeof saved[field])) &&
    (saved.match == null || saved.match === 'contains' || saved.match === 'prefix') &&
    (filters == null || (Array.isArray(filters) && filters.every(isFilter)));
  return isSound ? (query as unknown as VariableQuery) : undefined;
}

function isFilter(value: unknown): value is TagFilter {
  return isObject(value) && ['tagk', 'type', 'filter'].every((field) => typeof value[field] === 'string');
}

function readText(text: string): VariableQuery | undefined {
  const call = /^\s*(metrics|tag_names|tag_values|suggest_tagk|suggest_tagv)\(([^]*)\)\s*$/.exec(text);
  if (!call) {
    return undefined;
  }
  const [first = '', second = '', ...others] = splitArguments(call[2]);
  switch (call[1]) {
    case 'metrics':
      return { refId: REF_ID, kind: 'metrics', ...prefix(first) };
    case 'tag_names':
      return { refId: REF_ID, kind: 'tagKeys', metric: first };
    case 'suggest_tagk':
      return { refId: REF_ID, kind: 'tagKeys', ...prefix(first) };
    case 'suggest_tagv':
      return { refId: REF_ID, kind: 'tagValues', ...prefix(first) };
    default: {
      const filters = others.filter((other) => other.includes('=')).map(readFilter);
      return { refId: REF_ID, kind: 'tagValues', metric: first, key: second, ...(filters.length > 0 && { filters }) };
    }
  }
}

/** OpenTSDB suggests the names that begin with a text; without text, all names. */
function prefix(search: string): Pick<VariableQuery, 'search' | 'match'> {
  return search === '' ? { search } : { search, match: 'prefix' };
}

/** Commas inside a variable's braces don't separate arguments. */
function splitArguments(text: string): string[] {
  return (text.match(/(?:\$\{[^}]*\}|\[\[[^\]]*\]\]|\([^)]*\)|[^,])+/g) ?? []).map((argument) => argument.trim());
}

/** Parses `key=value`; `key=*` selects the series that have the key. */
function readFilter(text: string): TagFilter {
  const equals = text.indexOf('=');
  return { ...tagToFilter(text.slice(0, equals).trim(), text.slice(equals + 1).trim()), groupBy: false };
}

/** Whether a variable's values can be limited to those with points in a time range: series of a metric have points. */
export function canBeWithinRange({ kind, metric }: VariableQuery): boolean {
  return Boolean(metric) && (kind === 'tagValues' || kind === 'series');
}

/** What is still to be chosen before a variable has values. */
export function variableProblem({ kind, metric, key, search }: VariableQuery): string | undefined {
  if (kind === 'tagValues' && !key && search === undefined) {
    return t('variable.needs-key', 'Choose the tag key whose values you want, or enter a search');
  }
  if (kind === 'series' && !metric) {
    return t('variable.needs-metric', 'Choose the metric whose series you want');
  }
  return undefined;
}

/** Whether a variable has all that its kind needs. */
export function isCompleteVariable(query: VariableQuery): boolean {
  return variableProblem(query) === undefined;
}
