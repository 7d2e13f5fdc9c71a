import { goString, goStringMap } from '../http/text';
import { type Store } from '../store/store';
import { AGGREGATORS, DOWNSAMPLERS, reduce } from './aggregate';
import { bucketize, fill, interpolate } from './bucketize';
import { type Buckets, type Gts } from './gts';
import { clamp, compensateResets, rate, zeroFrom } from './rate';
import { StoreError } from './replies';
import { BadRequest, type QueryRequest, type SubQuery } from './request';
import { selection, type Selection } from './selector';
import { DURATION_PATTERN, durationMs } from './time';

const DOWNSAMPLE = new RegExp(`^${DURATION_PATTERN}-([^-]+)(?:-(.+))?$`);
const FILL_POLICIES = ['none', 'nan', 'zero'];
/** Aggregators that use only the series with a point, without interpolating the others. */
const NO_INTERPOLATION = ['zimsum', 'count', 'mimmin', 'mimmax', 'first', 'last'];

/** The widths of automatic buckets, in seconds: the first that is at least a thousandth of the range. */
const AUTOMATIC_SPANS = [1, 5, 10, 15, 30, 60, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 604800];
/** The longest range that Go's duration holds (292 years, in ms). */
const MAX_RANGE = 9_223_372_036_854;

interface Downsampling {
  /** Milliseconds; 0: one bucket for the whole range. */
  span: number;
  operator: string;
  fill: string;
}

/** Runs one sub-query; throws {@link BadRequest} before the store is asked, {@link StoreError} after. */
export function runSubQuery(
  store: Store,
  application: string | undefined,
  request: QueryRequest,
  query: SubQuery,
  fetchLimit: number
): { series: Gts[]; groupBy: string[] } {
  const downsampling = query.aggregator === 'none' ? undefined : readDownsampling(request, query);
  if (application === undefined) {
    throw new StoreError('The token does not read.');
  }
  const selected = selection(query);
  const series = fetch(store, application, request, selected, fetchLimit);
  const options = query.rate ? query.rateOptions : undefined;
  const prepare = (one: Gts) => {
    const resets = options?.counter && options.dropResets ? compensateResets(one) : one;
    return options?.counter && options.counterMax !== undefined ? clamp(resets, options.counterMax) : resets;
  };
  const aggregate = AGGREGATORS.get(query.aggregator);
  if (!downsampling || !aggregate) {
    return {
      series: series.map(({ tags, points }) =>
        prepare({ tags, ticks: Array.from(points.times), values: Array.from(points.values) })
      ),
      groupBy: selected.groupBy,
    };
  }
  const range = request.end - request.start;
  const buckets: Buckets =
    downsampling.span === 0
      ? { last: request.end, span: range, count: 1 }
      : { last: request.end, span: downsampling.span, count: Math.trunc(range / downsampling.span) };
  const operator = DOWNSAMPLERS.get(downsampling.operator);
  if (!operator) {
    throw new BadRequest(`Downsampling operator '${downsampling.operator}' is not available`);
  }
  const sampled = series.map(({ tags, points }) =>
    prepare(filled(bucketize(tags, points, buckets, operator), downsampling.fill, query.aggregator))
  );
  const reduced = reduce(sampled, selected.groupBy, aggregate);
  if (!query.rate) {
    return { series: reduced, groupBy: selected.groupBy };
  }
  if (downsampling.span === 0) {
    throw new StoreError('Division by zero.');
  }
  const limit = options?.counter && options.resetValue !== 1 ? options.resetValue : undefined;
  return {
    series: reduced.map((one) => rate(limit === undefined ? one : zeroFrom(one, limit), 1 - buckets.count)),
    groupBy: selected.groupBy,
  };
}

function filled(series: Gts, policy: string, aggregator: string): Gts {
  switch (policy) {
    case 'nan':
      return fill(series, NaN);
    case 'zero':
      return fill(series, 0);
    default:
      return NO_INTERPOLATION.includes(aggregator) ? series : interpolate(series);
  }
}

function fetch(store: Store, application: string, request: QueryRequest, selected: Selection, limit: number) {
  let fetched = 0;
  return store
    .metrics(application)
    .filter((metric) => selected.metric(metric))
    .flatMap((metric) => store.series(application, metric))
    .filter((series) => selected.matches(series.tags))
    .map((series) => {
      const points = series.range(request.start, request.end);
      fetched += points.times.length;
      if (fetched > limit) {
        throw new StoreError(`FETCH exceeded limit of ${limit} datapoints.`);
      }
      return { tags: series.tags, points };
    })
    .filter(({ points }) => points.times.length > 0);
}

function readDownsampling(request: QueryRequest, query: SubQuery): Downsampling {
  if (query.downsample === undefined) {
    const wanted = Math.min(request.end - request.start, MAX_RANGE) / 1_000_000;
    const seconds = AUTOMATIC_SPANS.find((span) => wanted <= span) ?? AUTOMATIC_SPANS[AUTOMATIC_SPANS.length - 1];
    return { span: seconds * 1000, operator: 'avg', fill: 'none' };
  }
  const parts = DOWNSAMPLE.exec(query.downsample);
  if (!parts) {
    throw new BadRequest(`Wrong downsampling value: ${query.downsample}`);
  }
  const [, amount, unit, operator, policy = 'none'] = parts;
  if (!DOWNSAMPLERS.has(operator)) {
    throw new BadRequest(`Downsampling operator '${operator}' is not available`);
  }
  if (!FILL_POLICIES.includes(policy)) {
    throw new BadRequest(`Downsampling fill policy '${policy}' is not available`);
  }
  return { span: durationMs(amount, unit), operator, fill: policy };
}

/** One series of the response as the gateway writes it, or undefined where it has no point to show. */
export function seriesJson(
  query: { metric: string; index: number },
  series: Gts,
  groupBy: string[],
  msResolution: boolean
): string | undefined {
  const keys: string[] = [];
  const points: string[] = [];
  for (let i = 0; i < series.ticks.length; i++) {
    if (Number.isFinite(series.values[i])) {
      const seconds = Math.floor(series.ticks[i] / 1000);
      const key = String(msResolution ? seconds * 1000 : seconds);
      // Of several points in a second, the last one is left.
      const place = keys[keys.length - 1] === key ? keys.length - 1 : keys.length;
      keys[place] = key;
      points[place] = `"${key}":${goNumber(series.values[i])}`;
    }
  }
  if (keys.length === 0) {
    return undefined;
  }
  // Keys are sorted as text, which is the order of time while they have the same number of digits.
  if (keys[0].length !== keys[keys.length - 1].length || keys[0].startsWith('-')) {
    points.sort();
  }
  return (
    `{"metric":${goString(query.metric)},"tags":${goStringMap(series.tags)},"query":{"index":${query.index}},` +
    `"aggregateTags":[${groupBy.map(goString).join(',')}],"dps":{${points.join(',')}}}`
  );
}

function goNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
