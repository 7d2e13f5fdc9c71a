import { readFileSync } from 'fs';
import { join } from 'path';
import fc from 'fast-check';

import { type OpenTsdbQuery } from '../model';
import { formatQuery } from '../text/format';
import { formatFunctions, parseFunctions, readFunctions, spansOf } from '../text/functions';
import { parseQuery } from '../text/parse';
import { ParseError } from '../text/ParseError';
import { alertRuleRisk, explanationOf, FUNCTIONS, initialParams, kindLabel, paramLabel } from './definitions';
import { bucketsOf, bucketProblems } from './bucketProblems';
import { type FunctionCall } from './model';
import { normalize } from './normalize';
import { problems } from './problems';
import { SYNONYMS } from './synonyms';

/** What the backend's tests read, too. */
const fixture = <T>(name: string): T[] =>
  JSON.parse(readFileSync(join(__dirname, '../../../testdata/functions', name), 'utf8'));

const SUB_QUERY = 'avg:1m-avg-gaps:os.cpu{host=*}';
const parseSubQuery = (text: string) => parseQuery({ refId: 'A' }, text);

interface Meaning {
  text: string;
  saved: FunctionCall[];
  canonical: FunctionCall[];
  written: string;
}

const meanings = fixture<Meaning>('functions.json');

describe.each(meanings.map((meaning) => [meaning.text, meaning] as const))(
  '%s',
  (text, { saved, canonical, written }) => {
    it('is read as it is written', () => {
      expect(readFunctions(text)).toMatchObject({ functions: saved, subQuery: SUB_QUERY });
    });

    it('is saved, and written, by its canonical name', () => {
      expect(problems(saved)).toEqual([]);
      expect(normalize(saved)).toEqual(canonical);
      expect(normalize(canonical)).toEqual(canonical);
      expect(formatFunctions(canonical, SUB_QUERY)).toBe(written);
      expect(parseFunctions(text, (query) => query)).toMatchObject({ query: SUB_QUERY, functions: canonical });
      expect(parseFunctions(written, (query) => query)).toMatchObject({ query: SUB_QUERY, functions: canonical });
    });
  }
);

it('has an example of each function and synonym', () => {
  const names = new Set(meanings.flatMap(({ saved }) => saved.map(({ name }) => name)));
  expect([...FUNCTIONS, ...SYNONYMS].map(({ name }) => name).filter((name) => !names.has(name))).toEqual([]);
});

interface Wrong {
  saved: FunctionCall[];
  function: number;
  param: number;
  message: string;
  text?: string;
  offset?: number;
  length?: number;
}

const wrong = fixture<Wrong>('problems.json');

describe.each(wrong.map((one) => [one.message, one] as const))('%s', (message, one) => {
  it('is reported for the function and its parameter', () => {
    expect(problems(one.saved)[0]).toEqual({ index: one.function, param: one.param, message });
    expect(normalize(one.saved)[one.function]).toEqual(one.saved[one.function]);
  });

  if (one.text) {
    it('is reported at its position in the text', () => {
      const { offset, length } = one;
      expect(errorOf(one.text!)).toMatchObject({ message, offset, length });
    });
  }
});

interface OnInterval {
  saved: FunctionCall[];
  /** `raw`, or a downsample interval. */
  interval: string;
  message: string;
}

it.each(fixture<OnInterval>('intervals.json'))('$saved over $interval: $message', ({ saved, interval, message }) => {
  const query = interval === 'raw' ? { disableDownsampling: true } : { downsampleInterval: interval };
  const found = bucketProblems(saved, bucketsOf({ refId: 'A', ...query })!);
  expect(found).toEqual(message === '' ? [] : [{ index: 0, param: -1, message }]);
});

it.each(['$interval', '${every}m', 'soon'])('leaves open what the interval %s is', (downsampleInterval) => {
  expect(bucketsOf({ refId: 'A', downsampleInterval })).toBeUndefined();
});

it('assumes variables to be valid', () => {
  const saved = ['timeShift', 'movingAverage'].map((name) => ({ name, params: ['$by'] }));
  expect(bucketProblems(saved, { kind: 'raw' })).toEqual([]);
});

/** What is wrong with a text, and where. */
function errorOf(text: string): unknown {
  try {
    const { written } = parseFunctions(text, parseSubQuery);
    const [{ index, param, message }] = problems(written.functions);
    const spans = spansOf(written);
    const place = param < 0 ? '' : `.params[${param}]`;
    return { message, ...(spans[`functions[${index}]${place}`] ?? spans[`functions[${index}].end`]) };
  } catch (error) {
    expect(error).toBeInstanceOf(ParseError);
    return error;
  }
}

