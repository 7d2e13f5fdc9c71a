import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { globSync } from 'glob';
import { cacheDir, root } from './paths';

/** Something that is made from files: made again only when one of them changed. */
export interface Build {
  /** Names the record of the last build. */
  name: string;
  /** Globs, from the root, of what it is made from. */
  inputs: string[];
  /** Globs of what of the inputs doesn't matter, such as tests. */
  ignored?: string[];
  /** Absolute paths of what it makes: a missing one is made again. */
  outputs: string[];
  make: () => Promise<unknown>;
}

const RECORDS = join(cacheDir, 'builds');

/** Makes what isn't there or is out of date. */
export async function ensure(build: Build, records = RECORDS): Promise<void> {
  const record = join(records, build.name);
  const state = stateOf(build);
  const isFresh = existsSync(record) && readFileSync(record, 'utf8') === state && build.outputs.every(existsSync);
  if (isFresh) {
    return;
  }
  console.log(`building ${build.name}`);
  await build.make();
  mkdirSync(records, { recursive: true });
  // The state from before: an input that changed while it was being built makes the next build.
  writeFileSync(record, state);
}

/** Has everything made again at the next `ensure`. */
export function forgetBuilds(records = RECORDS): void {
  rmSync(records, { recursive: true, force: true });
}

/** A digest of the inputs' names, sizes and times of change. */
function stateOf({ inputs, ignored }: Build): string {
  const digest = createHash('sha256');
  for (const path of globSync(inputs, { cwd: root, ignore: ignored, nodir: true, dot: true }).sort()) {
    const { size, mtimeMs } = statSync(resolve(root, path));
    digest.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  return digest.digest('hex');
}
