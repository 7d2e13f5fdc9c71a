import { type Exchange, readExchanges } from './exchanges';
import { VERSION_START } from './versionData';

/** The requests to every version of OpenTSDB, over the points of {@link loadVersionData}. */
export function versionRequests(): Array<Pick<Exchange, 'name' | 'request'>> {
  return [
    ...calls(),
    ...filterTypes(),
    ...filterPairs(),
    ...filterEdges(),
    ...aggregators(),
    ...downsamplers(),
    ...fills(),
    ...calendars(),
    ...rates(),
    ...options(),
  ];
}

/** Requests whose responses depend only on the stored points, not on the clock or the server's settings. */
export function olderRequests(): Exchange[] {
  const others =
    /^(def|lim|put|zz|an)\d?-|gzip|^stats|^query-(stats|no-end|end-now|end-empty|future|start-relative)$|^uid-|^dropcaches|no-end$/;
  return [
    ...readExchanges('opentsdb.ndjson').filter(({ name }) => !others.test(name)),
    ...readExchanges('opentsdb.ndjson').filter(({ name }) => /^an\d/.test(name)),
  ];
}

type Requests = Array<Pick<Exchange, 'name' | 'request'>>;

const START = VERSION_START;
/** The ids of two series of `filter.pairs`, web01's and web02's. */
const TSUID = '00000A000001000001000002000002';
const OTHER_TSUID = '00000A000001000003000002000002';

function post(name: string, path: string, body: unknown) {
  return {
    name,
    request: { method: 'POST', path, 'content-type': 'application/json', body: JSON.stringify(body) },
  };
}

function get(name: string, path: string) {
  return { name, request: { method: 'GET', path } };
}

function ask(name: string, sub: unknown, more: object = {}, path = '/api/query') {
  return post(name, path, { start: START, end: START + 600, queries: Array.isArray(sub) ? sub : [sub], ...more });
}

function filter(type: string, text: string, groupBy = false, tagk = 'host') {
  return { type, tagk, filter: text, groupBy };
}

function calls(): Requests {
  return [
    get('v-version', '/api/version'),
    get('v-filters', '/api/config/filters'),
    get('v-aggregators', '/api/aggregators'),
    get('v-suggest', '/api/suggest?type=metrics&q=filter&max=5'),
    get('v-lookup', '/api/search/lookup?m=tag.keys'),
    get('v-lookup-limit', '/api/search/lookup?m=filter.pairs&limit=2'),
    get('v-lookup-limit-0', '/api/search/lookup?m=filter.pairs&limit=0'),
    post('v-lookup-post', '/api/search/lookup', { metric: 'calendar.hours', limit: 5 }),
    post('v-lookup-meta', '/api/search/lookup', { metric: 'calendar.hours', useMeta: true, limit: 5 }),
    post('v-lookup-no-meta', '/api/search/lookup', { metric: 'calendar.hours', useMeta: false, limit: 5 }),
    get('v-lookup-use-meta', '/api/search/lookup?m=calendar.hours&use_meta=true&limit=5'),
    post('v-lookup-tags', '/api/search/lookup', { metric: 'filter.pairs', tags: [{ key: 'host', value: '*' }] }),
    get('v-lookup-unknown', '/api/search/lookup?m=no.such'),
    post('v-last', '/api/query/last', {
      queries: [{ metric: 'tag.keys', tags: { host: 'web01' } }],
      resolveNames: true,
      backScan: 0,
    }),
    post('v-last-back', '/api/query/last', {
      queries: [{ metric: 'filter.pairs', tags: { host: 'web01', dc: 'lga' } }],
      resolveNames: true,
      backScan: 2000,
    }),
    get('v-last-get', '/api/query/last?timeseries=tag.keys%7Bhost=web01%7D&resolve=true&back_scan=2000'),
  ];
}

