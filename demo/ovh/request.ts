import { isObject, type JsonObject, parseJson } from '../http/json';
import { AGGREGATORS } from './aggregate';
import { parseTime, YEAR_ONE } from './time';

export interface RateOptions {
  counter: boolean;
  counterMax?: number;
  resetValue?: number;
  dropResets: boolean;
}

export interface Filter {
  type: string;
  tagk: string;
  filter: string;
  groupBy: boolean;
}

export interface SubQuery {
  metric: string;
  aggregator: string;
  downsample?: string;
  rate: boolean;
  rateOptions?: RateOptions;
  tags: Record<string, string>;
  filters: Filter[];
  explicitTags: boolean;
}

export interface QueryRequest {
  /** Milliseconds. */
  start: number;
  end: number;
  /** Neither start nor end is given: a deletion then deletes everything. */
  noTimes: boolean;
  msResolution: boolean;
  delete: boolean;
  /** A null element stays, as the gateway checks it only later. */
  queries: Array<SubQuery | null>;
}

/** A body that the gateway refuses with 400 and this message. */
export class BadRequest extends Error {}

const CANT_PARSE = "can't parse query";

/**
 * Parses the body of a query as the gateway does: unknown fields are ignored, fields of a wrong type are refused, null means
 * missing.
 */
export function parseQueryRequest(body: string, now: number): QueryRequest {
  const parsed = parseJson(body);
  if (!parsed || (parsed.value !== null && !isObject(parsed.value))) {
    throw new BadRequest(CANT_PARSE);
  }
  const fields: JsonObject = parsed.value ?? {};
  const start = time(fields.start, now);
  const end = time(fields.end, now);
  const queries = list(fields.queries).map((query) => (query === null ? null : subQuery(query)));
  return {
    start: start ?? YEAR_ONE,
    end: end ?? now,
    noTimes: start === undefined && end === undefined,
    msResolution: boolean(fields.msResolution),
    delete: boolean(fields.delete),
    queries,
  };
}

/** Checks a well-formed request; returns the message of the first error. */
export function mistake(request: QueryRequest): string | undefined {
  if (request.start > request.end) {
    return 'Start date is after end date';
  }
  for (const query of request.queries) {
    if (query === null) {
      return undefined;
    }
    if (query.metric === '') {
      return 'missing metric name';
    }
    if (!AGGREGATORS.has(query.aggregator)) {
      return `invalid aggregator ${query.aggregator}`;
    }
  }
  return undefined;
}

function subQuery(value: unknown): SubQuery {
  const fields = object(value);
  const options = fields.rateOptions === undefined || fields.rateOptions === null ? undefined : fields.rateOptions;
  return {
    metric: string(fields.metric),
    aggregator: string(fields.aggregator),
    downsample: fields.downsample === undefined || fields.downsample === null ? undefined : string(fields.downsample),
    rate: boolean(fields.rate),
    rateOptions: options === undefined ? undefined : rateOptions(object(options)),
    tags: Object.fromEntries(
      Object.entries(fields.tags === undefined || fields.tags === null ? {} : object(fields.tags)).map(([key, tag]) => [
        key,
        string(tag),
      ])
    ),
    filters: list(fields.filters).map((filter) => {
      const { type, tagk, filter: text, groupBy } = object(filter ?? {});
      return { type: string(type), tagk: string(tagk), filter: string(text), groupBy: boolean(groupBy) };
    }),
    explicitTags: boolean(fields.explicitTags),
  };
}

function rateOptions(fields: JsonObject): RateOptions {
  return {
    counter: boolean(fields.counter),
    counterMax: integer(fields.counterMax),
    resetValue: integer(fields.resetValue),
    dropResets: boolean(fields.dropResets),
  };
}

function time(value: unknown, now: number): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const parsed = typeof value === 'string' || typeof value === 'number' ? parseTime(String(value), now) : undefined;
  if (parsed === undefined) {
    throw new BadRequest(CANT_PARSE);
  }
  return parsed;
}

function object(value: unknown): JsonObject {
  if (!isObject(value)) {
    throw new BadRequest(CANT_PARSE);
  }
  return value;
}

function list(value: unknown): unknown[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (!Array.isArray(value)) {
    throw new BadRequest(CANT_PARSE);
  }
  return value;
}

function string(value: unknown): string {
  if (value === undefined || value === null) {
    return '';
  }
  if (typeof value !== 'string') {
    throw new BadRequest(CANT_PARSE);
  }
  return value;
}

function boolean(value: unknown): boolean {
  if (value === undefined || value === null) {
    return false;
  }
  if (typeof value !== 'boolean') {
    throw new BadRequest(CANT_PARSE);
  }
  return value;
}

function integer(value: unknown): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw new BadRequest(CANT_PARSE);
  }
  return value;
}
