import { documentedServer } from '../../metadata/documentedServer';
import { respondToRequests } from '../../test/backend';
import { makeDataSource } from '../../test/dataSource';
import { setVariables } from '../../test/variables';
import { endOfQuery } from '../../query/text/functions';
import { completionsAt } from './completions';
import { signatureAt } from './signature';
import { problemsIn } from './useCodeDraft';

const server = documentedServer('opentsdb');

describe('the problems of a text', () => {
  it.each<[string, string, number, number]>([
    ['avg', 'Expected a colon and the metric after the aggregator', 3, 1],
    ['avg:1x-avg:m', '"1x" is not an interval: write a number and a unit, like 30s, 5m or 1h', 4, 2],
    ['avg:1m-avg:', 'Choose a metric', 11, 1],
    ['avg:m{=b}', 'Choose a tag key', 6, 1],
    ['avg:m{host=*}{dc=literal_or()}', 'Enter a value', 28, 1],
    ['avg:m{host=near to(x)}', '"near to" is not a filter type', 11, 7],
    ['median of:m', '"median of" is not an aggregator', 0, 9],
    ['avg:rate{counter,lots}:m', '"lots" is not a whole number', 17, 4],
    [
      'avg:percentiles[95,101]:m',
      '"95, 101" is not a list of percentiles: write numbers up to 100, like 95, 99.9',
      15,
      8,
    ],
    ['avg:rollup_no:m', '"ROLLUP_NO" is not a rollup', 4, 9],
    ['avg:m{host="a}', 'This quote is not closed', 11, 1],
    ['scale(avg:1x-avg:m,2)', '"1x" is not an interval: write a number and a unit, like 30s, 5m or 1h', 10, 2],
    ['scale(avg:m{=b},2)', 'Choose a tag key', 12, 1],
    ['highestMx(avg:m,5)', 'highestMx is not a function; did you mean highestMax?', 0, 9],
    ['absolute(highestMax(avg:m,0))', 'highestMax: the number of series is 0; write 1 or more', 26, 1],
    ['scale(avg:m)', 'scale: enter a number. Write scale(query,0.001)', 11, 1],
    ['scale(avg:m,2', 'This bracket is not closed', 5, 1],
  ])('%s', (text, message, offset, length) => {
    expect(problemsIn(text, server)).toEqual([{ message, offset, length, isBlocking: true }]);
  });

  it('are none in a valid query, and a warning where the server decides', () => {
    expect(problemsIn('avg:auto-avg-gaps:m{host=*}{dc=regexp(a{2})}', server)).toEqual([]);
    expect(problemsIn('nope:m', { ...server, name: 'tsdb' })).toEqual([
      { message: 'tsdb has no aggregator "nope"', offset: 0, length: 4, isBlocking: false },
    ]);
  });
});

describe('the parameter being typed', () => {
  it.each<[string, string, string]>([
    ['highestMax(', 'highestMax(query,5)', 'query'],
    ['highestMax(avg:m{host=*},', 'highestMax(query,5)', '5'],
    ['scale(filterSeries(avg:m,avg,', 'filterSeries(query,avg,>,10)', '>'],
    ['scale(absolute(avg:m),', 'scale(query,0.001)', '0.001'],
  ])('of %s', (text, label, active) => {
    const signature = signatureAt(text);
    expect(signature?.label).toBe(label);
    expect(signature?.params[signature.active].label).toBe(active);
  });

  it.each(['avg:m{', 'scale(avg:m{host=a,', 'scale(avg:m,2)', 'nope(avg:m,'])('is none of %s', (text) => {
    expect(signatureAt(text)).toBeUndefined();
  });
});

describe('a function around what follows', () => {
  it.each<[string, number, string]>([
    ['avg:m{host=*,dc=a}', 0, 'avg:m{host=*,dc=a}'],
    ['scale(avg:m,2)', 0, 'scale(avg:m,2)'],
    ['scale(avg:m{a=b},2)', 6, 'avg:m{a=b}'],
    ["scale(movingAverage(avg:m,'1h'),2)", 6, "movingAverage(avg:m,'1h')"],
    ['scale(avg:m{a=', 6, 'avg:m{a='],
  ])('in %s from %d goes to the end of the query', (text, offset, around) => {
    expect(text.slice(offset, endOfQuery(text, offset))).toBe(around);
  });
});

describe('completions', () => {
  const complete = (text: string) => {
    const context = { datasource: makeDataSource(), server, signal: new AbortController().signal };
    return completionsAt(text, text.length, context);
  };

  it('are those of each metric that is a value of a variable, and variables', async () => {
    setVariables({ name: 'm', value: ['a', 'b'], multi: true });
    const requests = respondToRequests((_, { metric }) => ({ values: [`of ${metric}`, 'host'], complete: true }));
    const { items } = await complete('avg:$m{');
    expect(requests.map(({ params }) => params)).toEqual([{ metric: 'a' }, { metric: 'b' }]);
    expect(items.map(({ label }) => label)).toEqual(['host', 'of a', 'of b', '$m']);
  });

  it.each<[string, string[]]>([
    ['highest(avg:m{host=*},5,', ['max', 'avg', 'min', 'sum', 'last']],
    ['highestMax(avg:m,5,', ['other']],
    ['filterSeries(avg:m,avg,', ['>', '>=', '<', '<=', '=', '!=']],
    ['absolute(movingAverage(avg:m,', ["'10m'", "'1h'", "'1d'", "'1w'"]],
    ['asPercent(avg:m{host=*},', ['dc', 'host']],
    ['scale(avg:m,2)', []],
  ])('of parameters: %s', async (text, labels) => {
    respondToRequests((_, { metric }) => ({ values: metric === 'm' ? ['dc', 'host'] : [], complete: true }));
    setVariables();
    expect((await complete(text)).items.map(({ label }) => label)).toEqual(labels);
  });

  it('include functions beside aggregators, which are inserted around the query', async () => {
    setVariables();
    const { items } = await complete('scale(hi');
    expect(items.find(({ label }) => label === 'highestMax')).toMatchObject({
      around: { before: 'highestMax(', behind: ',5)' },
    });
  });

  it('are none inside an expression', async () => {
    setVariables({ name: 'm', value: 'a' });
    const requests = respondToRequests(() => ({ values: [], complete: true }));
    await expect(complete('avg:m{host=regexp(a{2')).resolves.toMatchObject({ items: [] });
    expect(requests).toEqual([]);
  });
});