function filterTypes(): Requests {
  const texts: Record<string, string> = {
    literal_or: 'web01|db01',
    iliteral_or: 'WEB01|db01',
    not_literal_or: 'web01|db01',
    not_iliteral_or: 'WEB01|db01',
    wildcard: 'web*',
    iwildcard: 'Web*1',
    regexp: 'eb0',
    not_key: '',
  };
  return Object.entries(texts).flatMap(([type, text]) => [
    ask(`v-filter-${type}`, { metric: 'filter.pairs', aggregator: 'sum', filters: [filter(type, text)] }),
    ask(`v-filter-${type}-grouped`, { metric: 'filter.pairs', aggregator: 'sum', filters: [filter(type, text, true)] }),
  ]);
}

/** Filter texts by type. The two texts of a pair pass some common values, and each some that the other doesn't. */
const FIRST: Record<string, string> = {
  literal_or: 'web01|db01',
  iliteral_or: 'WEB01|db01',
  not_literal_or: 'web02',
  not_iliteral_or: 'WEB02',
  wildcard: 'web*',
  iwildcard: 'WEB*',
  regexp: '^w',
};
const SECOND: Record<string, string> = {
  literal_or: 'web01|web02',
  iliteral_or: 'WEB01|web02',
  not_literal_or: 'db01',
  not_iliteral_or: 'DB01',
  wildcard: '*01',
  iwildcard: '*B01',
  regexp: '1$',
};

function filterPairs(): Requests {
  return Object.entries(FIRST).flatMap(([first, a]) =>
    Object.entries(SECOND).flatMap(([second, b]) => [
      ask(`v-pair-${first}-${second}`, {
        metric: 'filter.pairs',
        aggregator: 'sum',
        filters: [filter(first, a), filter(second, b)],
      }),
      ask(`v-second-${first}-${second}`, {
        metric: 'second.key',
        aggregator: 'sum',
        filters: [filter('wildcard', '*'), filter(first, a, false, 'rack'), filter(second, b, false, 'rack')],
      }),
    ])
  );
}

