import { isObject, type JsonObject, parseJson } from '../http/json';
import { isTimeZone } from './calendar';
import { isAggregator } from './aggregators';
import { describe } from './describe';
import { type Downsampling, parseDownsampling } from './downsample';
import { NULL_POINTER, TsdbError, unparsable } from './errors';
import { buildFilter, FilterError, filterOfTag, type TagFilter } from './filters';
import { LARGEST_LONG, type RateOptions } from './rate';
import { type Query, type SubQuery } from './queryModel';
import { parseTime } from './time';
import { type Abilities } from './versions';

/** A checked query, with its times in milliseconds and its downsampling parsed. */
export interface CheckedQuery extends Query {
  startMs: number;
  endMs: number;
  checked: Array<SubQuery & { downsampling?: Downsampling }>;
}

const RATE_FIELDS = ['counterMax', 'resetValue', 'dropResets', 'counter', 'isCounter'];

/** Parses the body of a POST. Unknown fields are ignored, except in `rateOptions`. */
export function parseQuery(body: string, abilities: Abilities): Query {
  if (body === '') {
    throw new TsdbError('Missing message content', 400, 'Supply valid JSON formatted data in the body of your request');
  }
  const parsed = parseJson(body);
  if (!parsed) {
    throw unparsable(`The body is not JSON: ${body.slice(0, 200)}`);
  }
  if (parsed.value === null) {
    throw NULL_POINTER;
  }
  if (!isObject(parsed.value)) {
    throw unparsable('Cannot deserialize instance of `net.opentsdb.core.TSQuery`: the body is not an object');
  }
  const fields = parsed.value;
  const none = fields.queries === undefined || fields.queries === null;
  if (none && abilities.breaksWithoutQueries) {
    throw NULL_POINTER;
  }
  const queries = none ? [] : fields.queries;
  if (!Array.isArray(queries)) {
    throw unparsable('Cannot deserialize instance of `java.util.ArrayList`: "queries" is not a list');
  }
  return {
    start: text(fields.start),
    end: text(fields.end),
    timezone: text(fields.timezone),
    useCalendar: flag(fields.useCalendar),
    queries: queries.map(subQuery),
    msResolution: flag(fields.msResolution) || flag(fields.ms),
    noAnnotations: flag(fields.noAnnotations),
    globalAnnotations: flag(fields.globalAnnotations),
    showQuery: flag(fields.showQuery),
    showTsuids: flag(fields.showTSUIDs),
    showStats: flag(fields.showStats),
    showSummary: flag(fields.showSummary),
    padding: flag(fields.padding),
    delete: flag(fields.delete),
  };
}

function subQuery(value: unknown): SubQuery {
  if (!isObject(value)) {
    throw unparsable(
      'Cannot construct instance of `net.opentsdb.core.TSSubQuery`: an element of "queries" is no object'
    );
  }
  try {
    return {
      metric: text(value.metric),
      aggregator: text(value.aggregator),
      downsample: text(value.downsample),
      rate: flag(value.rate),
      rateOptions:
        value.rateOptions === undefined || value.rateOptions === null ? null : rateOptions(value.rateOptions),
      filters: filtersOf(value),
      tsuids: Array.isArray(value.tsuids) ? value.tsuids.map(String) : [],
      explicitTags: flag(value.explicitTags),
      percentiles: Array.isArray(value.percentiles) ? value.percentiles.map(Number) : null,
    };
  } catch (error) {
    throw error instanceof FilterError ? unparsable(error.message) : error;
  }
}

/** Tags or filters: the last ones in the text count, even if they are empty. */
function filtersOf(fields: JsonObject): TagFilter[] {
  let filters: TagFilter[] | undefined;
  for (const [key, value] of Object.entries(fields)) {
    if (key === 'filters') {
      filters = (Array.isArray(value) ? value : []).map((filter: unknown) => {
        const { type, tagk, filter: pattern, groupBy, group_by: groupByToo } = isObject(filter) ? filter : {};
        return buildFilter(text(type) ?? '', text(tagk) ?? '', text(pattern) ?? '', flag(groupBy) || flag(groupByToo));
      });
    } else if (key === 'tags') {
      if (value === null && filters === undefined) {
        throw unparsable('Cannot invoke "java.util.HashMap.size()" because "tags" is null');
      }
      filters = Object.entries(isObject(value) ? value : {}).map(([tagk, tagv]) =>
        filterOfTag(tagk, text(tagv) ?? '', true)
      );
    }
  }
  return filters ?? [];
}

