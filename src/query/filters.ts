import { escapeRegExp } from 'lodash';

import { t } from '@grafana/i18n';

import { type FilterType, type OpenTsdbQuery, type TagFilter } from './model';

/** OpenTSDB's filter types, in the order they are offered. */
export const FILTER_TYPES: FilterType[] = [
  'literal_or',
  'not_literal_or',
  'wildcard',
  'regexp',
  'iliteral_or',
  'not_iliteral_or',
  'iwildcard',
  'not_key',
];

/** What a filter type's text is: values joined by `|`, a pattern or expression, or nothing. */
export type FilterText = 'values' | 'pattern' | 'none';

/** A filter type's label; its own name, if this plugin doesn't know it. */
export function operatorLabel(type: string): string {
  switch (type) {
    case 'literal_or':
      return t('query.operator.literal-or', 'is one of');
    case 'not_literal_or':
      return t('query.operator.not-literal-or', 'is none of');
    case 'wildcard':
      return t('query.operator.wildcard', 'matches wildcard');
    case 'regexp':
      return t('query.operator.regexp', 'matches regexp');
    case 'iliteral_or':
      return t('query.operator.iliteral-or', 'is one of, any case');
    case 'not_iliteral_or':
      return t('query.operator.not-iliteral-or', 'is none of, any case');
    case 'iwildcard':
      return t('query.operator.iwildcard', 'matches wildcard, any case');
    case 'not_key':
      return t('query.operator.not-key', 'is absent');
    default:
      return type;
  }
}

/** What the text of a filter type is. */
export function filterText(type: string): FilterText {
  switch (type) {
    case 'literal_or':
    case 'iliteral_or':
    case 'not_literal_or':
    case 'not_iliteral_or':
      return 'values';
    case 'not_key':
      return 'none';
    default:
      return 'pattern';
  }
}

/** The texts joined by `|`, as in a literal filter; a `|` inside a template variable's braces doesn't separate them. */
export function splitValues(text: string): string[] {
  return (text.match(/(?:\$\{[^}]*\}|\[\[[^\]]*\]\]|[^|])+/g) ?? []).map((value) => value.trim()).filter(Boolean);
}

/** The text of a literal filter for its values. */
export function joinValues(values: string[]): string {
  return values.join('|');
}

/** Whether a filter is complete. */
export function isCompleteFilter({ tagk, type, filter }: TagFilter): boolean {
  return tagk.trim() !== '' && type !== '' && (filterText(type) === 'none' || filter.trim() !== '');
}

/**
 * The same filter with another operator. Its text is translated to mean the same, if possible; an expression that is more than a
 * list of names or a wildcard stays as it is, and so do variables.
 */
export function withType(filter: TagFilter, type: string): TagFilter {
  const from = filterText(filter.type);
  const to = filterText(type);
  if (to === 'none') {
    return { ...filter, type, filter: '' };
  }
  if (type === 'regexp' && filter.type !== 'regexp') {
    return {
      ...filter,
      type,
      filter: toRegexp(filter, from === 'values' ? splitValues(filter.filter) : [filter.filter]),
    };
  }
  if (filter.type === 'regexp' && type !== 'regexp') {
    return { ...filter, type, filter: fromRegexp(filter.filter, to) };
  }
  if (from === 'values' && to === 'pattern') {
    const [first = '*', ...others] = splitValues(filter.filter);
    return { ...filter, type, filter: others.length > 0 || !first ? '*' : first };
  }
  if (from === 'pattern' && to === 'values') {
    return { ...filter, type, filter: filter.filter === '*' ? '' : filter.filter };
  }
  return { ...filter, type };
}

function toRegexp({ type }: TagFilter, names: string[]): string {
  const escaped = names.filter(Boolean).map((name) =>
    name
      .split(/(\$\{[^}]*\}|\[\[[^\]]*\]\]|\$\w+)/)
      .map((part, i) => (i % 2 === 1 ? part : part.split('*').map(escapeRegExp).join(ANYTHING[filterText(type)])))
      .join('')
  );
  if (escaped.length === 0) {
    return '';
  }
  return `${type.startsWith('i') ? '(?i)' : ''}^${escaped.length > 1 ? `(${escaped.join('|')})` : escaped[0]}$`;
}

/** What a `*` becomes: in a value it is a literal asterisk. */
const ANYTHING = { values: '\\*', pattern: '.*', none: '' };

function fromRegexp(expression: string, to: FilterText): string {
  const inner = expression.replace(/^(?:\(\?i\))?\^?\(?|\)?\$?$/g, '');
  const names = to === 'values' ? splitValues(inner) : [inner.replace(/\.\*/g, '*')];
  return joinValues(names.filter((name) => to === 'pattern' || !/^(?:\.?\*)$/.test(name)).map(unescapeRegExp));
}

function unescapeRegExp(text: string): string {
  return text.replace(/\\([\^$\\.*+?()[\]{}|])/g, '$1');
}

/**
 * An entry of the older `tags` map as a filter. OpenTSDB reads a value as `type(text)`, as a case-insensitive wildcard
 * when it holds a `*`, or as literal values (TagVFilter.getFilter and mapToFilters of OpenTSDB 2.4).
 */
export function tagToFilter(tagk: string, value: string): TagFilter {
  const typed = /^([a-z_]+)\((.*)\)$/is.exec(value);
  if (typed) {
    return { tagk, type: typed[1].toLowerCase(), filter: typed[2], groupBy: true };
  }
  const type = value === '*' ? 'wildcard' : value.includes('*') ? 'iwildcard' : 'literal_or';
  return { tagk, type, filter: value, groupBy: true };
}

/** A filter as a value of the older `tags` map, which always groups. */
export function filterToTag({ type, filter }: TagFilter): string {
  return tagToFilter('', filter).type === type && filter !== '' && !filter.includes('(')
    ? filter
    : `${type}(${filter})`;
}

/** The part of a query that holds its filters. */
export type Filtered = Pick<OpenTsdbQuery, 'filters' | 'tags'>;

/** The older tags of a query; an old editor saved an empty map as a list. */
export function tagsOf(query: Pick<Filtered, 'tags'>): Record<string, string> {
  return query.tags && typeof query.tags === 'object' && !Array.isArray(query.tags) ? query.tags : {};
}

/** All filters of a query, the older tags first. */
export function filtersOf(query: Filtered): TagFilter[] {
  return [
    ...Object.entries(tagsOf(query)).map(([key, value]) => tagToFilter(key, String(value))),
    ...savedFilters(query),
  ];
}

/** The filters of a query with all their fields: a missing type is `iliteral_or`, as in the built-in editor. */
export function savedFilters({ filters }: Pick<Filtered, 'filters'>): TagFilter[] {
  const list: Array<Partial<TagFilter> | null> = Array.isArray(filters) ? filters : [];
  return list.map((filter) => ({
    tagk: String(filter?.tagk ?? ''),
    type: String(filter?.type || 'iliteral_or'),
    filter: String(filter?.filter ?? ''),
    groupBy: Boolean(filter?.groupBy),
  }));
}