function filterEdges(): Requests {
  const sum = (filters: unknown[], more: object = {}) => ({
    metric: 'filter.pairs',
    aggregator: 'sum',
    filters,
    ...more,
  });
  return [
    ask('v-two-literals-grouped', sum([filter('literal_or', 'web01|db01', true), filter('literal_or', 'web01', true)])),
    ask('v-two-literals-apart', sum([filter('literal_or', 'web01', false), filter('literal_or', 'db01', false)])),
    ask(
      'v-two-literals-and-wildcard',
      sum(['web01|db01', 'web02'].map((t) => filter('literal_or', t)).concat(filter('wildcard', '*01')))
    ),
    ask(
      'v-two-literals-of-two-keys',
      sum([filter('literal_or', 'web01|db01'), filter('literal_or', 'lga', false, 'dc')])
    ),
    ask('v-tags-and-literal', sum([filter('literal_or', 'web02|db01')], { tags: { host: 'web01|web02' } })),
    ask('v-tags-and-wildcard', sum([filter('wildcard', 'w*')], { tags: { host: 'web01|db01' } })),
    ask('v-tags-then-other-key', sum([filter('wildcard', '*', true, 'dc')], { tags: { host: 'web01' } })),
    ask('v-tags-before-filters', {
      metric: 'filter.pairs',
      aggregator: 'sum',
      tags: { host: 'web01|web02' },
      filters: [filter('literal_or', 'web02|db01', true)],
    }),
    ask('v-filters-then-empty-tags', sum([filter('literal_or', 'web01')], { tags: {} })),
    ask('v-filters-then-null-tags', sum([filter('literal_or', 'web01')], { tags: null })),
    ask('v-null-tags-then-filters', {
      metric: 'filter.pairs',
      aggregator: 'sum',
      tags: null,
      filters: [filter('literal_or', 'web01')],
    }),
    ask('v-tags-then-empty-filters', {
      metric: 'filter.pairs',
      aggregator: 'sum',
      tags: { host: 'web01' },
      filters: [],
    }),
    ask('v-tags-then-null-filters', {
      metric: 'filter.pairs',
      aggregator: 'sum',
      tags: { host: 'web01' },
      filters: null,
    }),
    ask('v-second-three', {
      metric: 'second.key',
      aggregator: 'sum',
      filters: [
        filter('literal_or', 'web01|db01', false, 'rack'),
        filter('wildcard', '*'),
        filter('wildcard', 'w*', false, 'rack'),
        filter('literal_or', 'web01|web02', false, 'rack'),
      ],
    }),
    ask('v-literal-empty-value', sum([filter('literal_or', 'web01|')])),
    ask('v-literal-empty-first', sum([filter('literal_or', '|web01')])),
    ask('v-literal-empty-middle', sum([filter('literal_or', 'web01||db01')])),
    ask('v-literal-pipe', sum([filter('literal_or', '|')])),
    ask('v-literal-empty', sum([filter('literal_or', '')])),
    ask('v-literal-twice', sum([filter('literal_or', 'web01|web01')])),
    ask('v-literal-unknown', sum([filter('literal_or', 'web01|nohost')])),
    ask('v-iliteral-empty-value', sum([filter('iliteral_or', 'web01|')])),
    ask('v-not-literal-empty-value', sum([filter('not_literal_or', 'web01|')])),
    ask('v-not-literal-unknown', sum([filter('not_literal_or', 'web01|nohost')])),
    ask('v-wildcard-no-asterisk', sum([filter('wildcard', 'web01')])),
    ask('v-iwildcard-no-asterisk', sum([filter('iwildcard', 'web01')])),
    ask('v-wildcard-two-asterisks', sum([filter('wildcard', 'w*b*1')])),
    ask('v-wildcard-star', sum([filter('wildcard', '*')])),
    ask('v-wildcard-star-grouped', sum([filter('wildcard', '*', true)])),
    ask('v-regexp-bad', sum([filter('regexp', 'web[')])),
    ask('v-regexp-look-ahead', sum([filter('regexp', '^(?!web).*')])),
    ask('v-filter-unknown-type', sum([filter('bogus', 'x')])),
    ask('v-filter-literal-type-upper', sum([filter('LITERAL_OR', 'web01')])),
    ask('v-filter-no-group-by', sum([{ type: 'literal_or', tagk: 'host', filter: 'web01' }])),
    ask('v-filters-null', { metric: 'filter.pairs', aggregator: 'sum', filters: null }),
    ask('v-tags-empty-value', { metric: 'filter.pairs', aggregator: 'sum', tags: { host: '' } }),
    ask('v-tags-wildcard', { metric: 'filter.pairs', aggregator: 'sum', tags: { host: 'WEB*' } }),
    ask('v-tags-function', { metric: 'filter.pairs', aggregator: 'sum', tags: { host: 'not_literal_or(web01)' } }),
    ask('v-tags-unknown-function', { metric: 'filter.pairs', aggregator: 'sum', tags: { host: 'bogus(web01)' } }),
    ask('v-explicit', {
      metric: 'tag.keys',
      aggregator: 'sum',
      filters: [filter('wildcard', '*')],
      explicitTags: true,
    }),
    ask('v-explicit-two', {
      metric: 'tag.keys',
      aggregator: 'sum',
      filters: [filter('wildcard', '*'), filter('literal_or', 'lga', true, 'dc')],
      explicitTags: true,
    }),
    ask('v-explicit-no-filters', { metric: 'tag.keys', aggregator: 'sum', explicitTags: true }),
    ask('v-explicit-false', {
      metric: 'tag.keys',
      aggregator: 'sum',
      filters: [filter('wildcard', '*')],
      explicitTags: false,
    }),
    ask('v-explicit-tags', { metric: 'tag.keys', aggregator: 'sum', tags: { host: 'web01' }, explicitTags: true }),
    ask(
      'v-ended-early',
      { metric: 'ended.early', aggregator: 'sum', tags: { host: '*' } },
      { start: START + 300, end: START + 3000 }
    ),
    ask(
      'v-ended-early-downsampled',
      { metric: 'ended.early', aggregator: 'sum', downsample: '5m-avg', tags: { host: '*' } },
      { start: START + 300, end: START + 3000 }
    ),
    ask(
      'v-ended-early-filled',
      { metric: 'ended.early', aggregator: 'sum', downsample: '5m-avg-nan', tags: { host: '*' } },
      { start: START + 300, end: START + 3000 }
    ),
    ask(
      'v-ended-early-together',
      { metric: 'ended.early', aggregator: 'sum' },
      { start: START + 300, end: START + 3000 }
    ),
  ];
}

