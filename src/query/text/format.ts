import { DEFAULT_FILL_POLICY } from '../defaults';
import { tagToFilter } from '../filters';
import { type OpenTsdbQuery, type TagFilter } from '../model';
import { formatFunctions } from './functions';
import { type DownsamplePart, type Parts, partsOf, type RatePart } from './parts';
import { writeBracketed, writeWord } from './Scanner';

/**
 * A query as OpenTSDB writes a sub-query in its URLs
 * (http://opentsdb.net/docs/build/html/api_http/query/index.html#sub-queries), with two words of our own: the interval `auto`
 * and the fill policy `gaps`. Names with a delimiter are in double quotes. Functions are written around it, as in OpenTSDB's
 * gexp.
 */
export function formatQuery(query: OpenTsdbQuery): string {
  const parts = partsOf(query);
  return formatFunctions(parts.functions ?? [], formatSubquery(parts));
}

/** The metric and its filters, in the same form. */
export function formatSelection(query: OpenTsdbQuery): string {
  const { metric, filters } = partsOf(query);
  return writeMetric(metric) + formatFilters(filters);
}

/** The sub-query without functions. */
function formatSubquery(parts: Parts): string {
  const options = [
    writeWord(parts.aggregator),
    parts.rate && formatRate(parts.rate),
    parts.downsample && formatDownsample(parts.downsample),
    parts.percentiles.length > 0 && `percentiles[${parts.percentiles.join(',')}]`,
    parts.rollupUsage,
    parts.explicitTags && 'explicit_tags',
  ].filter(Boolean);
  return `${options.join(':')}:${writeMetric(parts.metric)}${formatFilters(parts.filters)}`;
}

/** A metric named like an option that may have brackets is in quotes. */
function writeMetric(metric: string): string {
  return /^(?:rate|percentiles)$/i.test(metric) ? JSON.stringify(metric) : metric && writeWord(metric);
}

function formatRate({ counter }: RatePart): string {
  if (!counter) {
    return 'rate';
  }
  const fields = [counter.dropResets ? 'dropcounter' : 'counter', counter.max, counter.resetValue];
  while (fields[fields.length - 1] === '') {
    fields.pop();
  }
  return `rate{${fields.map((field) => field && writeWord(field)).join(',')}}`;
}

function formatDownsample({ interval, calendar, aggregator, fillPolicy }: DownsamplePart): string {
  const words = [writeInterval(interval, calendar), writeWord(aggregator, '-')];
  return (fillPolicy === DEFAULT_FILL_POLICY ? words : [...words, writeWord(fillPolicy, '-')]).join('-');
}

/** Intervals after which a `c` means the calendar. */
export const PLAIN_INTERVAL = String.raw`\d+(?:\.\d+)?(?:ms|[smhdwny])|[01]?all|auto|\$\{[^}]*\}|\[\[[^\]]*\]\]`;

/**
 * A trailing `c` means calendar buckets, as in OpenTSDB. An interval that wouldn't be read back is in quotes; an incomplete one
 * stays as it was typed.
 */
function writeInterval(interval: string, calendar: boolean): string {
  const isPlain = calendar
    ? matchesFully(PLAIN_INTERVAL, interval)
    : matchesFully(String.raw`${PLAIN_INTERVAL}|\$\w+`, interval) ||
      (/^\d/.test(interval) &&
        writeWord(interval, '-') === interval &&
        !matchesFully(`(?:${PLAIN_INTERVAL})c`, interval));
  return (isPlain ? interval : JSON.stringify(interval)) + (calendar ? 'c' : '');
}

function matchesFully(pattern: string, text: string): boolean {
  return new RegExp(`^(?:${pattern})$`).test(text);
}

function formatFilters(filters: TagFilter[]): string {
  const grouping = filters.filter(({ groupBy }) => groupBy);
  const others = filters.filter(({ groupBy }) => !groupBy);
  if (filters.length === 0) {
    return '';
  }
  return inBraces(grouping) + (others.length > 0 ? inBraces(others) : '');
}

function inBraces(filters: TagFilter[]): string {
  return `{${filters.map(formatFilter).join(',')}}`;
}

function formatFilter({ tagk, type, filter }: TagFilter): string {
  const key = writeWord(tagk);
  const short = filter !== '' && tagToFilter('', filter).type === type && writeWord(filter) === filter;
  return `${key}=${short ? filter : type + writeBracketed(filter)}`;
}
