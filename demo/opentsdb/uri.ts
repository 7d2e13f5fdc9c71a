import { missingParameter, TsdbError } from './errors';
import { addTagFilters, FilterError, filterOfTag, type TagFilter } from './filters';
import { LARGEST_LONG, type RateOptions } from './rate';
import { EMPTY_QUERY, EMPTY_SUB_QUERY, type Query, type SubQuery } from './queryModel';

const MAX_PARTS = 5;

/** Reads the query string of a GET (or a DELETE): `start`, `end`, `m=sum:1m-avg:rate:metric{tagk=tagv}`, and flags. */
export function parseUri(parameters: URLSearchParams): Query {
  const start = parameters.get('start');
  if (!start) {
    throw missingParameter('start');
  }
  const queries = [
    ...parameters.getAll('tsuid').map((text) => parseParts(text, (last) => ({ tsuids: last.split(',') }))),
    ...parameters.getAll('m').map((text) => parseParts(text, parseMetric)),
  ];
  if (queries.length === 0) {
    throw new TsdbError('Missing sub queries');
  }
  return {
    ...EMPTY_QUERY,
    start,
    end: parameters.get('end'),
    timezone: parameters.get('tz'),
    queries,
    padding: parameters.has('padding'),
    noAnnotations: parameters.has('no_annotations'),
    globalAnnotations: parameters.has('global_annotations'),
    showTsuids: parameters.has('show_tsuids'),
    msResolution: parameters.has('ms'),
    showQuery: parameters.has('show_query'),
    showStats: parameters.has('show_stats'),
    showSummary: parameters.has('show_summary'),
  };
}

function parseParts(text: string, parseLast: (last: string) => Partial<SubQuery>): SubQuery {
  if (text === '') {
    throw new TsdbError('The query string was empty');
  }
  const parts = text.split(':');
  if (parts.length < 2 || parts.length > MAX_PARTS) {
    throw new TsdbError(
      `Invalid parameter m=${text} (${parts.length < 2 ? 'not enough' : 'too many'} :-separated parts)`
    );
  }
  const query: SubQuery = { ...EMPTY_SUB_QUERY, aggregator: parts[0], ...parseLast(parts[parts.length - 1]) };
  for (const part of parts.slice(1, -1)) {
    if (part.toLowerCase().startsWith('rate')) {
      query.rate = true;
      query.rateOptions = part.includes('{') ? parseRate(part) : null;
    } else if (/^[0-9]/.test(part)) {
      query.downsample = part;
    } else if (part.toLowerCase().startsWith('percentiles')) {
      query.percentiles = (/\[(.*)\]/.exec(part)?.[1] ?? '').split(',').map(Number);
    } else if (part.toLowerCase().startsWith('explicit_tags')) {
      query.explicitTags = true;
    }
  }
  return query;
}

/** `metric{tags}{filters}`: the filters of the second braces are not grouped by. */
export function parseMetric(text: string): { metric: string; filters: TagFilter[] } {
  const open = text.indexOf('{');
  if (open < 0) {
    return { metric: text, filters: [] };
  }
  if (!text.endsWith('}')) {
    throw illegalArgument(`Missing '}' at the end of: ${text}`);
  }
  const close = text.indexOf('}');
  const filters: TagFilter[] = [];
  if (close !== text.length - 1) {
    filters.push(...parseTags(text.slice(text.lastIndexOf('{') + 1, -1), false, 'filter'));
  }
  addTagFilters(filters, parseTags(text.slice(open + 1, close), true, 'tag'));
  return { metric: text.slice(0, open), filters };
}

/** The response to malformed braces is 500. */
function illegalArgument(message: string): TsdbError {
  return new TsdbError(message, 500, undefined, 'java.lang.IllegalArgumentException');
}

function parseTags(text: string, groupBy: boolean, what: string): TagFilter[] {
  return text === ''
    ? []
    : text.split(',').map((tag) => {
        const equals = tag.indexOf('=');
        try {
          if (equals <= 0 || equals === tag.length - 1) {
            throw new FilterError(`invalid tag: ${tag}`);
          }
          return filterOfTag(tag.slice(0, equals), tag.slice(equals + 1), groupBy);
        } catch (error) {
          throw error instanceof FilterError
            ? illegalArgument(`When parsing ${what} '${tag}': ${error.message}`)
            : error;
        }
      });
}

/** `rate{counter,max,reset}` or `rate{dropcounter}`. */
function parseRate(part: string): RateOptions {
  const [kind = '', max = '', reset = ''] = part.slice('rate{'.length, -1).split(',');
  if (max !== '' && !/^-?[0-9]+$/.test(max)) {
    throw new TsdbError(`Max value of counter was not a number, received '${max}'`);
  }
  if (reset !== '' && !/^-?[0-9]+$/.test(reset)) {
    throw new TsdbError(`Reset value of counter was not a number, received '${reset}'`);
  }
  return {
    counter: kind.endsWith('counter'),
    counterMax: max === '' ? LARGEST_LONG : Number(max),
    resetValue: reset === '' ? 0 : Number(reset),
    dropResets: kind === 'dropcounter',
  };
}