const FUNCTIONS = [
  'sum',
  'min',
  'max',
  'avg',
  'dev',
  'count',
  'zimsum',
  'mimmin',
  'mimmax',
  'pfsum',
  'first',
  'last',
  'diff',
  'mult',
  'median',
  'squareSum',
  'none',
  'multiply',
  'p50',
  'p75',
  'p90',
  'p95',
  'p99',
  'p999',
  'ep50r3',
  'ep95r3',
  'ep50r7',
  'ep95r7',
  'ep999r7',
  'movingAverage',
  'ema',
  'bogus',
  '',
  'SUM',
];

function aggregators(): Requests {
  return FUNCTIONS.flatMap((name) => [
    ask(`v-agg-${name}`, { metric: 'with.gaps', aggregator: name }, { end: START + 130 }),
    ask(`v-agg-${name}-1m`, { metric: 'with.gaps', aggregator: name, downsample: '1m-sum' }),
    ask(`v-agg-${name}-1m-nan`, { metric: 'with.gaps', aggregator: name, downsample: '1m-sum-nan' }),
    ask(
      `v-agg-${name}-rate`,
      { metric: 'with.gaps', aggregator: name, rate: true },
      { start: START + 60, end: START + 200 }
    ),
  ]);
}

function downsamplers(): Requests {
  const d = (downsample: string, more: object = {}) =>
    ask(
      `v-ds-${downsample.replace(/#/, '_')}`,
      { metric: 'with.gaps', aggregator: 'sum', downsample, tags: { host: 'web01' } },
      more
    );
  return [
    ...FUNCTIONS.map((name) => d(`1m-${name}`)),
    d('0all-avg'),
    d('0all-sum'),
    d('0all-count'),
    d('0all-avg-nan'),
    d('0all-last'),
    d('all-avg'),
    d('1all-avg'),
    d('1m'),
    d('avg-1m'),
    d('1m-avg-none'),
    d('1m-avg-bogus'),
    d('1m-avg-scalar#5'),
    d('1x-avg'),
    d('0m-avg'),
    d('-1m-avg'),
    d('1.5m-avg'),
    d('1M-avg'),
    d('1n-avg'),
    d('1y-avg'),
    d('1w-avg'),
    d('1d-avg'),
    d('60000ms-avg'),
    d('1500ms-avg'),
    d('1m-avg', { msResolution: true }),
  ].map((one, i, all) =>
    all.findIndex(({ name }) => name === one.name) === i ? one : { ...one, name: `${one.name}-ms` }
  );
}

function fills(): Requests {
  return ['none', 'nan', 'null', 'zero'].flatMap((policy) => [
    ask(`v-fill-${policy}-one`, {
      metric: 'with.gaps',
      aggregator: 'sum',
      downsample: `1m-avg-${policy}`,
      tags: { host: 'web01' },
    }),
    ...['sum', 'avg', 'zimsum', 'mimmin', 'count', 'max', 'dev'].map((aggregator) =>
      ask(`v-fill-${policy}-${aggregator}`, { metric: 'with.gaps', aggregator, downsample: `1m-avg-${policy}` })
    ),
    ask(`v-fill-${policy}-rate`, {
      metric: 'with.gaps',
      aggregator: 'sum',
      downsample: `1m-avg-${policy}`,
      rate: true,
    }),
    ask(
      `v-fill-${policy}-outside`,
      { metric: 'with.gaps', aggregator: 'sum', downsample: `1m-avg-${policy}` },
      { start: START - 300, end: START + 1200 }
    ),
    ask(
      `v-fill-${policy}-arrays`,
      { metric: 'with.gaps', aggregator: 'sum', downsample: `1m-avg-${policy}` },
      {},
      '/api/query?arrays=true'
    ),
  ]);
}

