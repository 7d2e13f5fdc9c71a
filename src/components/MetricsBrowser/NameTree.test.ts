import { NameTree } from './NameTree';

const lines = (names: string[], ...open: string[]) =>
  new NameTree(names)
    .rows(new Set(open))
    .map(({ depth, segment, isMetric, count }) => `${'  '.repeat(depth)}${segment}${isMetric ? '*' : ''} ${count}`);

const NAMES = ['sys-x', 'sys.cpu', 'sys.cpu.user', 'sys.mem', 'up'];

it('shows the first step of every name', () => {
  expect(lines(NAMES)).toEqual(['sys-x* 0', 'sys 3', 'up* 0']);
});

it('shows what is below an open branch, which may be a metric itself', () => {
  expect(lines(NAMES, 'sys')).toEqual(['sys-x* 0', 'sys 3', '  cpu* 1', '  mem* 0', 'up* 0']);
  expect(lines(NAMES, 'sys', 'sys.cpu')).toContain('    user* 0');
});

it('numbers siblings, for screen readers', () => {
  const rows = new NameTree(NAMES).rows(new Set(['sys']));
  expect(rows.map(({ path, position, siblings }) => [path, position, siblings])).toEqual([
    ['sys-x', 1, 3],
    ['sys', 2, 3],
    ['sys.cpu', 1, 2],
    ['sys.mem', 2, 2],
    ['up', 3, 3],
  ]);
});

it.each(['__proto__.x', 'constructor', 'a..b', '.a', 'a.', '.'])('takes the name %j as any other', (name) => {
  const tree = new NameTree([name, 'other']);
  const metrics = tree.rows(tree.openAtFirst(100)).filter(({ isMetric }) => isMetric);
  expect(metrics.map(({ path }) => path)).toEqual([name, 'other']);
});

describe('at first', () => {
  const paths = (names: string[], maxRows: number, metric?: string) => [
    ...new NameTree(names).openAtFirst(maxRows, metric),
  ];

  it('a small tree is open', () => {
    expect(paths(NAMES, 100)).toEqual(['sys', 'sys.cpu']);
  });

  it('a level that would be too long is closed', () => {
    expect(paths(NAMES, 5)).toEqual(['sys']);
    expect(paths(NAMES, 4)).toEqual([]);
  });

  it('the branches above the selected metric are expanded', () => {
    expect(paths(NAMES, 1, 'sys.cpu.user')).toEqual(['sys', 'sys.cpu']);
  });
});

it('expands branches of a hundred thousand names', () => {
  const names = Array.from({ length: 100_000 }, (_, i) => `app${i % 50}.service${i % 1000}.metric${i}`);
  const tree = new NameTree(names);
  expect(tree.rows(tree.openAtFirst(100))).toHaveLength(50);
  // 100,000 names in 1,000 services, each of which is one application's.
  expect(tree.rows(new Set(['app7']))).toHaveLength(50 + 20);
});

it('splits the names once, whatever is expanded and collapsed', () => {
  const names = Array.from({ length: 1000 }, (_, i) => `app${i % 50}.service${i % 100}.metric${i}`);
  const iterate = names[Symbol.iterator].bind(names);
  let passes = 0;
  names[Symbol.iterator] = () => {
    passes++;
    return iterate();
  };
  const tree = new NameTree(names);
  tree.rows(new Set());
  tree.rows(new Set(['app7']));
  expect(tree.rows(new Set(['app7', 'app8']))).toHaveLength(50 + 2 + 2);
  expect(passes).toBe(1);
});
