import { metricTree, tagsOfSeries } from './metricTree';

it('walks dotted names as a tree', () => {
  const [sys, up] = metricTree(['sys.cpu', 'sys.cpu.user', 'sys.mem', 'up']);
  expect(up).toEqual({ segment: 'up', path: 'up', isMetric: true, count: 1, children: [] });
  expect(sys).toMatchObject({ path: 'sys', isMetric: false, count: 3 });
  expect(sys.children).toMatchObject([
    { path: 'sys.cpu', isMetric: true, count: 2, children: [{ path: 'sys.cpu.user', isMetric: true }] },
    { path: 'sys.mem', isMetric: true, count: 1 },
  ]);
});

it.each(['__proto__.x', 'constructor', 'a..b', '.a'])('takes the name %j as any other', (name) => {
  const leaves = (nodes: ReturnType<typeof metricTree>): string[] =>
    nodes.flatMap(({ path, isMetric, children }) => [...(isMetric ? [path] : []), ...leaves(children)]);
  expect(leaves(metricTree([name, 'other']))).toHaveLength(2);
});

it('sums up the tags of series', () => {
  expect(tagsOfSeries([{ tags: { host: 'b', dc: 'gra' } }, { tags: { host: 'a' } }, { tags: { host: 'b' } }])).toEqual([
    { key: 'dc', values: ['gra'] },
    { key: 'host', values: ['a', 'b'] },
  ]);
});
