import { isObject, parseJson } from '../http/json';
import { type DemoRequest, type Reply } from '../http/message';
import { type Series } from '../store/series';
import { type Store } from '../store/store';
import { AGGREGATORS } from './aggregators';
import { json, methodNotAllowed, missingParameter, TsdbError } from './errors';
import { objectBody } from './body';
import { parseSeriesName } from './seriesName';
import { FILTER_TYPES } from './filters';
import { type Abilities } from './versions';
import { ALL, sortedSeries, sortedTags, tsuidOf, uidOf } from './names';

const DEFAULT_LIMIT = 25;
const HOUR_MS = 3_600_000;

/** `/api/suggest`: names that begin with a text, also of deleted series. */
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

function hasTags(series: Series, tags: Array<{ key: string; value: string }>): boolean {
  return tags.every(({ key, value }) =>
    key === '*'
      ? value === '*' || Object.values(series.tags).includes(value)
      : series.tags[key] !== undefined && (value === '*' || series.tags[key] === value)
  );
}

/** Without tracking, OpenTSDB reads the rows: a series is listed once for each hour in which it has points. */
function rowsOf(series: Series[]): Series[] {
  return series
    .flatMap((one, order) => {
      const hours = new Set(Array.from(one.storedPoints().times, (time) => Math.floor(time / HOUR_MS)));
      return [...hours].map((hour) => ({ one, order, hour }));
    })
    .sort((a, b) => a.hour - b.hour || a.order - b.order)
    .map(({ one }) => one);
}

/** `/api/aggregators`. */
export function aggregators({ lacksAggregators }: Abilities): Reply {
  return json(JSON.stringify([...AGGREGATORS.keys()].filter((name) => !lacksAggregators.includes(name))));
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
export function version(abilities: Abilities): Reply {
  return json(
    JSON.stringify({
      short_revision: 'demo',
      repo: 'demo',
      host: 'demo',
      version: abilities.version,
      full_revision: 'demo',
      repo_status: 'MINT',
      user: 'demo',
      timestamp: abilities.built,
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

/** `/api/uid/assign`: assigns uids to new names. */
export function assign(store: Store, request: DemoRequest): Reply {
  const asked: Record<string, unknown> =
    request.method === 'POST' ? objectBody(request) : Object.fromEntries(request.query);
  const kinds = { metric: store.uids.metrics, tagk: store.uids.tagks, tagv: store.uids.tagvs };
  const response: Record<string, Record<string, string>> = {};
  let failed = false;
  for (const [kind, uids] of Object.entries(kinds)) {
    const names = asked[kind];
    const list = Array.isArray(names) ? names.map(String) : typeof names === 'string' ? names.split(',') : [];
    for (const name of list) {
      const known = uids.get(name);
      const uid = uids.assign(name).toString(16).toUpperCase().padStart(6, '0');
      const section = known === undefined ? kind : `${kind}_errors`;
      (response[section] ??= {})[name] = known === undefined ? uid : `Name already exists with UID: ${uid}`;
      failed ||= known !== undefined;
    }
  }
  return json(JSON.stringify(response), failed ? 400 : 200);
}
