import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { globSync } from 'glob';
import { cacheDir, root } from './paths';

/** A build that is repeated only if one of its inputs changed. */
export interface Build {
  /** Names the record of the last build. */
  name: string;
  /** Globs of the inputs, from the root. */
  inputs: string[];
  /** Globs of inputs to ignore, such as tests. */
  ignored?: string[];
  /** Absolute paths of the outputs; a missing one triggers the build. */
  outputs: string[];
  make: () => Promise<unknown>;
}

const RECORDS = join(cacheDir, 'builds');

/** Builds if an output is missing or an input changed. */
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
  // The state before the build: an input that changes meanwhile triggers the next one.
  writeFileSync(record, state);
}

/** Makes the next `ensure` of each build run it. */
export function forgetBuilds(records = RECORDS): void {
  rmSync(records, { recursive: true, force: true });
}

/** A digest of the inputs' names, sizes and modification times. */
function stateOf({ inputs, ignored }: Build): string {
  const digest = createHash('sha256');
  for (const path of globSync(inputs, { cwd: root, ignore: ignored, nodir: true, dot: true }).sort()) {
    const { size, mtimeMs } = statSync(resolve(root, path));
    digest.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  return digest.digest('hex');
}
