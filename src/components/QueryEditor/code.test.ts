import { documentedServer } from '../../metadata/documentedServer';
import { answerRequests } from '../../test/backend';
import { makeDataSource } from '../../test/dataSource';
import { setVariables } from '../../test/variables';
import { completionsAt } from './completions';
import { problemsIn } from './useCodeDraft';

const server = documentedServer('opentsdb');

describe('the problems of a text', () => {
  it.each<[string, string, number, number]>([
    ['avg', 'After the aggregator comes a colon and the metric', 3, 1],
    ['avg:1x-avg:m', '"1x" is not an interval: write a number and a unit, like 30s, 5m or 1h', 4, 2],
    ['avg:1m-avg:', 'Choose a metric', 11, 1],
    ['avg:m{=b}', 'Choose a tag key', 6, 1],
    ['avg:m{host=*}{dc=literal_or()}', 'Enter a value', 28, 1],
    ['avg:m{host=near to(x)}', '"near to" is not a filter type', 11, 7],
    ['median of:m', '"median of" is not the name of an aggregator', 0, 9],
    ['avg:rate{counter,lots}:m', '"lots" is not a whole number', 17, 4],
    [
      'avg:percentiles[95,101]:m',
      '"95, 101" is not a list of percentiles: write numbers up to 100, like 95, 99.9',
      15,
      8,
    ],
    ['avg:rollup_no:m', '"ROLLUP_NO" is not a rollup', 4, 9],
    ['avg:m{host="a}', 'This quote is not closed', 11, 1],
  ])('%s', (text, message, offset, length) => {
    expect(problemsIn(text, server)).toEqual([{ message, offset, length, isBlocking: true }]);
  });

  it('are none in a query, and only a warning where the server has the last word', () => {
    expect(problemsIn('avg:auto-avg-gaps:m{host=*}{dc=regexp(a{2})}', server)).toEqual([]);
    expect(problemsIn('nope:m', { ...server, name: 'tsdb' })).toEqual([
      { message: 'tsdb has no aggregator "nope"', offset: 0, length: 4, isBlocking: false },
    ]);
  });
});

describe('completions', () => {
  const complete = (text: string) => {
    const context = { datasource: makeDataSource(), server, signal: new AbortController().signal };
    return completionsAt(text, text.length, context);
  };

  it('are those of each metric that a variable stands for, and of variables', async () => {
    setVariables({ name: 'm', value: ['a', 'b'], multi: true });
    const requests = answerRequests((_, { metric }) => ({ values: [`of ${metric}`, 'host'], complete: true }));
    const { items } = await complete('avg:$m{');
    expect(requests.map(({ params }) => params)).toEqual([{ metric: 'a' }, { metric: 'b' }]);
    expect(items.map(({ label }) => label)).toEqual(['host', 'of a', 'of b', '$m']);
  });

  it('are none inside an expression', async () => {
    setVariables({ name: 'm', value: 'a' });
    const requests = answerRequests(() => ({ values: [], complete: true }));
    await expect(complete('avg:m{host=regexp(a{2')).resolves.toMatchObject({ items: [] });
    expect(requests).toEqual([]);
  });
});
