import { summarizeTags } from './tagSummary';

it('counts the series of each value, the most frequent first', () => {
  const series: Array<{ tags: Record<string, string> }> = [
    { tags: { host: 'b', dc: 'gra' } },
    { tags: { host: 'a' } },
    { tags: { host: 'b' } },
    { tags: { host: 'c' } },
  ];
  expect(summarizeTags(series)).toEqual([
    { key: 'dc', values: [{ value: 'gra', count: 1 }] },
    {
      key: 'host',
      values: [
        { value: 'b', count: 2 },
        { value: 'a', count: 1 },
        { value: 'c', count: 1 },
      ],
    },
  ]);
});

it("accepts keys and values that are names of JavaScript's object properties", () => {
  const series = [{ tags: JSON.parse('{"__proto__":"constructor"}') }];
  expect(summarizeTags(series)).toEqual([{ key: '__proto__', values: [{ value: 'constructor', count: 1 }] }]);
});
