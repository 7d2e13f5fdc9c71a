import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { root } from '../lib/paths';

const run = promisify(execFile);

/** Google's, which tells licenses by their words, and names them as SPDX does. */
const CLASSIFIER = 'github.com/google/licenseclassifier/v2/tools/identify_license@v2.0.0';

/** One file of the classifier's answer. */
interface Identified {
  Filepath: string;
  Classifications: Array<{ Name: string }>;
}

/** The SPDX names of the licenses that each text holds, sorted. */
export async function identify(texts: string[]): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'licenses-'));
  try {
    const files = texts.map((_, index) => join(folder, `${index}.txt`));
    files.forEach((file, index) => writeFileSync(file, texts[index]));
    const response = join(folder, 'response.json');
    // It reports on each file; execFile keeps that for a failure.
    await run('go', ['run', CLASSIFIER, '-json', response, ...files], { cwd: root });
    const found: Identified[] = JSON.parse(readFileSync(response, 'utf8'));
    const byFile = new Map(found.map(({ Filepath, Classifications }) => [Filepath, Classifications]));
    return files.map((file) => {
      const names = (byFile.get(file) ?? []).map(({ Name }) => Name).filter((name) => name !== 'Copyright');
      return [...new Set(names)].sort();
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