function calendars(): Requests {
  const day = 1_792_800_000; // 2026-10-24 00:00 UTC
  const c = (name: string, sub: object, more: object) =>
    ask(
      `v-calendar-${name}`,
      { metric: 'calendar.hours', aggregator: 'sum', ...sub },
      { start: day, end: day + 72 * 3600, ...more }
    );
  const zones = ['UTC', 'Europe/Paris', 'Asia/Kolkata', 'America/New_York', 'Asia/Kathmandu'];
  return [
    ...zones.map((timezone) => c(`1dc-${timezone.replace('/', '_')}`, { downsample: '1dc-count' }, { timezone })),
    c('6hc-Paris', { downsample: '6hc-count' }, { timezone: 'Europe/Paris' }),
    c('1hc-Paris', { downsample: '1hc-count' }, { timezone: 'Europe/Paris', start: day + 86_400, end: day + 100_000 }),
    c(
      '30mc-Paris',
      { downsample: '30mc-count' },
      { timezone: 'Europe/Paris', start: day + 86_400, end: day + 100_000 }
    ),
    c('1wc', { downsample: '1wc-count' }, { start: day - 14 * 86_400 }),
    c('1nc', { downsample: '1nc-count' }, { start: day - 60 * 86_400 }),
    c('2dc', { downsample: '2dc-count' }, {}),
    c('3dc-Paris', { downsample: '3dc-count' }, { timezone: 'Europe/Paris' }),
    c('1dc-no-zone', { downsample: '1dc-count' }, {}),
    c('1dc-nan', { downsample: '1dc-count-nan' }, { timezone: 'Europe/Paris', start: day - 3 * 86_400 }),
    c('1dc-bad-zone', { downsample: '1dc-count' }, { timezone: 'Bogus/Zone' }),
    c('1d-use-calendar', { downsample: '1d-count' }, { timezone: 'Europe/Paris', useCalendar: true }),
    c('1d-use-calendar-in-query', { downsample: '1d-count', useCalendar: true, timezone: 'Europe/Paris' }, {}),
    c('1d-zone-alone', { downsample: '1d-count' }, { timezone: 'Europe/Paris' }),
    c('1d', { downsample: '1d-count' }, {}),
    c(
      'start-text-in-zone',
      { downsample: '1h-count' },
      { start: '2026/10/24-10:00', end: '2026/10/24-12:00', timezone: 'Europe/Paris' }
    ),
  ];
}

