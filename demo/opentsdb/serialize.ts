import { javaDouble } from '../http/text';
import { type Store } from '../store/store';
import { type Aggregate } from './aggregation';
import { type Annotation } from './annotations';
import { TsdbError } from './errors';
import { type Result } from './run';
import { type CheckedQuery } from './request';
import { type Abilities } from './versions';

export interface SerializeOptions {
  arrays: boolean;
  /** The annotations of the series of a result; undefined: it has none in the hours that are read. */
  annotations(result: Result): Annotation[] | undefined;
  globalAnnotations: Annotation[];
  abilities: Abilities;
}

/** The response to a query, series by series. */
export function* serialize(
  store: Store,
  query: CheckedQuery,
  results: Result[],
  options: SerializeOptions
): Generator<string> {
  let separator = '[';
  let emitted = 0;
  for (const result of results) {
    yield `${separator}{"metric":${JSON.stringify(result.metric)},"tags":${JSON.stringify(result.tags)},`;
    yield `"aggregateTags":${JSON.stringify(result.aggregateTags)}`;
    if (query.showQuery) {
      yield `,"query":${queryJson(store, query, result, options.abilities)}`;
    }
    if (query.showTsuids) {
      yield `,"tsuids":${JSON.stringify(result.tsuids)}`;
    }
    if (!query.noAnnotations) {
      const own = options.annotations(result);
      yield own ? `,"annotations":${JSON.stringify(own)}` : '';
      yield options.globalAnnotations.length > 0
        ? `,"globalAnnotations":${JSON.stringify(options.globalAnnotations)}`
        : '';
    }
    yield ',"dps":';
    const count = yield* points(query, result, options.arrays);
    emitted += count;
    yield query.showStats ? `,"stats":${JSON.stringify(stats(query, result, count))}}` : '}';
    separator = ',';
  }
  if (query.showSummary) {
    yield `${separator}{"statsSummary":${JSON.stringify({ emittedDPs: emitted, successfulScan: results.length })}}`;
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}

const POINTS_PER_PIECE = 1000;

function* points(query: CheckedQuery, result: Result, arrays: boolean): Generator<string, number> {
  const nulls = result.query.downsampling?.fill === 'null';
  let piece: string[] = [];
  let count = 0;
  yield arrays ? '[' : '{';
  for (const point of result.points()) {
    const time = query.msResolution ? point.time : Math.trunc(point.time / 1000);
    const value = valueJson(point, nulls);
    piece.push(arrays ? `[${time},${value}]` : `"${time}":${value}`);
    count++;
    if (piece.length === POINTS_PER_PIECE) {
      yield (count > POINTS_PER_PIECE ? ',' : '') + piece.join(',');
      piece = [];
    }
  }
  yield (count > POINTS_PER_PIECE && piece.length > 0 ? ',' : '') + piece.join(',');
  yield arrays ? ']' : '}';
  return count;
}

function valueJson({ value, integer }: Aggregate, nulls: boolean): string {
  if (integer || typeof value === 'bigint') {
    return String(value);
  }
  if (Number.isNaN(value) && nulls) {
    return 'null';
  }
  if (Math.abs(value) === Infinity) {
    const text = javaDouble(value);
    throw new TsdbError(`Got Infinity: ${text}`, 400, `Got Infinity: ${text}`);
  }
  return Number.isNaN(value) ? '"NaN"' : javaDouble(value);
}

function queryJson(store: Store, query: CheckedQuery, { query: sub }: Result, abilities: Abilities): string {
  const tagks = [...new Set(sub.filters.map(({ tagk }) => tagk))];
  const rate = sub.rateOptions;
  // The largest counterMax exceeds JavaScript's numbers, so it is written as text.
  const rateJson = rate
    ? `{"counter":${rate.counter},"counterMax":${rate.counterMax >= 2 ** 63 ? '9223372036854775807' : rate.counterMax},` +
      `"resetValue":${rate.resetValue},"dropResets":${rate.dropResets}}`
    : 'null';
  const fields: Array<[string, string]> = [
    ['aggregator', JSON.stringify(sub.aggregator)],
    ['metric', JSON.stringify(sub.metric)],
    ['tsuids', sub.tsuids.length > 0 ? JSON.stringify(sub.tsuids) : 'null'],
    ['downsample', JSON.stringify(sub.downsample)],
    ['rate', String(sub.rate)],
    [
      'filters',
      JSON.stringify(sub.filters.map(({ tagk, filter, groupBy, type }) => ({ tagk, filter, group_by: groupBy, type }))),
    ],
    ['percentiles', JSON.stringify(sub.percentiles)],
    ['index', String(query.checked.indexOf(sub))],
    [
      'tags',
      JSON.stringify(
        Object.fromEntries(
          sub.filters.filter(({ groupBy }) => groupBy).map(({ tagk, type, filter }) => [tagk, `${type}(${filter})`])
        )
      ),
    ],
    ['rollupUsage', 'null'],
    ['explicitTags', String(sub.explicitTags)],
    ['useFuzzyFilter', 'true'],
    ['useMultiGets', 'true'],
    ['showHistogramBuckets', 'false'],
    ['rollupTable', '"raw"'],
    ['preAggregate', 'false'],
    ['rateOptions', rateJson],
    [
      'filterTagKs',
      tagks.length > 0 ? JSON.stringify(tagks.map((tagk) => base64Uid(store.uids.tagks.get(tagk) ?? 0))) : 'null',
    ],
    ['histogramQuery', 'false'],
  ];
  const shown = fields.filter(
    ([name]) =>
      (abilities.explicitTags || !['index', 'explicitTags', 'filterTagKs'].includes(name)) &&
      (abilities.percentiles || !FIELDS_FROM_2_4.includes(name))
  );
  return `{${shown.map(([name, value]) => `"${name}":${value}`).join(',')}}`;
}

/** Fields of an echoed sub-query since there are histograms and rollups. */
const FIELDS_FROM_2_4 = [
  'percentiles',
  'rollupUsage',
  'useFuzzyFilter',
  'useMultiGets',
  'showHistogramBuckets',
  'rollupTable',
  'preAggregate',
  'histogramQuery',
];

function base64Uid(uid: number): string {
  return Buffer.from([uid >>> 16, (uid >>> 8) & 0xff, uid & 0xff]).toString('base64');
}

function stats(query: CheckedQuery, result: Result, emittedDPs: number) {
  return {
    aggregationTime: 0,
    emittedDPs,
    groupByTime: 0,
    queryIndex: query.checked.indexOf(result.query),
    queryScanTime: 0,
    saltScannerMergeTime: 0,
    serializationTime: 0,
    uidToStringTime: 0,
  };
}