describe('text that is no function', () => {
  it.each([
    ['highestMax(avg:os.cpu,5', 10, /bracket is not closed/],
    ['highestMax(avg:os.cpu{host=*,5)', 21, /bracket is not closed/],
    ["movingAverage(avg:os.cpu,'10m)", 25, /quote is not closed/],
    ['asPercent(avg:os.cpu,"a', 21, /quote is not closed/],
    ['asPercent(avg:os.cpu,"\\x")', 21, /JSON/],
    ["movingAverage(avg:os.cpu,'10m' x)", 31, /comma or \)/],
    ['scale(avg:os.cpu,2) garbage', 20, /ends before this/],
    ['scale(avg:os.cpu,2))', 19, /ends before this/],
    ['scale()', 6, /aggregator/],
    ['scale(2,avg:os.cpu)', 7, /colon/],
    ['scale(absolute(avg:os.cpu{host=),2)', 25, /bracket is not closed/],
    ['scale(avg:os.cpu{host},2)', 21, /host=web01/],
    ['', 0, /aggregator/],
  ])('%s: says where', (text, offset, message) => {
    expect(errorOf(text)).toMatchObject({ offset, message: expect.stringMatching(message) });
  });

  it('is never more than an error with a place', () => {
    const text = fc.stringMatching(/^(?:highestMax\(|scale\(|alias\(|avg:|[a-z0-9:{}=,()[\]"'\\|*$ -]){0,30}$/);
    fc.assert(
      fc.property(text, (written) => {
        try {
          parseFunctions(written, parseSubQuery);
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
          expect((error as ParseError).offset).toBeLessThanOrEqual(written.length);
        }
      }),
      { numRuns: 1000 }
    );
  });

  it('may be nested deeply', () => {
    expect(errorOf(`${'scale('.repeat(20_000)}avg:os.cpu${',2)'.repeat(20_000)}`)).toMatchObject({
      message: expect.stringMatching(/functions \(20000\)/),
    });
  });
});

describe('the text around a query', () => {
  it.each([
    'avg:1m-avg:os.cpu{host=*,dc=gra}{rack=literal_or(a|b)}',
    'avg:rate{counter,65535,1000}:1m-avg:os.cpu',
    'avg:percentiles[98,99.9]:latency',
    'avg:"a,b)":m',
    'avg:auto-avg:"metric, with ) and ("',
    'avg:os.cpu{host=regexp(^(web|db)[0-9]{1,2}[)](,|\\)))}',
    'avg:os.cpu{host=regexp("\\"quoted) text")}',
    'avg:${interval}-avg:${metric:pipe}{host=[[host]],dc=$dc}',
  ])('leaves %s as it is', (subQuery) => {
    const text = `highestMax(scale(${subQuery},2),5,other)`;
    expect(parseFunctions(text, (query) => query)).toMatchObject({ query: subQuery });
    expect(parseFunctions(subQuery, (query) => query)).toMatchObject({ query: subQuery, functions: [] });
  });

  it('has variables in parameters', () => {
    const functions = [
      { name: 'movingAverage', params: ['$window'] },
      { name: 'highest', params: ['${n}', 'max'] },
      { name: 'filterSeries', params: ['avg', '>', '[[least]]'] },
    ];
    expect(problems(functions)).toEqual([]);
    const text = formatFunctions(functions, SUB_QUERY);
    expect(text).toBe(`filterSeries(highestMax(movingAverage(${SUB_QUERY},$window),\${n}),avg,>,[[least]])`);
    expect(parseFunctions(text, (query) => query).functions).toEqual(functions);
  });

  it('takes an alias of gexp, outermost', () => {
    expect(parseFunctions(`alias(scale(${SUB_QUERY},2),cpu of @host,@dc)`, (query) => query)).toMatchObject({
      query: SUB_QUERY,
      functions: [{ name: 'scale', params: [2] }],
      alias: 'cpu of $tag_host,$tag_dc',
    });
  });

  const word = fc.oneof(fc.stringMatching(/^[A-Za-z0-9._-]{1,8}$/), fc.string({ minLength: 1 }));
  const query: fc.Arbitrary<OpenTsdbQuery> = fc.record({
    refId: fc.constant('A'),
    metric: word.filter((text) => text.trim() === text),
    aggregator: fc.constantFrom('avg', 'sum'),
    downsampleInterval: fc.constantFrom('1m', '', '1dc', '$every'),
    filters: fc.array(
      fc.record({
        tagk: fc.constantFrom('host', 'a,b', 'a)b'),
        type: fc.constantFrom('literal_or', 'regexp', 'wildcard'),
        filter: fc.oneof(word, fc.constantFrom('(a|b)', '[)]', '\\)', ')', 'a"b', '{2,3}', '"')),
        groupBy: fc.boolean(),
      }),
      { maxLength: 3 }
    ),
  });
  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0);
  const length = fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.constantFrom('10m', '1d', '90s', '$window', '${w}'));
  const by = fc.constantFrom('max', 'avg', 'min', 'sum', 'last');
  const other = fc.constantFrom<string[]>([], ['other']);
  const call = (name: string, ...params: Array<fc.Arbitrary<FunctionCall['params']>>) =>
    fc.tuple(...params).map((lists): FunctionCall => ({ name, params: lists.flat() }));
  const one = <T extends string | number>(value: fc.Arbitrary<T>) => value.map((v) => [v]);
  const functions = fc.array(
    fc.oneof(
      call('highest', one(fc.integer({ min: 1, max: 100 })), one(by), other),
      call('lowest', one(fc.integer({ min: 1, max: 100 })), one(by), other),
      call('filterSeries', one(by), one(fc.constantFrom('>', '>=', '<', '<=', '=', '!=')), one(number)),
      call('sortBy', one(by), fc.constantFrom<string[]>([], ['desc'])),
      call('timeShift', one(fc.oneof(length, fc.constantFrom('+1d', '+5')))),
      call('movingMedian', one(length)),
      call('scale', one(number)),
      call('integral'),
      call('keepLastValue', fc.oneof(fc.constant<FunctionCall['params']>([]), one(length))),
      call(
        'asPercent',
        fc.array(
          word.map((text) => text.trim()).filter((text) => text !== ''),
          { maxLength: 3 }
        )
      )
    ),
    { maxLength: 5 }
  );

  it('changes nothing when it is read back', () => {
    fc.assert(
      fc.property(functions, query, (saved, inner) => {
        const text = formatFunctions(saved, formatQuery(inner));
        const read = parseFunctions(text, parseSubQuery);
        expect(read.functions).toEqual(saved);
        expect(formatQuery(read.query)).toBe(formatQuery(inner));
      }),
      { numRuns: 2000 }
    );
  });

  it('changes nothing in incomplete functions, either', () => {
    const anything = fc.array(
      fc.record({
        name: fc.stringMatching(/^[A-Za-z_]\w{0,8}$/),
        params: fc.array(fc.oneof(fc.string(), number), { maxLength: 4 }),
      }),
      { maxLength: 3 }
    );
    fc.assert(
      fc.property(anything, (saved) => {
        expect(readFunctions(formatFunctions(saved, SUB_QUERY)).functions).toEqual(saved);
      }),
      { numRuns: 2000 }
    );
  });
});

describe('docs/functions.md', () => {
  const page = readFileSync(join(__dirname, '../../../docs/functions.md'), 'utf8');
  const recipes = [...page.matchAll(/^(?:[A-Z] {3})?(\w+\(.*\{.*\).*|avg:.*)$/gm)].map(([, text]) => text);
  const calls = [...page.matchAll(/`(\w+\(query.*?\))`/g)].map(([, text]) => text);

  it('prints text that Code mode takes', () => {
    expect(recipes.length).toBeGreaterThan(4);
    expect(calls.length).toBeGreaterThan(18);
    recipes.forEach((text) => expect(parseFunctions(text, parseSubQuery).query.metric).toMatch(/^[a-z.]+$/));
    calls.forEach((text) => expect(parseFunctions(text, (query) => query).query).toBe('query'));
  });

  it('has a row of each function', () => {
    expect(FUNCTIONS.map(({ name }) => name).filter((name) => !page.includes('`' + name))).toEqual([]);
  });
});

describe.each(FUNCTIONS.map((definition) => [definition.name, definition] as const))('%s', (name, definition) => {
  it('has valid initial parameters, and an explanation', () => {
    expect(problems([{ name, params: initialParams(definition) }])).toEqual([]);
    expect(explanationOf(name)).toMatch(/\.$/);
    expect(kindLabel(definition.kind)).not.toBe('');
    definition.params.forEach(({ id }) => expect(paramLabel(id)).not.toBe(''));
  });
});

it('says which functions are risky in an alert rule', () => {
  const risky = FUNCTIONS.filter(({ name }) => alertRuleRisk(name, [])).map(({ name }) => name);
  expect(risky).toEqual(['highest', 'lowest', 'integral', 'keepLastValue', 'transformNull']);
  expect(alertRuleRisk('keepLastValue', ['10m'])).toBeUndefined();
});
