import fc from 'fast-check';

import { type FunctionCall } from '../functions/model';
import { type OpenTsdbQuery, type TagFilter } from '../model';
import { formatQuery } from './format';
import { parseQuery } from './parse';
import { ParseError } from './ParseError';

const parse = (text: string) => parseQuery({ refId: 'A' }, text);

/** Names and texts: mostly what OpenTSDB allows, sometimes variables, delimiters and anything at all. */
const word = fc
  .oneof(
    { weight: 5, arbitrary: fc.stringMatching(/^[A-Za-z0-9._/-]{1,12}$/) },
    fc.constantFrom('$host', '${host:pipe}', '[[host]]', 'x-${a}:b', '$__interval'),
    fc.stringMatching(/^[a-z:{}=,()[\]"\\|* $-]{1,10}$/),
    fc.string({ minLength: 1 })
  )
  .filter((text) => text.trim() === text && text !== '');

const filter: fc.Arbitrary<TagFilter> = fc.record({
  tagk: word,
  type: fc.constantFrom('literal_or', 'iliteral_or', 'not_literal_or', 'wildcard', 'iwildcard', 'regexp', 'not_key'),
  filter: fc.oneof(word, fc.constantFrom('*', 'web*', 'a|b', '^web[0-9]{2,}$', '(a|b)', '[)]', '\\)', ')', '')),
  groupBy: fc.boolean(),
});

const number = fc.oneof(fc.nat(), fc.nat().map(String), fc.constantFrom('$max', ''));

/** Functions as the editor saves them, sometimes still to be filled in, or unknown. */
const call: fc.Arbitrary<FunctionCall> = fc.oneof(
  fc.constantFrom<FunctionCall>(
    { name: 'highest', params: [5, 'avg', 'other'] },
    { name: 'lowest', params: ['$n', 'min'] },
    { name: 'filterSeries', params: ['max', '>=', -0.5] },
    { name: 'timeShift', params: ['+1d'] },
    { name: 'movingAverage', params: ['10m'] },
    { name: 'scale', params: [1e-9] },
    { name: 'integral', params: [] },
    { name: 'asPercent', params: ['dc', 'a,b)'] },
    { name: 'keepLastValue', params: [] },
    { name: 'highest', params: ['', 'max'] },
    { name: 'highestMx', params: [5] }
  ),
  fc.record({ name: fc.constantFrom('asPercent', 'nope'), params: fc.array(word, { maxLength: 3 }) })
);

const query: fc.Arbitrary<OpenTsdbQuery> = fc.record(
  {
    refId: fc.constant('A'),
    metric: fc.oneof(word, fc.constant('')),
    aggregator: word,
    alias: word,
    downsampleInterval: fc.oneof(
      fc.constantFrom('', 'auto', '1m', '1dc', '0all', '$every', '${every}', '0.5s', '5x', 'c'),
      word
    ),
    downsampleAggregator: word,
    downsampleFillPolicy: fc.oneof(fc.constantFrom('gaps', 'none', 'nan', 'null', 'zero'), word),
    disableDownsampling: fc.boolean(),
    useCalendar: fc.boolean(),
    timezone: fc.constantFrom('UTC', 'Europe/Paris'),
    filters: fc.array(filter, { maxLength: 4 }),
    tags: fc.dictionary(word, fc.oneof(word, fc.constantFrom('*', 'web*', 'a|b', 'regexp(a)b)')), { maxKeys: 3 }),
    explicitTags: fc.boolean(),
    shouldComputeRate: fc.boolean(),
    isCounter: fc.boolean(),
    counterMax: number,
    counterResetValue: number,
    dropResets: fc.boolean(),
    percentiles: fc.array(fc.constantFrom(50, 99, 99.9), { maxLength: 3 }),
    rollupUsage: fc.constantFrom('', 'ROLLUP_RAW', 'ROLLUP_FALLBACK'),
    functions: fc.array(call, { maxLength: 4, minLength: 1 }),
  },
  { requiredKeys: ['refId'] }
);

const RUNS = { numRuns: 1000 };

describe('the text of a query', () => {
  it('changes nothing when it is read back', () => {
    fc.assert(
      fc.property(query, (saved) => {
        expect(parseQuery(saved, formatQuery(saved))).toEqual(saved);
      }),
      RUNS
    );
  });

  it('gives any other query the same meaning', () => {
    fc.assert(
      fc.property(query, query, (written, other) => {
        expect(formatQuery(parseQuery(other, formatQuery(written)))).toBe(formatQuery(written));
      }),
      RUNS
    );
  });

  it('keeps the fields that it does not hold', () => {
    const saved: OpenTsdbQuery = { refId: 'A', metric: 'm', alias: '$tag_host', timezone: 'Europe/Paris', hide: true };
    expect(parseQuery(saved, 'sum:1dc-max:n')).toMatchObject({
      alias: '$tag_host',
      timezone: 'Europe/Paris',
      hide: true,
      metric: 'n',
    });
  });

  it.each<[Partial<OpenTsdbQuery>, string]>([
    [{ metric: 'sys.cpu.nice' }, 'avg:auto-avg:sys.cpu.nice'],
    [{ metric: 'm', disableDownsampling: true }, 'avg:m'],
    [{ metric: 'm', downsampleInterval: '5x' }, 'avg:5x-avg:m'],
    [
      {
        metric: 'sys.cpu.nice',
        shouldComputeRate: true,
        isCounter: true,
        dropResets: false,
        downsampleInterval: '1m',
        downsampleFillPolicy: 'nan',
        filters: [
          { tagk: 'dc', type: 'literal_or', filter: 'gra', groupBy: false },
          { tagk: 'host', type: 'wildcard', filter: '*', groupBy: true },
        ],
      },
      'avg:rate{counter}:1m-avg-nan:sys.cpu.nice{host=*}{dc=gra}',
    ],
    [
      {
        metric: 'm',
        disableDownsampling: true,
        filters: [{ tagk: 'host', type: 'regexp', filter: 'web[0-9]+', groupBy: false }],
      },
      'avg:m{}{host=regexp(web[0-9]+)}',
    ],
    [{ metric: 'a:b', disableDownsampling: true }, 'avg:"a:b"'],
  ])('of %j', (saved, text) => {
    expect(formatQuery({ refId: 'A', ...saved })).toBe(text);
  });
});

describe("OpenTSDB's documented examples", () => {
  // http://opentsdb.net/docs/build/html/api_http/query/index.html, user_guide/query/{examples,filters,downsampling,dates}
  it.each<[string, Partial<OpenTsdbQuery>]>([
    ['sum:sys.cpu.user', { aggregator: 'sum', metric: 'sys.cpu.user', disableDownsampling: true }],
    ['m=sum:rate:proc.net.bytes', { shouldComputeRate: true, metric: 'proc.net.bytes' }],
    ['sum:rate{counter}:if.errors', { isCounter: true, dropResets: false }],
    ['sum:rate{counter,65535}:if.errors', { counterMax: 65535, counterResetValue: undefined }],
    ['sum:rate{counter,,1000}:if.errors', { counterMax: undefined, counterResetValue: 1000 }],
    ['sum:rate{dropcounter,255,1}:if.errors', { counterMax: 255, counterResetValue: 1, dropResets: true }],
    ['sum:1h-avg:sys.cpu.0', { downsampleInterval: '1h', downsampleAggregator: 'avg', downsampleFillPolicy: 'none' }],
    ['sum:1m-avg-zero:rate:sys.cpu', { downsampleFillPolicy: 'zero', shouldComputeRate: true }],
    ['zimsum:1dc-sum:my.hourly.metric', { downsampleInterval: '1d', useCalendar: true }],
    ['max:0all-max:m', { downsampleInterval: '0all' }],
    ['sum:sys.cpu{host=web01}', { filters: [lit('host', 'web01', true)] }],
    ['sum:sys.cpu{host=web01|web02}', { filters: [lit('host', 'web01|web02', true)] }],
    [
      'sum:sys.cpu{host=*,dc=lax}',
      { filters: [{ ...lit('host', '*', true), type: 'wildcard' }, lit('dc', 'lax', true)] },
    ],
    ['sum:sys.cpu{}{host=wildcard(web*)}', { filters: [{ ...lit('host', 'web*', false), type: 'wildcard' }] }],
    [
      'avg:1m-avg:sys.cpu{host=literal_or(web01|web02)}{dc=not_literal_or(lax)}',
      { filters: [lit('host', 'web01|web02', true), { ...lit('dc', 'lax', false), type: 'not_literal_or' }] },
    ],
    ['sum:explicit_tags:sys.cpu{host=web01}', { explicitTags: true }],
    ['sum:percentiles[98.0,99.9]:latency', { percentiles: [98, 99.9] }],
    ['sum:rollup_raw:m', { rollupUsage: 'ROLLUP_RAW' }],
  ])('%s', (text, expected) => {
    expect(parse(text)).toMatchObject(expected);
  });

  function lit(tagk: string, text: string, groupBy: boolean): TagFilter {
    return { tagk, type: 'literal_or', filter: text, groupBy };
  }
});

describe('text that is no query', () => {
  it.each([
    ['', 0, /aggregator/],
    ['avg', 3, /colon/],
    ['avg:often:m', 4, /not part of a query/],
    ['avg:1m:m', 6, /Expected a downsample aggregator/],
    ['avg:1m-:m', 7, /Expected a downsample aggregator/],
    ['avg:1m-avg-:m', 11, /fill policy/],
    ['avg:rate{speed}:m', 9, /counter or dropcounter/],
    ['avg:percentiles[a]:m', 16, /percentiles\[/],
    ['avg:m{host', 10, /host=web01/],
    ['avg:m{host=}', 11, /host=web01/],
    ['avg:m{host=a', 12, /comma/],
    ['avg:m{host=regexp(a}', 17, /bracket is not closed/],
    ['avg:m{}{} x', 10, /ends before/],
    ['avg:"m', 4, /quote is not closed/],
  ])('%s: says where', (text, offset, message) => {
    let error: unknown;
    try {
      parse(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ParseError);
    expect(error).toMatchObject({ offset, message: expect.stringMatching(message) });
  });

  it('is never more than an error', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9:{}=,()[\]"\\|*$ -]{0,30}$/), (text) => {
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
      RUNS
    );
  });
});
