import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { LICENSES_FILE } from '../licenses/index';
import { inRoot, pluginJson, root } from '../lib/paths';
import { must } from '../lib/run';
import { buildBackend, goManifest, type Platform } from './backends';

export interface Stage {
  /** What becomes the archive's root: made again. */
  folder: string;
  platforms: Platform[];
  date: Date;
}

/** The version that is packaged. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).version;
}

/** Builds everything of the plugin's archive but its signature. */
export async function stage({ folder, platforms, date }: Stage): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await buildFrontend(folder, date);
  for (const platform of platforms) {
    await buildBackend({ platform, version: packageVersion(), date, folder });
  }
  addDocuments(folder, goManifest());
}

/** What lies beside both halves in the archive. */
export function addDocuments(folder: string, manifest: string): void {
  writeFileSync(join(folder, 'go_plugin_build_manifest'), manifest);
  copyFileSync(inRoot(LICENSES_FILE), join(folder, LICENSES_FILE));
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
