import { isObject, parseJson } from '../http/json';
import { type DemoRequest, type Reply } from '../http/message';
import { javaDouble } from '../http/text';
import { type Series } from '../store/series';
import { type Store } from '../store/store';
import { AGGREGATORS } from './aggregators';
import { json, methodNotAllowed, missingParameter, TsdbError, unparsable } from './errors';
import { FILTER_TYPES } from './filters';
import { ALL, sortedSeries, sortedTags, tsuidOf, uidOf } from './names';

const DEFAULT_LIMIT = 25;
const HOUR_MS = 3_600_000;

/** `/api/suggest`: names by their beginning, deleted ones included. */
export function suggest(store: Store, request: DemoRequest): Reply {
  let type: string | null;
  let q: string;
  let max: number;
  if (request.method === 'POST') {
    const fields = objectBody(request);
    type = typeof fields.type === 'string' ? fields.type : null;
    q = typeof fields.q === 'string' ? fields.q : '';
    max = Number(fields.max ?? 0);
  } else if (request.method === 'GET') {
    type = request.query.get('type');
    q = request.query.get('q') ?? '';
    max = Number(request.query.get('max') || 0);
  } else {
    throw methodNotAllowed(request.method);
  }
  if (!type) {
    throw missingParameter('type');
  }
  if (!Number.isInteger(max)) {
    throw new TsdbError("Unable to parse 'max' as a number");
  }
  const kinds = { metrics: store.uids.metrics, tagk: store.uids.tagks, tagv: store.uids.tagvs };
  const names = Object.hasOwn(kinds, type) ? kinds[type as keyof typeof kinds] : undefined;
  if (!names) {
    throw new TsdbError(`Invalid 'type' parameter:${type}`);
  }
  const found = names.all().filter((name) => name.startsWith(q));
  return json(JSON.stringify([...found].sort().slice(0, max > 0 ? max : DEFAULT_LIMIT)));
}

interface Lookup {
  metric?: string;
  tags?: Array<{ key: string; value: string }>;
  limit: number;
  useMeta: boolean;
}

/** `/api/search/lookup`: the series of a metric and tags, in the order of their ids. */
export function lookup(store: Store, request: DemoRequest): Reply {
  const asked = request.method === 'POST' ? lookupOfBody(request) : lookupOfUri(request.query);
  const { metric, tags = [], limit, useMeta } = asked;
  let found: Series[];
  try {
    if (metric !== undefined && metric !== '*') {
      uidOf(store, 'metrics', metric);
    }
    for (const { key, value } of tags) {
      if (key !== '*') {
        uidOf(store, 'tagk', key);
      }
      if (value !== '*') {
        uidOf(store, 'tagv', value);
      }
    }
    const all = metric === undefined || metric === '*' ? store.allSeries(ALL) : store.series(ALL, metric);
    found = sortedSeries(
      store,
      all.filter((series) => hasTags(series, tags))
    );
  } catch (error) {
    throw error instanceof TsdbError ? new TsdbError('Unable to resolve one or more UIDs', 404, error.message) : error;
  }
  const rows = useMeta ? found : rowsOf(found);
  const results = (limit > 0 ? rows.slice(0, limit) : rows).map((series) => ({
    tsuid: tsuidOf(store, series),
    metric: series.metric,
    tags: Object.fromEntries(sortedTags(store, series.tags)),
  }));
  const head = [
    '"type":"LOOKUP"',
    ...(metric === undefined ? [] : [`"metric":${JSON.stringify(metric)}`]),
    ...(asked.tags === undefined ? [] : [`"tags":${JSON.stringify(asked.tags)}`]),
    `"limit":${limit},"time":1.0`,
  ];
  return json(
    `{${head.join(',')},"results":${JSON.stringify(results)},"startIndex":0,"totalResults":${results.length}}`
  );
}

function lookupOfUri(query: URLSearchParams): Lookup {
  const m = query.get('m');
  if (!m) {
    throw missingParameter('m');
  }
  const { metric, tags } = parseSeriesName(m);
  const limit = query.has('limit') ? Number(query.get('limit')) : DEFAULT_LIMIT;
  if (!Number.isInteger(limit)) {
    throw new TsdbError("Unable to convert 'limit' to a valid number");
  }
  return { metric, tags, limit, useMeta: true };
}

function lookupOfBody(request: DemoRequest): Lookup {
  const parsed = parseJson(request.body.toString('utf8'));
  if (!parsed || !isObject(parsed.value)) {
    throw new TsdbError('The body is not a JSON object', 500, undefined, 'java.lang.IllegalArgumentException');
  }
  const { metric, tags, limit, useMeta } = parsed.value;
  return {
    metric: typeof metric === 'string' ? metric : '*',
    tags: Array.isArray(tags)
      ? tags.filter(isObject).map(({ key, value }) => ({ key: String(key ?? '*'), value: String(value ?? '*') }))
      : undefined,
    limit: typeof limit === 'number' ? limit : DEFAULT_LIMIT,
    useMeta: useMeta !== false,
  };
}

/** `metric{tagk=tagv}`, where `*` stands for any. */
function parseSeriesName(text: string): { metric?: string; tags: Array<{ key: string; value: string }> } {
  const open = text.indexOf('{');
  if (open < 0) {
    return { metric: text, tags: [] };
  }
  if (!text.endsWith('}')) {
    throw new TsdbError(`Missing '}' at the end of: ${text}`);
  }
  const inside = text.slice(open + 1, -1);
  const tags = inside === '' ? [] : inside.split(',').map(parseTag);
  return { metric: open === 0 ? undefined : text.slice(0, open), tags };
}