function rates(): Requests {
  const r = (name: string, metric: string, rateOptions: unknown, more: object = {}) =>
    ask(
      `v-rate-${name}`,
      { metric, aggregator: 'sum', rate: true, ...(rateOptions === undefined ? {} : { rateOptions }), ...more },
      { end: START + 720 }
    );
  return [
    r('plain', 'counter.resets', undefined),
    r('options-empty', 'counter.resets', {}),
    r('counter', 'counter.resets', { counter: true }),
    r('counter-false', 'counter.resets', { counter: false, counterMax: 100, resetValue: 1 }),
    r('counter-max', 'counter.wraps', { counter: true, counterMax: 256 }),
    r('counter-max-0', 'counter.wraps', { counter: true, counterMax: 0 }),
    r('counter-max-0-reset-0', 'counter.wraps', { counter: true, counterMax: 0, resetValue: 0 }),
    r('counter-max-null', 'counter.wraps', { counter: true, counterMax: null }),
    r('counter-max-text', 'counter.wraps', { counter: true, counterMax: '256', resetValue: '' }),
    r('counter-max-negative', 'counter.wraps', { counter: true, counterMax: -1 }),
    r('counter-max-fraction', 'counter.wraps', { counter: true, counterMax: 256.5 }),
    r('counter-max-long', 'counter.wraps', { counter: true, counterMax: 9223372036854775807 }),
    r('reset-value', 'counter.resets', { counter: true, counterMax: 100_000, resetValue: 100 }),
    r('reset-value-alone', 'counter.resets', { counter: true, resetValue: 100 }),
    r('reset-value-null', 'counter.resets', { counter: true, resetValue: null }),
    r('drop', 'counter.resets', { counter: true, dropResets: true }),
    r('drop-max', 'counter.resets', { counter: true, counterMax: 10_000, dropResets: true }),
    r('drop-without-counter', 'counter.resets', { dropResets: true }),
    r('drop-false', 'counter.resets', { counter: true, dropResets: false }),
    r('drop-downsampled', 'counter.resets', { counter: true, dropResets: true }, { downsample: '2m-avg' }),
    r('unknown-option', 'counter.resets', { counter: true, bogus: 1 }),
    r('null-options', 'counter.resets', null),
  ];
}

