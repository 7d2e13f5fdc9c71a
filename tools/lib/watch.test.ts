import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { onChange } from './watch';

describe('watching a folder', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'watch-'));
    mkdirSync(join(folder, 'a'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const until = async (is: () => boolean) => {
    for (const end = Date.now() + 10_000; !is() && Date.now() < end; ) {
      await sleep(20);
    }
  };

  it('reacts once to changes that come together, and again to those that come while it does', async () => {
    let started = 0;
    let finish = () => {};
    onChange(folder, /\.go$/, () => {
      started += 1;
      return new Promise<void>((resolve) => (finish = resolve));
    });
    await sleep(100);

    writeFileSync(join(folder, 'a', 'one.go'), '1');
    writeFileSync(join(folder, 'a', 'two.go'), '1');
    writeFileSync(join(folder, 'a', 'notes.txt'), '1');
    await until(() => started > 0);
    expect(started).toBe(1);

    writeFileSync(join(folder, 'a', 'one.go'), '2');
    await sleep(500);
    expect(started).toBe(1);
    finish();
    await until(() => started > 1);
    expect(started).toBe(2);
    finish();
    await sleep(500);
    expect(started).toBe(2);
  }, 30_000);
});
