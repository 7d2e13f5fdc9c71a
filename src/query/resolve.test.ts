import { templateService, type Variable } from '../test/variables';
import { type OpenTsdbQuery } from './model';
import { resolve } from './resolve';

const selected = (query: Partial<OpenTsdbQuery>, ...variables: Variable[]) =>
  resolve({ refId: 'A', ...query }, templateService(...variables).replace);

const rev: Variable = { name: 'rev', value: ['r1', 'r2'], multi: true };

it.each<[string, string[]]>([
  ['m', ['m']],
  ['a|b| a ', ['a', 'b']],
  ['sys.$rev.x', ['sys.r1.x', 'sys.r2.x']],
  ['${rev}', ['r1', 'r2']],
  ['a|$nobody', ['a']],
  ['', []],
])('the metric %j is %j', (metric, metrics) => {
  const found = selected({ metric }, rev);
  expect(found.metrics).toEqual(metrics);
  expect(found.metric).toBe(metrics.length > 0 ? metrics.join('|') : undefined);
});

it('replaces variables in filters of both forms, and leaves out unknown ones', () => {
  const filter = { tagk: 'dc', type: 'literal_or', filter: '$rev', groupBy: false };
  const unknown = { ...filter, filter: '$nobody' };
  const pattern = { ...filter, type: 'regexp', filter: '^web[0-9]$' };
  expect(selected({ metric: 'm', tags: { host: '$rev' }, filters: [filter, unknown, pattern] }, rev).filters).toEqual([
    { tagk: 'host', type: 'literal_or', filter: 'r1|r2', groupBy: true },
    { ...filter, filter: 'r1|r2' },
    pattern,
  ]);
});
