import { DEFAULT_AGGREGATOR, DEFAULT_FILL_POLICY } from '../defaults';
import { filtersOf } from '../filters';
import { type FunctionCall } from '../functions/model';
import { normalize } from '../functions/normalize';
import { isAutoInterval } from '../interval';
import { type OpenTsdbQuery, type TagFilter } from '../model';
import { dropsResets, numberText } from '../rate';

/** The text for Grafana's own interval. */
export const AUTO = 'auto';

/** The downsampling of a query. */
export interface DownsamplePart {
  /** `auto` for Grafana's own. */
  interval: string;
  calendar: boolean;
  aggregator: string;
  /** `none`, the server's default, isn't written. */
  fillPolicy: string;
}

/** The rate of a query. */
export interface RatePart {
  counter?: { dropResets: boolean; max: string; resetValue: string };
}

/** The parts of a query that its text has; others (alias, time zone …) aren't part of OpenTSDB's text. */
export interface Parts {
  aggregator: string;
  rate?: RatePart;
  downsample?: DownsamplePart;
  percentiles: number[];
  rollupUsage: string;
  explicitTags: boolean;
  metric: string;
  /** Those that group first, as in the text. */
  filters: TagFilter[];
  /** The inner one first, with canonical names; undefined: there are none. */
  functions?: FunctionCall[];
  /** The alias of a text with gexp's `alias`; otherwise an alias isn't part of the text. */
  alias?: string;
}

/** The parts of a saved query, with the defaults of missing fields. */
export function partsOf(query: OpenTsdbQuery): Parts {
  const filters = filtersOf(query);
  return {
    aggregator: query.aggregator || DEFAULT_AGGREGATOR,
    rate: query.shouldComputeRate ? ratePart(query) : undefined,
    downsample: query.disableDownsampling ? undefined : downsamplePart(query),
    percentiles: query.percentiles ?? [],
    rollupUsage: query.rollupUsage ?? '',
    explicitTags: Boolean(query.explicitTags),
    metric: query.metric ?? '',
    filters: [...filters.filter(({ groupBy }) => groupBy), ...filters.filter(({ groupBy }) => !groupBy)],
    functions: someOf(normalize(query.functions ?? [])),
  };
}

function someOf<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function downsamplePart(query: OpenTsdbQuery): DownsamplePart {
  const saved = (query.downsampleInterval ?? '').trim();
  const calendar = /^\d+(?:ms|[smhdwny])c$/.test(saved);
  return {
    interval: isAutoInterval(saved) ? AUTO : calendar ? saved.slice(0, -1) : saved,
    calendar: calendar || Boolean(query.useCalendar),
    aggregator: query.downsampleAggregator || DEFAULT_AGGREGATOR,
    fillPolicy: query.downsampleFillPolicy || DEFAULT_FILL_POLICY,
  };
}

function ratePart(query: OpenTsdbQuery): RatePart {
  if (!query.isCounter) {
    return {};
  }
  const max = numberText(query.counterMax);
  const resetValue = numberText(query.counterResetValue);
  return { counter: { dropResets: dropsResets(query), max, resetValue } };
}

/**
 * Updates a query by parts. Fields that already mean the same stay as they are saved, so that an unchanged text doesn't change
 * the query.
 */
export function withParts(query: OpenTsdbQuery, parts: Parts): OpenTsdbQuery {
  const old = partsOf(query);
  const changes: Partial<OpenTsdbQuery> = {};
  const differ = (key: keyof Parts) => JSON.stringify(old[key]) !== JSON.stringify(parts[key]);

  if (differ('aggregator')) {
    changes.aggregator = parts.aggregator;
  }
  if (differ('rate')) {
    Object.assign(changes, rateFields(query, parts.rate));
  }
  if (differ('downsample')) {
    Object.assign(changes, downsampleFields(parts.downsample));
  }
  if (differ('percentiles')) {
    changes.percentiles = parts.percentiles;
  }
  if (differ('rollupUsage')) {
    changes.rollupUsage = parts.rollupUsage;
  }
  if (differ('explicitTags')) {
    changes.explicitTags = parts.explicitTags;
  }
  if (differ('metric')) {
    changes.metric = parts.metric;
  }
  if (differ('filters')) {
    changes.filters = parts.filters;
    if (query.tags !== undefined) {
      changes.tags = {};
    }
  }
  if (differ('functions')) {
    changes.functions = parts.functions;
  }
  if (parts.alias !== undefined && parts.alias !== query.alias) {
    changes.alias = parts.alias;
  }
  return Object.keys(changes).length > 0 ? { ...query, ...changes } : query;
}

function rateFields(query: OpenTsdbQuery, rate: RatePart | undefined): Partial<OpenTsdbQuery> {
  if (!rate) {
    return { shouldComputeRate: false };
  }
  if (!rate.counter) {
    return { shouldComputeRate: true, isCounter: false };
  }
  const { dropResets, max, resetValue } = rate.counter;
  const said =
    query.dropResets !== undefined ||
    dropResets !== dropsResets({ refId: '', counterMax: max, counterResetValue: resetValue });
  return {
    shouldComputeRate: true,
    isCounter: true,
    counterMax: asNumber(max),
    counterResetValue: asNumber(resetValue),
    ...(said && { dropResets }),
  };
}

/** A whole number as number; a template variable stays text. */
function asNumber(text: string): number | string | undefined {
  if (text === '') {
    return undefined;
  }
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}

function downsampleFields(downsample: DownsamplePart | undefined): Partial<OpenTsdbQuery> {
  if (!downsample) {
    return { disableDownsampling: true };
  }
  const { interval, calendar, aggregator, fillPolicy } = downsample;
  return {
    disableDownsampling: false,
    downsampleInterval: interval === AUTO ? '' : interval,
    useCalendar: calendar,
    downsampleAggregator: aggregator,
    downsampleFillPolicy: fillPolicy,
  };
}
