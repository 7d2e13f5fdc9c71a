import { javaRegExp } from '../store/javaRegExp';
import { type Tags } from '../store/series';
import { StoreError } from './replies';
import { type Filter, type SubQuery } from './request';

/** What the store matches: exact text, or an anchored regular expression. */
export interface Matcher {
  (text: string): boolean;
}

/**
 * The string that a text becomes in the store's script, into which the gateway pastes it between single quotes. The store
 * decodes `%` sequences, and a quote before a space ends the string, so that the rest is run as script. Of all scripts, only `'
 * DROP '` is supported here; any other fails, as most do on the real store.
 */
export function pastedString(text: string): string {
  const tokens = scriptTokens(`'${text}'`);
  if (tokens.length === 3 && tokens[1] === 'DROP') {
    return scriptString(tokens[2]);
  }
  if (tokens.length !== 1) {
    throw new StoreError(`The script after a quote in ${JSON.stringify(text)} fails.`);
  }
  return scriptString(tokens[0]);
}

function scriptTokens(line: string): string[] {
  if (/[\r\n]/.test(line)) {
    throw new StoreError('A string of the script ends at the end of its line.');
  }
  const tokens: string[] = [];
  let open: string | undefined;
  for (const word of line.split(' ')) {
    if (open === undefined && word.startsWith("'") && !(word.length > 1 && word.endsWith("'"))) {
      open = word;
    } else if (open === undefined) {
      tokens.push(word);
    } else {
      open += ` ${word}`;
      if (word.endsWith("'")) {
        tokens.push(open);
        open = undefined;
      }
    }
  }
  if (open !== undefined) {
    throw new StoreError('A string of the script is not closed.');
  }
  return tokens.filter((token) => token !== '');
}

function scriptString(token: string): string {
  try {
    return decodeURIComponent(token.slice(1, -1));
  } catch {
    throw new StoreError('A % in a string of the script is not followed by two hexadecimal digits.');
  }
}

/** `~regexp`, `=exact` or exact text, as the store reads a selector. */
export function matcher(selector: string): Matcher {
  if (selector.startsWith('~')) {
    const pattern = regexp(selector.slice(1));
    return (text) => pattern.test(text);
  }
  const exact = selector.startsWith('=') ? selector.slice(1) : selector;
  return (text) => text === exact;
}

function regexp(source: string): RegExp {
  const leading = /^\(\?[iu]+\)/.exec(source)?.[0] ?? '';
  const pattern = javaRegExp(`${leading}^(?:${source.slice(leading.length)})$`);
  if (!pattern) {
    throw new StoreError(`${source} is not a regular expression.`);
  }
  return pattern;
}

export function escapeRegexp(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** How a sub-query selects and groups series. */
export interface Selection {
  metric: Matcher;
  /** True for the series that pass the tags and the filters. */
  matches(tags: Tags): boolean;
  groupBy: string[];
}

/** Reads the tags and filters of a sub-query. Filters of an unknown type are silently dropped. */
export function selection(query: SubQuery): Selection {
  const groupBy: string[] = [];
  const wanted: Array<[string, string]> = [];
  for (const [tagk, tagv] of Object.entries(query.tags)) {
    if (tagv === '*') {
      groupBy.push(tagk);
      wanted.push([tagk, '~.*']);
    } else if (tagv.includes('|')) {
      groupBy.push(tagk);
      wanted.push([
        tagk,
        `~${tagv
          .split('|')
          .map((value) => escapeRegexp(value.trim()))
          .join('|')}`,
      ]);
    } else {
      wanted.push([tagk, `=${tagv}`]);
    }
  }
  for (const filter of query.filters) {
    const selector = filterSelector(filter);
    if (selector !== undefined) {
      wanted.push([filter.tagk, selector]);
      if (filter.groupBy) {
        groupBy.push(filter.tagk);
      }
    }
  }
  const matchers = wanted.map(([tagk, selector]) => [pastedString(tagk), matcher(pastedString(selector))] as const);
  if (new Set(matchers.map(([tagk]) => tagk)).size < matchers.length) {
    throw new StoreError('Two selectors on one label.');
  }
  const keys = [...query.filters.map((filter) => filter.tagk), ...Object.keys(query.tags)];
  const explicit = query.explicitTags ? keyList(keys) : undefined;
  return {
    metric: matcher(pastedString(query.metric)),
    matches: (tags) =>
      matchers.every(([tagk, matches]) => tags[tagk] !== undefined && matches(tags[tagk])) &&
      (explicit === undefined || keyList(Object.keys(tags)) === explicit),
    groupBy,
  };
}

function keyList(keys: string[]): string {
  return JSON.stringify([...new Set(keys)].sort());
}

function filterSelector(filter: Filter): string | undefined {
  switch (filter.type) {
    case 'literal_or':
      return filter.filter.includes('|') ? `~${filter.filter}` : `=${filter.filter}`;
    case 'wildcard':
      return `~${filter.filter.replaceAll('*', '.*')}`;
    case 'regexp':
      return `~${filter.filter}`;
    default:
      return undefined;
  }
}