function parseTag(tag: string): { key: string; value: string } {
  const parts = tag.split('=');
  if (parts.length !== 2 || parts[0] === '' || parts[1] === '') {
    throw new TsdbError(`When parsing tag '${tag}': invalid tag: ${tag}`);
  }
  return { key: parts[0], value: parts[1] };
}

function hasTags(series: Series, tags: Array<{ key: string; value: string }>): boolean {
  return tags.every(({ key, value }) =>
    key === '*'
      ? value === '*' || Object.values(series.tags).includes(value)
      : series.tags[key] !== undefined && (value === '*' || series.tags[key] === value)
  );
}

/** Without the tracked ids OpenTSDB reads the rows themselves: a series shows once for each hour in which it has points. */
function rowsOf(series: Series[]): Series[] {
  return series
    .flatMap((one, order) => {
      const hours = new Set(Array.from(one.storedPoints().times, (time) => Math.floor(time / HOUR_MS)));
      return [...hours].map((hour) => ({ one, order, hour }));
    })
    .sort((a, b) => a.hour - b.hour || a.order - b.order)
    .map(({ one }) => one);
}

interface LastQuery {
  metric?: string;
  tags: Array<{ key: string; value: string }>;
  tsuids: string[];
}

/** `/api/query/last`: the newest point of each series; values are text, times are milliseconds. */
export function last(store: Store, request: DemoRequest, now: number): Reply {
  const { queries, resolve, backScan } = request.method === 'POST' ? lastOfBody(request) : lastOfUri(request.query);
  if (queries.length === 0) {
    throw new TsdbError('Missing sub queries');
  }
  const back = backScan > 0 ? (backScan + 1) * HOUR_MS : Infinity;
  const points = queries.flatMap((query) =>
    lastSeries(store, query, backScan).flatMap((series) => {
      const point = series.last(now, back);
      const value = point && (point.integer ? String(point.value) : shortDouble(point.value));
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

function shortDouble(value: number): string {
  return javaDouble(value);
}

function lastSeries(store: Store, query: LastQuery, backScan: number): Series[] {
  if (query.tsuids.length > 0) {
    const wanted = new Set(query.tsuids.map((tsuid) => tsuid.toUpperCase()));
    return sortedSeries(
      store,
      store.allSeries(ALL).filter((series) => wanted.has(tsuidOf(store, series)))
    );
  }
  const metric = query.metric ?? '';
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

function objectBody(request: DemoRequest) {
  const parsed = parseJson(request.body.toString('utf8'));
  if (!parsed || !isObject(parsed.value)) {
    throw unparsable(`The body is not a JSON object: ${request.body.toString('utf8').slice(0, 200)}`);
  }
  return parsed.value;
}

/** `/api/aggregators`. */
export function aggregators(): Reply {
  return json(JSON.stringify([...AGGREGATORS.keys()]));
}

/** `/api/config/filters`. */
export function configFilters(): Reply {
  const filters = Object.entries(FILTER_TYPES).map(([type, { examples, description }]) => [
    type,
    { examples, description },
  ]);
  return json(JSON.stringify(Object.fromEntries(filters)));
}

/** `/api/version`. */
export function version(): Reply {
  return json(
    JSON.stringify({
      short_revision: 'demo',
      repo: 'demo',
      host: 'demo',
      version: '2.4.1',
      full_revision: 'demo',
      repo_status: 'MINT',
      user: 'demo',
      branch: 'demo',
      timestamp: '1630622094',
    })
  );
}

/** `/api/stats`: how much the server holds. */
export function stats(store: Store, now: number): Reply {
  const tags = { host: 'demo' };
  const count = (kind: string, names: readonly string[]) => ({
    metric: 'tsd.uid.ids-used',
    timestamp: Math.trunc(now / 1000),
    value: String(names.length),
    tags: { ...tags, kind },
  });
  const { metrics, tagks, tagvs } = store.uids;
  return json(
    JSON.stringify([count('metrics', metrics.all()), count('tagk', tagks.all()), count('tagv', tagvs.all())])
  );
}

/** `/api/uid/assign`: gives new names a uid. */
export function assign(store: Store, request: DemoRequest): Reply {
  const asked: Record<string, unknown> =
    request.method === 'POST' ? objectBody(request) : Object.fromEntries(request.query);
  const kinds = { metric: store.uids.metrics, tagk: store.uids.tagks, tagv: store.uids.tagvs };
  const answer: Record<string, Record<string, string>> = {};
  let failed = false;
  for (const [kind, uids] of Object.entries(kinds)) {
    const names = asked[kind];
    const list = Array.isArray(names) ? names.map(String) : typeof names === 'string' ? names.split(',') : [];
    for (const name of list) {
      const known = uids.get(name);
      const uid = uids.assign(name).toString(16).toUpperCase().padStart(6, '0');
      const section = known === undefined ? kind : `${kind}_errors`;
      (answer[section] ??= {})[name] = known === undefined ? uid : `Name already exists with UID: ${uid}`;
      failed ||= known !== undefined;
    }
  }
  return json(JSON.stringify(answer), failed ? 400 : 200);
}
