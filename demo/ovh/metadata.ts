import { isObject, parseJson } from '../http/json';
import { type DemoRequest, type Reply } from '../http/message';
import { goString, goStringMap, javaDouble } from '../http/text';
import { type Series } from '../store/series';
import { type Store } from '../store/store';
import { AGGREGATORS, DOWNSAMPLERS } from './aggregate';
import { empty, json, Panic, plainText, STORE_ERROR } from './replies';

const IDENTIFIER = '[-a-zA-Z0-9_./]+';
const IDENTIFIER_ONLY = new RegExp(`^${IDENTIFIER}$`);
const VALUE_ONLY = new RegExp(`^(\\*|${IDENTIFIER})$`);
const TAG = new RegExp(`^(${IDENTIFIER})=(\\*|${IDENTIFIER})$`);
const TAG_WITHOUT_WILDCARD = new RegExp(`^(${IDENTIFIER})=(${IDENTIFIER})$`);

const DEFAULT_SUGGESTIONS = 25;
const SUGGEST_PARAMETERS = ['type', 'q', 'max'];
const SELECTOR_MESSAGE = 'io.warp10.script.WarpScriptException:  invalid syntax for selector.';
const SELECTOR_ERROR = `java.io.IOException: ${SELECTOR_MESSAGE} (${SELECTOR_MESSAGE} ( invalid syntax for selector.))`;
const TYPE_ERROR = "Invalid type value (must be 'metrics', 'tagk' or 'tagv')";

