import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensure } from './fresh';

describe('making only what is out of date', () => {
  let folder: string;
  let made: number;
  const input = (name: string) => join(folder, name);
  const build = (make = async () => writeFileSync(input('output'), String((made += 1)))) =>
    ensure(
      {
        name: 'sample',
        inputs: [join(folder, '*.src')],
        ignored: [join(folder, '*.test.src')],
        outputs: [input('output')],
        make,
      },
      join(folder, 'stamps')
    );

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fresh-'));
    made = 0;
    writeFileSync(input('a.src'), 'one');
    jest.spyOn(console, 'log').mockImplementation(() => {});
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('makes it once, and not again while nothing changes', async () => {
    await build();
    await build();
    expect(made).toBe(1);
  });

  it.each<[string, () => void]>([
    ['an input changes', () => writeFileSync(input('a.src'), 'longer')],
    ['an input is touched', () => utimesSync(input('a.src'), 1, 1)],
    ['an input is added', () => writeFileSync(input('b.src'), '')],
    ['what it made is missing', () => rmSync(input('output'))],
  ])('makes it again when %s', async (_, change) => {
    await build();
    change();
    await build();
    expect(made).toBe(2);
  });

  it('passes over what is ignored', async () => {
    await build();
    writeFileSync(input('a.test.src'), '');
    await build();
    expect(made).toBe(1);
  });

  it('tries again after a failure', async () => {
    await expect(build(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    writeFileSync(input('output'), 'left by the failed one');
    await build();
    expect(made).toBe(1);
  });
});