function options(): Requests {
  const sum = { metric: 'milli.seconds', aggregator: 'sum' };
  const gaps = { metric: 'with.gaps', aggregator: 'sum', tags: { host: 'web01' } };
  const short = { end: START + 130 };
  return [
    ask('v-ms', sum, { msResolution: true }),
    ask('v-ms-off', sum),
    ask('v-ms-text', sum, { msResolution: 'true' }),
    ask('v-ms-500ms', { ...sum, downsample: '500ms-avg' }, { msResolution: true }),
    ask('v-ms-start', sum, { start: START * 1000 + 500, end: START * 1000 + 2000, msResolution: true }),
    ask('v-arrays', gaps, short, '/api/query?arrays=true'),
    ask('v-show-query', gaps, { ...short, showQuery: true }),
    ask('v-show-query-two', [gaps, { ...gaps, tags: { host: 'web02' } }], { ...short, showQuery: true }),
    ask(
      'v-show-query-filters',
      {
        ...gaps,
        tags: undefined,
        filters: [filter('literal_or', 'web01', true)],
        downsample: '1m-avg-nan',
        rate: true,
        rateOptions: { counter: true },
      },
      { ...short, showQuery: true }
    ),
    ask('v-show-query-same', [gaps, gaps], { ...short, showQuery: true }),
    ask('v-two-queries', [gaps, { metric: 'filter.pairs', aggregator: 'max' }], short),
    ask('v-two-one-unknown', [gaps, { metric: 'no.such', aggregator: 'max' }], short),
    ask('v-show-tsuids', gaps, { ...short, showTSUIDs: true }),
    ask('v-show-stats', gaps, { ...short, showStats: true }),
    ask('v-show-stats-two', [gaps, { ...gaps, tags: { host: 'web02' } }], { ...short, showStats: true }),
    ask('v-show-stats-same', [gaps, gaps], { ...short, showStats: true }),
    ask(
      'v-show-stats-grouped',
      [
        { ...gaps, tags: { host: '*' } },
        { metric: 'filter.pairs', aggregator: 'sum', tags: { host: '*' } },
      ],
      { ...short, showStats: true }
    ),
    ask('v-tsuids', { tsuids: [TSUID], aggregator: 'sum' }, { ...short, showTSUIDs: true }),
    ask('v-tsuids-with-metric', { metric: 'filter.pairs', tsuids: [TSUID], aggregator: 'sum' }, short),
    ask(
      'v-tsuids-two-queries',
      [TSUID, OTHER_TSUID].map((one) => ({ tsuids: [one], aggregator: 'sum' })),
      { ...short, showTSUIDs: true, showQuery: true }
    ),
    ask('v-tsuids-together', { tsuids: [TSUID, OTHER_TSUID], aggregator: 'sum' }, { ...short, showTSUIDs: true }),
    ask('v-tsuids-unknown', { tsuids: ['000ABC000001000001'], aggregator: 'sum' }, short),
    ask('v-tsuids-downsampled', { tsuids: [TSUID], aggregator: 'sum', downsample: '1m-avg-nan', rate: true }, short),
    ask('v-show-summary', gaps, { ...short, showSummary: true }),
    ask('v-percentiles', { ...gaps, percentiles: [50, 99.9] }, short),
    ask('v-percentiles-empty', { ...gaps, percentiles: [] }, short),
    ask('v-none', { metric: 'with.gaps', aggregator: 'none' }, short),
    ask('v-none-tags', { metric: 'filter.pairs', aggregator: 'none', tags: { host: '*' } }, short),
    ask('v-no-aggregator', { metric: 'with.gaps' }, short),
    ask('v-null-aggregator', { metric: 'with.gaps', aggregator: null }, short),
    ask('v-rollup-usage', { ...gaps, downsample: '1m-avg', rollupUsage: 'ROLLUP_NOFALLBACK' }, short),
    ask('v-pre-aggregate', { ...gaps, preAggregate: false }, short),
    ask('v-unknown-field', { ...gaps, bogus: 1 }, { ...short, bogus: 1 }),
    ask('v-built-in-fields', { ...gaps, shouldComputeRate: true, counterMax: 1, hide: false, refId: 'A' }, short),
    ask('v-start-null', gaps, { start: null }),
    ask('v-end-null', gaps, { end: null }),
    ask('v-no-queries', [], short),
    ask('v-unknown-metric', { metric: 'no.such', aggregator: 'sum' }),
    ask('v-unknown-tagk', { ...gaps, tags: { nokey: '*' } }),
    ask('v-unknown-tagv', { ...gaps, tags: { host: 'nohost' } }),
    ask('v-no-data', gaps, { start: START - 86_400, end: START - 80_000 }),
    ask('v-no-data-filled', { ...gaps, downsample: '1h-avg-zero' }, { start: START - 86_400, end: START - 80_000 }),
    get('v-get', `/api/query?start=${START}&end=${START + 130}&m=sum:1m-avg-nan:with.gaps%7Bhost=web01%7D`),
    get(
      'v-get-filters',
      `/api/query?start=${START}&end=${START + 130}&m=sum:filter.pairs%7Bhost=wildcard(w*)%7D%7Bdc=literal_or(lga)%7D`
    ),
    get('v-get-explicit', `/api/query?start=${START}&end=${START + 130}&m=sum:explicit_tags:tag.keys%7Bhost=web01%7D`),
    get('v-get-none', `/api/query?start=${START}&end=${START + 130}&m=none:filter.pairs%7Bhost=*%7D`),
    get('v-get-rate-drop', `/api/query?start=${START}&end=${START + 720}&m=sum:rate%7Bdropcounter%7D:counter.resets`),
    get('v-get-percentiles', `/api/query?start=${START}&end=${START + 130}&m=sum:percentiles%5B50%5D:with.gaps`),
    get('v-expression', `/api/query/gexp?start=${START}&end=${START + 130}&exp=scale(sum:with.gaps,10)`),
    post('v-annotation-put', '/api/annotation', { startTime: START + 60, description: 'global' }),
    ask('v-annotations', gaps, { ...short, globalAnnotations: true }),
    ask('v-annotations-off', gaps, { ...short, noAnnotations: true }),
    ask('v-annotations-text', gaps, { ...short, globalAnnotations: 'true' }),
    get(
      'v-annotations-get',
      `/api/query?start=${START}&end=${START + 130}&global_annotations&m=sum:with.gaps%7Bhost=web01%7D`
    ),
    get('v-annotation', `/api/annotation?start_time=${START + 60}`),
    post('v-annotations-bulk', '/api/annotation/bulk', [{ startTime: START + 61, description: 'bulk' }]),
  ];
}