/** An error page of the store's web server, which the gateway passes on. */
export function storePage(title: string, path: string): string {
  return [
    '<html>',
    '<head>',
    '<meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>',
    `<title>Error ${title}</title>`,
    '</head>',
    `<body><h2>HTTP ERROR ${title.slice(0, 3)}</h2>`,
    `<p>Problem accessing ${path}. Reason:`,
    `<pre>    ${title.slice(4)}</pre></p>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** `/api/suggest`: metrics are found by any part of their name, tag keys and values by their beginning. */
export function suggest(store: Store, application: string | undefined, request: DemoRequest): Reply {
  let { type, q, max } = { type: '', q: '', max: 0 };
  if (request.method === 'GET') {
    const unknown = [...request.query.keys()].some((key) => !SUGGEST_PARAMETERS.includes(key));
    const limit = request.query.get('max') ?? '0';
    if (unknown || !/^[-+]?[0-9]+$/.test(limit)) {
      return empty(400);
    }
    [type, q, max] = [request.query.get('type') ?? '', request.query.get('q') ?? '', Number(limit)];
  } else {
    const body = parseJson(request.body.toString('utf8'))?.value;
    if (isObject(body)) {
      type = typeof body.type === 'string' ? body.type : '';
      q = typeof body.q === 'string' ? body.q : '';
      max = typeof body.max === 'number' ? body.max : 0;
    }
  }
  if (!['metrics', 'tagk', 'tagv'].includes(type)) {
    return plainText(500, TYPE_ERROR);
  }
  if (type === 'metrics' && q.includes(' ')) {
    return plainText(500, '<h1>Bad Message 400</h1><pre>reason: Unknown Version</pre>');
  }
  if (application === undefined) {
    return plainText(500, storePage('403 Missing or invalid token.', '/api/v0/find'));
  }
  if (type === 'metrics' && /[&#{}]/.test(q)) {
    return plainText(500, storePage(`500 ${SELECTOR_ERROR}`, '/api/v0/find'));
  }
  const names = suggestions(store, application, type, q);
  const limit = max === 0 ? DEFAULT_SUGGESTIONS : max;
  if (limit < 0) {
    throw new Panic('slice bounds out of range');
  }
  return json(`[${names.slice(0, limit).map(goString).join(',')}]\n`);
}

function suggestions(store: Store, application: string, type: string, q: string): string[] {
  if (type === 'metrics') {
    return store
      .metrics(application)
      .filter((metric) => metric.includes(q))
      .sort();
  }
  const names = new Set(
    store.allSeries(application).flatMap(({ tags }) => (type === 'tagk' ? Object.keys(tags) : Object.values(tags)))
  );
  return [...names].filter((name) => name.startsWith(q)).sort();
}

interface LookupTag {
  key: string;
  value: string;
}

/** `/api/search/lookup`: every series of a metric and tags; limits are ignored. */
export function lookup(store: Store, application: string | undefined, request: DemoRequest): Reply {
  let metric = '';
  let tags: LookupTag[] | null = null;
  if (request.method === 'GET') {
    const m = request.query.get('m') ?? '';
    const parsed = parseMetricAndTags(m, TAG);
    if (!parsed) {
      return plainText(400, `can't parse query param 'm=${m}'`);
    }
    ({ metric, tags } = parsed);
  } else if (request.method === 'POST') {
    const text = request.body.toString('utf8');
    const body = parseJson(text);
    if (!body) {
      return plainText(400, syntaxError(text));
    }
    if (isObject(body.value)) {
      const { tags: given, metric: named } = body.value;
      if (given !== undefined && given !== null && !Array.isArray(given)) {
        const kind = isObject(given) ? 'object' : typeof given === 'number' ? 'number' : typeof given;
        return plainText(
          400,
          `json: cannot unmarshal ${kind} into Go struct field queryLookup.tags of type []opentsdb.tag`
        );
      }
      metric = typeof named === 'string' ? named : '';
      tags = Array.isArray(given)
        ? given.filter(isObject).map(({ key, value }) => ({ key: String(key ?? ''), value: String(value ?? '') }))
        : null;
    }
  } else {
    throw new Panic('The method is neither GET nor POST, and the gateway reports an error that is not there.');
  }
  const wellFormed =
    (metric === '' || metric === '*' || IDENTIFIER_ONLY.test(metric)) &&
    (tags ?? []).every(({ key, value }) => IDENTIFIER_ONLY.test(key) && VALUE_ONLY.test(value));
  if (!wellFormed) {
    return plainText(400, 'Unable to build a backend query from the request');
  }
  if (application === undefined) {
    return plainText(500, STORE_ERROR);
  }
  const found = store
    .allSeries(application)
    .filter((series) => (metric === '' || metric === '*' || series.metric === metric) && hasTags(series, tags ?? []));
  const results = found.map(
    (series) => `{"metric":${goString(series.metric)},"tsuid":0,"tags":${goStringMap(series.tags)}}`
  );
  const shownTags = tags
    ? `[${tags.map(({ key, value }) => `{"key":${goString(key)},"value":${goString(value)}}`).join(',')}]`
    : 'null';
  return json(
    `{"type":"LOOKUP","limit":25,"startIndex":0,"metric":${goString(metric)},"tags":${shownTags},"time":0,` +
      `"totalResults":${results.length},"results":[${results.join(',')}]}\n`
  );
}

function hasTags(series: Series, tags: LookupTag[]): boolean {
  const wanted = new Map<string, string[]>();
  for (const { key, value } of tags) {
    wanted.set(key, [...(wanted.get(key) ?? []), value]);
  }
  return [...wanted].every(([key, values]) => {
    const value = series.tags[key];
    return value !== undefined && (values.includes('*') || values.includes(value));
  });
}

function syntaxError(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') {
    return 'unexpected end of JSON input';
  }
  if (trimmed.startsWith('{') && trimmed.length > 1) {
    return `invalid character '${trimmed[1]}' looking for beginning of object key string`;
  }
  return `invalid character '${trimmed[0]}' looking for beginning of value`;
}

function parseMetricAndTags(text: string, tagForm: RegExp): { metric: string; tags: LookupTag[] } | undefined {
  const trimmed = text.trim();
  if (trimmed === '') {
    return undefined;
  }
  const left = trimmed.indexOf('{');
  const right = trimmed.indexOf('}');
  if (left < 0 && right < 0) {
    return { metric: trimmed, tags: [] };
  }
  if (left < 0 || left >= right - 3 || right !== trimmed.length - 1) {
    return undefined;
  }
  const tags: LookupTag[] = [];
  for (const definition of trimmed.slice(left + 1, right).split(',')) {
    const parts = tagForm.exec(definition);
    if (!parts) {
      return undefined;
    }
    tags.push({ key: parts[1], value: parts[2] });
  }
  return { metric: trimmed.slice(0, left), tags };
}

