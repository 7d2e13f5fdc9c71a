import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'glob';

import { buildBackend, packageVersion, type Platform } from '../lib/backend';
import { inRoot, pluginJson, root } from '../lib/paths';
import { must } from '../lib/run';
import { LICENSES_FILE, listLicenses } from './licenses';
import { partsIn } from './parts';

export interface Stage {
  /** What becomes the archive's root: made again. */
  folder: string;
  platforms: Platform[];
  date: Date;
}

/** Builds everything of the plugin's archive but its signature. */
export async function stage({ folder, platforms, date }: Stage): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await buildFrontend(folder, date);
  for (const platform of platforms) {
    await buildBackend({ platform, date, folder });
  }
  await addDocuments(folder, goManifest());
}

/**
 * The moment that everything in a package is dated with, so that the same sources give the same bytes: SOURCE_DATE_EPOCH
 * (https://reproducible-builds.org/docs/source-date-epoch/, seconds since 1970), or else that of the last commit.
 */
export function packageDate(): Date {
  const given = process.env.SOURCE_DATE_EPOCH;
  const seconds = given ?? execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }).trim();
  if (!/^\d{1,11}$/.test(seconds)) {
    throw new Error(`SOURCE_DATE_EPOCH: '${seconds}' is no number of seconds since 1970.`);
  }
  return new Date(Number(seconds) * 1000);
}

/**
 * The SDK's go_plugin_build_manifest (build/utils/manifest.go): a line for each Go file of the repository, its SHA-256
 * and its path, by which the catalogue tells that the backend was built from the sources it was shown.
 */
export function goManifest(): string {
  const digest = (path: string) =>
    createHash('sha256')
      .update(readFileSync(inRoot(path)))
      .digest('hex');
  return globSync('**/*.go', { cwd: root, ignore: ['node_modules/**', '.cache/**'], dot: true, posix: true })
    .sort()
    .map((path) => `${digest(path)}:${path}\n`)
    .join('');
}

/** What lies beside both halves in the archive. */
export async function addDocuments(folder: string, manifest: string): Promise<void> {
  writeFileSync(join(folder, 'go_plugin_build_manifest'), manifest);
  writeFileSync(join(folder, LICENSES_FILE), await listLicenses(await partsIn(folder)));
}

/** Builds the browser half, with the plugin's files beside it, into an empty folder; `sources` is where package.json is. */
export async function buildFrontend(folder: string, date: Date, sources = root): Promise<void> {
  const webpack = join(sources, 'node_modules', 'webpack', 'bin', 'webpack.js');
  const config = join(sources, 'tools', 'package', 'webpack.config.ts');
  const args = [webpack, '-c', config, '--env', 'production', '--env', `out=${folder}`];
  await must('bundling the plugin', process.execPath, args, { cwd: sources, capture: true });
  for (const name of ['plugin.json', 'README.md']) {
    const path = join(folder, name);
    writeFileSync(path, fillIn(readFileSync(path, 'utf8'), date));
  }
}

/** Puts version, date and id in the places that create-plugin's build has for them. */
function fillIn(text: string, date: Date): string {
  return text
    .replaceAll('%VERSION%', packageVersion())
    .replaceAll('%TODAY%', date.toISOString().slice(0, 10))
    .replaceAll('%PLUGIN_ID%', pluginJson().id);
}
