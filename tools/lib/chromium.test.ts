import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findChromium } from './chromium';

describe("finding the system's Chromium", () => {
  const [first, second] = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'path-')));
  const PATH = [first, second].join(delimiter);
  const install = (folder: string, name: string, mode = 0o755) => {
    writeFileSync(join(folder, name), '');
    chmodSync(join(folder, name), mode);
  };
  afterAll(() => [first, second].forEach((folder) => rmSync(folder, { recursive: true })));

  it('finds none where there is none', () => {
    install(first, 'chromium', 0o644);
    expect(findChromium({ PATH })).toBeUndefined();
  });

  it('prefers Chromium to Chrome, and CHROMIUM to both', () => {
    install(first, 'google-chrome');
    expect(findChromium({ PATH })).toBe(join(first, 'google-chrome'));
    install(second, 'chromium');
    expect(findChromium({ PATH })).toBe(join(second, 'chromium'));
    expect(findChromium({ PATH, CHROMIUM: '/opt/browser' })).toBe('/opt/browser');
  });
});