interface LastQuery {
  metric: string;
  tags: LookupTag[];
}

/** `/api/query/last`: the newest point of each series, its value as text and its time in seconds. */
export function last(store: Store, application: string | undefined, request: DemoRequest, now: number): Reply {
  const queries = lastQueries(request);
  if (!queries) {
    return plainText(400, 'Bad request');
  }
  const wellFormed = queries.every(
    ({ metric, tags }) =>
      IDENTIFIER_ONLY.test(metric) &&
      tags.every(({ key, value }) => IDENTIFIER_ONLY.test(key) && IDENTIFIER_ONLY.test(value))
  );
  if (!wellFormed) {
    return plainText(400, 'Unable to build a backend query from the request');
  }
  if (application === undefined && queries.length > 0) {
    return plainText(502, 'Failed to unmarshal Egress response');
  }
  const points = queries.flatMap(({ metric, tags }) =>
    store
      .series(application ?? '', metric)
      .filter((series) => tags.every(({ key, value }) => series.tags[key] === value))
      .flatMap((series) => {
        const point = series.last(now, Infinity);
        return point ? [lastJson(series, point)] : [];
      })
  );
  return json(`[${points.join(',')}]`);
}

function lastJson(series: Series, point: { time: number; value: number; integer: boolean }): string {
  const value = point.integer ? String(point.value) : javaDouble(point.value);
  return (
    `{"metric":${JSON.stringify(series.metric)},"timestamp":${Math.trunc(point.time / 1000)},` +
    `"value":"${value}","tags":${JSON.stringify(series.tags)},"tsuid":0}`
  );
}

function lastQueries(request: DemoRequest): LastQuery[] | undefined {
  if (request.method === 'GET') {
    const queries = request.query.getAll('timeseries').map((text) => parseMetricAndTags(text, TAG_WITHOUT_WILDCARD));
    const complete = queries.every(
      (query) =>
        query &&
        IDENTIFIER_ONLY.test(query.metric) &&
        new Set(query.tags.map(({ key }) => key)).size === query.tags.length
    );
    return queries.length > 0 && complete ? queries.filter((query) => query !== undefined) : undefined;
  }
  const body = request.method === 'POST' ? parseJson(request.body.toString('utf8'))?.value : undefined;
  if (!isObject(body) || (body.queries !== undefined && body.queries !== null && !Array.isArray(body.queries))) {
    return undefined;
  }
  return ((body.queries as unknown[] | null | undefined) ?? []).filter(isObject).map(({ metric, tags }) => ({
    metric: typeof metric === 'string' ? metric : '',
    tags: isObject(tags) ? Object.entries(tags).map(([key, value]) => ({ key, value: String(value) })) : [],
  }));
}

/** `/api/aggregators`: the names come in another order on each call; `first` and `last` are listed, but refused. */
export function aggregators(shuffle: <T>(list: T[]) => T[]): Reply {
  const names = [
    ...shuffle([...AGGREGATORS.keys()]),
    ...shuffle([...DOWNSAMPLERS.keys()].filter((name) => !AGGREGATORS.has(name))),
  ];
  return json(`${JSON.stringify(names)}\n\n`);
}

/** `/api/config/filters`: the three filter types that the gateway knows. */
export function configFilters(): Reply {
  const filters = {
    literal_or: {
      examples: 'host=literal_or(web01|web02)',
      description: 'One of the exact values, separated by pipes. Case matters.',
    },
    regexp: { examples: 'host=regexp(web.*)', description: 'A regular expression that the whole value matches.' },
    wildcard: { examples: 'host=wildcard(web*)', description: 'A text in which * stands for any characters.' },
  };
  return json(`${JSON.stringify(filters)}\n`);
}
