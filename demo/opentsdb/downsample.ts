import { lowerBound, type Points } from '../store/points';
import { type Aggregator, AGGREGATORS, isAggregator } from './aggregators';
import { addUnits, type CalendarUnit, intervalStart } from './calendar';
import { TsdbError } from './errors';
import { parseDuration } from './time';
import { type Abilities } from './versions';

export type FillPolicy = 'none' | 'nan' | 'null' | 'zero';

const FILL_POLICIES: FillPolicy[] = ['none', 'nan', 'null', 'zero'];

/** A downsample specification, `<interval>-<function>[-<fill policy>]`. */
export interface Downsampling {
  /** Milliseconds; 0 for one bucket over the whole query. */
  interval: number;
  /** The interval as it was written, without the `c` of the calendar. */
  intervalText: string;
  calendar: boolean;
  zone: string;
  function: Aggregator;
  fill: FillPolicy;
}

/** Points with their times. Buckets are always floats, so integers aren't marked. */
export interface Samples {
  times: ArrayLike<number>;
  values: ArrayLike<number>;
  integers?: Uint8Array;
}

export function parseDownsampling(text: string, abilities: Abilities): Downsampling {
  // As Java splits: empty parts at the end are none.
  const parts = text.replace(/-+$/, '').split('-');
  if (parts.length < 2) {
    throw new TsdbError(`Invalid downsampling specifier '${text}': must provide at least interval and function`);
  }
  if (parts.length > 3) {
    throw new TsdbError(
      `Invalid downsampling specifier '${text}': must consist of interval, function, and optional fill policy`
    );
  }
  const [width, operator, fill = 'none'] = parts;
  if (width === '') {
    throw new TsdbError(`String index out of range: ${abilities.calendar ? -1 : 0}`);
  }
  const all = abilities.wholeRange && width.includes('all');
  const calendar = abilities.calendar && !all && width.endsWith('c');
  const intervalText = calendar ? width.slice(0, -1) : width;
  const interval = all ? 0 : parseDuration(intervalText);
  const aggregator = isAggregator(operator, abilities) ? AGGREGATORS.get(operator) : undefined;
  if (!aggregator) {
    throw new TsdbError(`No such downsampling function: ${operator}`);
  }
  if (operator === 'none') {
    throw new TsdbError('cannot use the NONE aggregator for downsampling');
  }
  const policy = FILL_POLICIES.find((known) => known === fill);
  if (!policy) {
    throw new TsdbError(abilities.unknownFill(fill));
  }
  return { interval, intervalText, calendar, zone: 'UTC', function: aggregator, fill: policy };
}

/** The ranges of a query, in milliseconds: the requested one, and the whole hours that are read for it. */
export interface Ranges {
  start: number;
  end: number;
  scanStart: number;
  scanEnd: number;
}

/** One point for each bucket with points, whose timestamp is its start; with a fill policy, also one for each other bucket. */
export function downsample(points: Points, spec: Downsampling, ranges: Ranges): Samples {
  if (spec.interval === 0) {
    return wholeQuery(points, spec, ranges);
  }
  const grid = spec.calendar ? calendarGrid(spec) : fixedGrid(spec.interval);
  const first = grid.start(ranges.scanStart);
  const from = first < ranges.scanStart ? grid.next(first) : first;
  const buckets = bucketsOf(points, spec, grid, from);
  return spec.fill === 'none' ? buckets : filled(buckets, spec, grid, ranges);
}

interface Grid {
  /** The start of the bucket that holds a time. */
  start(time: number): number;
  /** The start of the bucket after one. */
  next(start: number): number;
  /** The start of the bucket that holds a time, counted from that of an earlier bucket. */
  following(start: number, time: number): number;
}

function fixedGrid(interval: number): Grid {
  const start = (time: number) => time - (time % interval);
  return { start, next: (from) => from + interval, following: (_, time) => start(time) };
}

/** Only the first bucket is found by the calendar; the others are counted from it. */
function calendarGrid({ intervalText, zone }: Downsampling): Grid {
  const amount = parseInt(intervalText, 10);
  const unit = intervalText.replace(/^[0-9]+/, '').toLowerCase() as CalendarUnit;
  const next = (start: number) => addUnits(start, unit, amount, zone);
  return {
    start: (time) => intervalStart(time, unit, amount, zone),
    next,
    following: (start, time) => {
      let bucket = start;
      for (let end = next(bucket); end <= time; end = next(bucket)) {
        bucket = end;
      }
      return bucket;
    },
  };
}

function wholeQuery({ times, values }: Points, spec: Downsampling, { start, end }: Ranges): Samples {
  const inside = Array.from(values).filter((_, i) => times[i] >= start && times[i] < end);
  return inside.length === 0 ? { times: [], values: [] } : { times: [start], values: [spec.function.floats(inside)] };
}

function bucketsOf({ times, values }: Points, spec: Downsampling, grid: Grid, from: number) {
  const starts: number[] = [];
  const results: number[] = [];
  let i = lowerBound(times, from);
  let start: number | undefined;
  while (i < times.length) {
    start = start === undefined ? grid.start(times[i]) : grid.following(start, times[i]);
    const next = grid.next(start);
    let end = i;
    while (end < times.length && times[end] < next) {
      end++;
    }
    starts.push(start);
    results.push(spec.function.floats(values.subarray(i, end)));
    i = end;
  }
  return { times: starts, values: results };
}

function filled(
  buckets: { times: number[]; values: number[] },
  spec: Downsampling,
  grid: Grid,
  ranges: Ranges
): Samples {
  const times: number[] = [];
  const values: number[] = [];
  const first = grid.start(ranges.scanStart);
  let end = grid.start(ranges.scanEnd);
  if (spec.calendar && end === first) {
    end = grid.next(end);
  }
  let next = 0;
  for (let start = first; start < end; start = grid.next(start)) {
    while (next < buckets.times.length && buckets.times[next] < start) {
      next++;
    }
    const here = next < buckets.times.length && buckets.times[next] === start;
    times.push(start);
    values.push(here ? buckets.values[next] : spec.fill === 'zero' ? 0 : NaN);
  }
  return { times, values };
}
