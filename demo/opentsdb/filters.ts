import { javaRegExp } from '../store/javaRegExp';
import { type Tags } from '../store/series';

/** A filter of OpenTSDB on the value of one tag. */
export interface TagFilter {
  type: string;
  tagk: string;
  filter: string;
  groupBy: boolean;
  /** The values that must exist on the server; undefined: any are accepted. */
  literals?: string[];
  matches(tags: Tags): boolean;
  /** As written in the details of an error. */
  debug: string;
}

/** The filter's text isn't valid for its type; the message is OpenTSDB's. */
export class FilterError extends Error {}

interface FilterType {
  description: string;
  examples: string;
  build(filter: string): { test(value: string): boolean; literals?: string[]; debug: string };
}

/** The seven filter types that OpenTSDB 2.4.1 lists. */
export const FILTER_TYPES: Record<string, FilterType> = {
  iliteral_or: {
    description: 'One of the exact values, separated by pipes, in any case.',
    examples: 'host=iliteral_or(web01|web02)',
    build: (filter) => literals(filter, true, false),
  },
  wildcard: {
    description: 'A text in which * stands for any characters.',
    examples: 'host=wildcard(web*)',
    build: (filter) => wildcard(filter, false),
  },
  not_literal_or: {
    description: 'None of the exact values, separated by pipes.',
    examples: 'host=not_literal_or(web01|web02)',
    build: (filter) => literals(filter, false, true),
  },
  not_iliteral_or: {
    description: 'None of the exact values, separated by pipes, in any case.',
    examples: 'host=not_iliteral_or(web01|web02)',
    build: (filter) => literals(filter, true, true),
  },
  iwildcard: {
    description: 'A text in which * stands for any characters, in any case.',
    examples: 'host=iwildcard(web*)',
    build: (filter) => wildcard(filter, true),
  },
  literal_or: {
    description: 'One of the exact values, separated by pipes.',
    examples: 'host=literal_or(web01|web02)',
    build: (filter) => literals(filter, false, false),
  },
  regexp: {
    description: 'A regular expression.',
    examples: 'host=regexp(web.*)',
    build: regexp,
  },
};

function literals(filter: string, ignoreCase: boolean, inverted: boolean) {
  if (filter === '|') {
    throw new FilterError('Filter must contain more than just a pipe');
  }
  // As Java splits: empty values at the end are none.
  const values = filter
    .replace(/\|+$/, '')
    .split('|')
    .map((value) => (ignoreCase ? value.toLowerCase() : value));
  const known = new Set(values);
  return {
    test: (value: string) => known.has(ignoreCase ? value.toLowerCase() : value) !== inverted,
    literals: ignoreCase || inverted ? undefined : [...known],
    debug: `{literals=[${[...known].join(', ')}], case=${ignoreCase}}`,
  };
}

/**
 * OpenTSDB searches the parts between the asterisks in order, anywhere in the value. Only a text with a single asterisk at one
 * end is anchored at the other end, so `web*1` also finds `web10`.
 */
function wildcard(filter: string, ignoreCase: boolean) {
  if (!filter.includes('*')) {
    throw new FilterError('Filter must contain an asterisk');
  }
  const text = ignoreCase ? filter.toLowerCase() : filter;
  const anyStart = text.startsWith('*');
  const anyEnd = text.endsWith('*');
  const core = text.replace(/^\*+(?=.)/, '').replace(/(?<=.)\*+$/, '');
  const parts = core === '*' ? [] : core.split('*');
  return {
    test: (original: string) => {
      const value = ignoreCase ? original.toLowerCase() : original;
      if (parts.length === 0) {
        return true;
      }
      if (anyStart && !anyEnd && !value.endsWith(parts[parts.length - 1])) {
        return false;
      }
      if (anyEnd && !anyStart && !value.startsWith(parts[0])) {
        return false;
      }
      let from = 0;
      return parts.every((part) => {
        const found = value.indexOf(part, from) >= 0;
        from += part.length;
        return found;
      });
    },
    debug: `{components=[${(parts.length === 0 ? ['*'] : parts).join(', ')}], case=${ignoreCase}}`,
  };
}

function regexp(filter: string) {
  const pattern = javaRegExp(filter);
  if (!pattern) {
    const unclosed = /\[[^\]]*$/.exec(filter);
    throw new FilterError(
      unclosed
        ? `Unclosed character class near index ${filter.length - 1}\n${filter}\n${' '.repeat(filter.length - 1)}^`
        : `The regular expression is not one\n${filter}`
    );
  }
  return { test: (value: string) => pattern.test(value), debug: `{pattern=${filter}}` };
}

/** Makes a filter of a type; throws {@link FilterError} if it is invalid. */
export function buildFilter(type: string, tagk: string, filter: string, groupBy: boolean, shownAs = type): TagFilter {
  if (tagk === '') {
    throw new FilterError('The tagk cannot be null or empty');
  }
  if (type === '') {
    throw new FilterError('The filter type cannot be null or empty');
  }
  const known = Object.hasOwn(FILTER_TYPES, type) ? FILTER_TYPES[type] : undefined;
  if (!known) {
    throw new FilterError(`Could not find a tag value filter of the type: ${type}`);
  }
  if (filter === '') {
    throw new FilterError('Filter cannot be null or empty');
  }
  const built = known.build(filter);
  return {
    type: shownAs,
    tagk,
    filter,
    groupBy,
    literals: built.literals,
    matches: (tags) => tags[tagk] !== undefined && built.test(tags[tagk]),
    debug: built.debug,
  };
}

/**
 * The filter for a value of the older `tags`: `type(text)`, a text with asterisks (which ignores case), or exact values.
 */
export function filterOfTag(tagk: string, tagv: string, groupBy: boolean): TagFilter {
  if (tagv === '') {
    throw new FilterError('Filter cannot be null or empty');
  }
  const paren = tagv.indexOf('(');
  if (paren >= 0 && tagv !== '*') {
    if (!tagv.endsWith(')')) {
      throw new FilterError(`Filter must end with a ')': ${tagv}`);
    }
    return buildFilter(tagv.slice(0, paren).toLowerCase(), tagk, tagv.slice(paren + 1, -1), groupBy);
  }
  if (tagv.includes('*')) {
    return buildFilter('iwildcard', tagk, tagv, groupBy, 'wildcard');
  }
  return buildFilter('literal_or', tagk, tagv, groupBy);
}

/** Adds filters of the older form; if there is an equal one already, it is grouped by instead. */
export function addTagFilters(filters: TagFilter[], added: TagFilter[]): void {
  for (const filter of added) {
    const same = filters.find(
      (known) => known.type === filter.type && known.tagk === filter.tagk && known.filter === filter.filter
    );
    if (same) {
      same.groupBy ||= filter.groupBy;
    } else {
      filters.push(filter);
    }
  }
}
