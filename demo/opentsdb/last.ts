import { isObject } from '../http/json';
import { type DemoRequest, type Reply } from '../http/message';
import { javaDouble } from '../http/text';
import { type Series } from '../store/series';
import { type Store } from '../store/store';
import { objectBody } from './body';
import { json, TsdbError } from './errors';
import { ALL, sortedSeries, sortedTags, tsuidOf, uidOf } from './names';
import { parseSeriesName } from './seriesName';
import { type Abilities } from './versions';

const HOUR_MS = 3_600_000;

interface LastQuery {
  metric?: string;
  tags: Array<{ key: string; value: string }>;
  tsuids: string[];
}

/** `/api/query/last`: the newest point of each series; values are text, times are milliseconds. */
export function last(store: Store, request: DemoRequest, now: number, { singlePrecision }: Abilities): Reply {
  const { queries, resolve, backScan } = request.method === 'POST' ? lastOfBody(request) : lastOfUri(request.query);
  if (queries.length === 0) {
    throw new TsdbError('Missing sub queries');
  }
  const back = backScan > 0 ? (backScan + 1) * HOUR_MS : Infinity;
  const points = queries.flatMap((query) =>
    lastSeries(store, query, backScan).flatMap((series) => {
      const point = series.last(now, back);
      const value = point && valueText(point, singlePrecision);
      return point
        ? [
            {
              ...(resolve ? { metric: series.metric } : {}),
              timestamp: point.time,
              value,
              ...(resolve ? { tags: Object.fromEntries(sortedTags(store, series.tags)) } : {}),
              tsuid: tsuidOf(store, series),
            },
          ]
        : [];
    })
  );
  return json(JSON.stringify(points));
}

function valueText(point: { value: number; integer: boolean }, singlePrecision: boolean): string {
  if (point.integer) {
    return String(point.value);
  }
  return javaDouble(singlePrecision ? Math.fround(point.value) : point.value);
}

function lastSeries(store: Store, query: LastQuery, backScan: number): Series[] {
  if (query.tsuids.length > 0) {
    const wrongId = query.tsuids.find((tsuid) => !/^(?:[0-9a-fA-F]{2})+$/.test(tsuid));
    if (wrongId !== undefined) {
      throw new TsdbError(`contains illegal character for hexBinary: ${wrongId}`);
    }
    const wanted = new Set(query.tsuids.map((tsuid) => tsuid.toUpperCase()));
    return sortedSeries(
      store,
      store.allSeries(ALL).filter((series) => wanted.has(tsuidOf(store, series)))
    );
  }
  const metric = query.metric ?? '';
  if (metric === '') {
    throw new TsdbError('Metric cannot be null or empty');
  }
  const wrong = (error: unknown) =>
    error instanceof TsdbError ? new TsdbError(error.message, 400, error.message) : error;
  try {
    uidOf(store, 'metrics', metric);
    if (backScan > 0 && query.tags.length === 0) {
      throw new TsdbError('Tags cannot be null or empty when getting a TSUID');
    }
    for (const { key, value } of query.tags) {
      uidOf(store, 'tagk', key);
      uidOf(store, 'tagv', value);
    }
  } catch (error) {
    throw wrong(error);
  }
  return sortedSeries(
    store,
    store
      .series(ALL, metric)
      .filter(
        ({ tags }) =>
          query.tags.every(({ key, value }) => tags[key] === value) &&
          (backScan === 0 || Object.keys(tags).length === query.tags.length)
      )
  );
}

function lastOfUri(query: URLSearchParams) {
  const backScan = Number(query.get('back_scan') ?? 0);
  if (!Number.isInteger(backScan)) {
    throw new TsdbError('Unable to parse back_scan parameter');
  }
  const queries: LastQuery[] = [
    ...query.getAll('timeseries').map((text) => ({ ...parseSeriesName(text), tsuids: [] })),
    ...query.getAll('tsuids').map((text) => ({ tags: [], tsuids: text.split(',') })),
  ];
  return { queries, resolve: query.has('resolve'), backScan };
}

function lastOfBody(request: DemoRequest) {
  const fields = objectBody(request);
  const queries = (Array.isArray(fields.queries) ? fields.queries : []).filter(isObject).map(
    ({ metric, tags, tsuids }): LastQuery => ({
      metric: typeof metric === 'string' ? metric : undefined,
      tags: isObject(tags) ? Object.entries(tags).map(([key, value]) => ({ key, value: String(value) })) : [],
      tsuids: Array.isArray(tsuids) ? tsuids.map(String) : [],
    })
  );
  return { queries, resolve: fields.resolveNames === true, backScan: Number(fields.backScan ?? 0) };
}