function rateOptions(value: unknown): RateOptions {
  const fields = isObject(value) ? value : {};
  const unknown = Object.keys(fields).find((field) => !RATE_FIELDS.includes(field));
  if (unknown !== undefined) {
    throw unparsable(
      `Unrecognized field "${unknown}" (class net.opentsdb.core.RateOptions), not marked as ignorable ` +
        `(${RATE_FIELDS.length} known properties: ${RATE_FIELDS.map((field) => `"${field}"`).join(', ')})`
    );
  }
  return {
    counter: flag(fields.counter) || flag(fields.isCounter),
    counterMax: long(fields.counterMax, LARGEST_LONG),
    resetValue: long(fields.resetValue, 0),
    dropResets: flag(fields.dropResets),
  };
}

/** A 64-bit integer; null and an empty text are 0, as in Jackson. */
function long(value: unknown, missing: number): number {
  if (value === undefined) {
    return missing;
  }
  const number = value === null || value === '' ? 0 : Number(value);
  if (typeof value === 'object' && value !== null ? true : Number.isNaN(number)) {
    throw unparsable(`Cannot deserialize value of type \`long\` from ${JSON.stringify(value)}: not a valid Long value`);
  }
  return Math.trunc(number);
}

function text(value: unknown): string | null {
  if (value === undefined || value === null) {
    return null;
  }
  if (typeof value === 'object') {
    throw unparsable(
      'Cannot deserialize instance of `java.lang.String`: a list or an object stands where text belongs'
    );
  }
  return String(value);
}

function flag(value: unknown): boolean {
  if (typeof value === 'string' && value !== 'true' && value !== 'false' && value !== '') {
    throw unparsable(`Cannot deserialize value of type \`boolean\` from String "${value}"`);
  }
  return value === true || value === 'true' || (typeof value === 'number' && value !== 0);
}

/** Checks a query as OpenTSDB does; throws the first error. */
export function checkQuery(query: Query, now: number, abilities: Abilities): CheckedQuery {
  try {
    if (!query.start) {
      throw new TsdbError('Missing start time');
    }
    const zone = query.timezone ?? undefined;
    const startMs = parseTime(query.start, zone, now);
    const endMs = query.end ? parseTime(query.end, zone, now) : now;
    if (endMs <= startMs) {
      throw new TsdbError(`End time [${endMs}] must be greater than the start time [${startMs}]`);
    }
    if (query.queries.length === 0) {
      throw new TsdbError('Missing queries');
    }
    return { ...query, startMs, endMs, checked: query.queries.map((sub) => checkSubQuery(query, sub, abilities)) };
  } catch (error) {
    throw error instanceof TsdbError && error.details === undefined
      ? new TsdbError(error.message, error.status, describe(query, abilities))
      : error;
  }
}

function checkSubQuery(query: Query, sub: SubQuery, abilities: Abilities): SubQuery & { downsampling?: Downsampling } {
  if (!sub.aggregator) {
    throw new TsdbError('Missing the aggregation function');
  }
  if (!isAggregator(sub.aggregator, abilities)) {
    throw new TsdbError(`No such aggregation function: ${sub.aggregator}`);
  }
  if (sub.tsuids.length === 0 && !sub.metric) {
    throw new TsdbError('Missing the metric or tsuids, provide at least one');
  }
  if (!sub.downsample) {
    return sub;
  }
  const downsampling = parseDownsampling(sub.downsample, abilities);
  if (query.timezone && abilities.calendar) {
    if (!isTimeZone(query.timezone)) {
      throw new TsdbError('The timezone specification could not be found');
    }
    downsampling.zone = query.timezone;
  }
  return {
    ...sub,
    downsampling: { ...downsampling, calendar: downsampling.calendar || (abilities.calendar && query.useCalendar) },
  };
}
