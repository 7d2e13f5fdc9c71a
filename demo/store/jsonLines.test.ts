import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadPoints, savePoints } from './jsonLines';
import { Store } from './store';

describe('points in files', () => {
  let directory: string;
  let file: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'demo-points-'));
    file = join(directory, 'points.jsonl');
  });

  afterEach(() => rm(directory, { recursive: true }));

  it('loads what it saved: integers, floats and milliseconds stay what they are', async () => {
    const store = new Store();
    const tags = { host: 'web01' };
    store.put('demo', { metric: 'a', tags, time: 1_700_000_000_000, value: 1, integer: true });
    store.put('demo', { metric: 'a', tags, time: 1_700_000_000_500, value: 2, integer: false });
    store.put('demo', { metric: 'b', tags, time: 1_700_000_001_000, value: 2.5, integer: false });
    await savePoints(store, 'demo', file);

    const loaded = new Store();
    expect(await loadPoints(loaded, 'demo', file)).toBe(3);

    const { times, values, integers } = loaded.series('demo', 'a')[0].range(0, Infinity);
    expect(Array.from(times)).toEqual([1_700_000_000_000, 1_700_000_000_500]);
    expect(Array.from(values)).toEqual([1, 2]);
    expect(Array.from(integers)).toEqual([1, 0]);
    expect(loaded.series('demo', 'b')).toHaveLength(1);
  });

  it('writes one point of /api/put a line', async () => {
    const store = new Store();
    store.put('demo', { metric: 'a', tags: { host: 'w' }, time: 1_700_000_000_000, value: 1, integer: true });
    await savePoints(store, 'demo', file);

    expect(await readFile(file, 'utf8')).toBe(
      '{"metric":"a","timestamp":1700000000,"value":"1","tags":{"host":"w"}}\n'
    );
  });

  it('names the line that is wrong', async () => {
    const good = '{"metric":"a","timestamp":1700000000,"value":1,"tags":{"host":"w"}}';
    await writeFile(file, `${good}\n\n${good.replace('1,', '"x",')}\n`);

    await expect(loadPoints(new Store(), 'demo', file)).rejects.toThrow(`${file}:3: Unable to parse value to a number`);
  });
});
