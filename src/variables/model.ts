import { type DataQuery } from '@grafana/schema';

import { tagToFilter } from '../query/filters';
import { type TagFilter } from '../query/model';

/** What a variable's values are. */
export type VariableKind = 'metrics' | 'tagKeys' | 'tagValues' | 'series';

/** The query of a dashboard variable. docs/queries.md is made of it. */
export interface VariableQuery extends Omit<DataQuery, 'queryType'> {
  /** What the variable's values are. */
  kind: VariableKind;
  /** Text that names hold, or begin with, as the server searches: for metrics, and for tags of any metric. */
  search?: string;
  /** Names are sought within this metric's series; `series` needs one. */
  metric?: string;
  /** The tag whose values are listed. */
  key?: string;
  /** Only names of series that pass them. */
  filters?: TagFilter[];
  /** Only what has points in the dashboard's time range, for tag values and series of a metric. */
  withinRange?: boolean;
}

const REF_ID = 'variable-query';

/** A variable as a new one starts. */
export const NEW_VARIABLE: VariableQuery = { refId: REF_ID, kind: 'tagValues' };

/**
 * A variable's query as it is saved: our own, or the text that Grafana's built-in OpenTSDB data source saved, bare or as
 * the `query` of an object: `metrics(prefix)`, `tag_names(metric)`, `tag_values(metric, key, other=value …)`,
 * `suggest_tagk(prefix)`, `suggest_tagv(prefix)`. Undefined when it is none of these.
 */
export function readVariable(saved: unknown): VariableQuery | undefined {
  if (typeof saved === 'string') {
    return readText(saved);
  }
  const query = saved as Partial<VariableQuery> & { query?: unknown };
  if (query && typeof query === 'object') {
    if (query.kind) {
      return { ...query, refId: query.refId || REF_ID, kind: query.kind };
    }
    if (typeof query.query === 'string') {
      return readText(query.query);
    }
  }
  return undefined;
}

function readText(text: string): VariableQuery | undefined {
  const call = /^\s*(metrics|tag_names|tag_values|suggest_tagk|suggest_tagv)\(([^]*)\)\s*$/.exec(text);
  if (!call) {
    return undefined;
  }
  const [first = '', second = '', ...others] = splitArguments(call[2]);
  switch (call[1]) {
    case 'metrics':
      return { refId: REF_ID, kind: 'metrics', search: first };
    case 'tag_names':
      return { refId: REF_ID, kind: 'tagKeys', metric: first };
    case 'suggest_tagk':
      return { refId: REF_ID, kind: 'tagKeys', search: first };
    case 'suggest_tagv':
      return { refId: REF_ID, kind: 'tagValues', search: first };
    default: {
      const filters = others.filter((other) => other.includes('=')).map(readFilter);
      return { refId: REF_ID, kind: 'tagValues', metric: first, key: second, ...(filters.length > 0 && { filters }) };
    }
  }
}

/** Commas inside a variable's braces don't part arguments. */
function splitArguments(text: string): string[] {
  return (text.match(/(?:\$\{[^}]*\}|\[\[[^\]]*\]\]|\([^)]*\)|[^,])+/g) ?? []).map((argument) => argument.trim());
}

/** `key=value`; every value of a key is no filter on its own, but says that the key is there. */
function readFilter(text: string): TagFilter {
  const equals = text.indexOf('=');
  return { ...tagToFilter(text.slice(0, equals).trim(), text.slice(equals + 1).trim()), groupBy: false };
}

/** Whether a variable's values can be limited to those with points in a time range: series of a metric have points. */
export function canBeWithinRange({ kind, metric }: VariableQuery): boolean {
  return Boolean(metric) && (kind === 'tagValues' || kind === 'series');
}

/** Whether a variable says all that its kind needs. */
export function isCompleteVariable({ kind, metric, key, search }: VariableQuery): boolean {
  switch (kind) {
    case 'tagValues':
      return Boolean(key || search !== undefined);
    case 'series':
      return Boolean(metric);
    default:
      return true;
  }
}
