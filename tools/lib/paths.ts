import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The repository's root: every tool runs with it as its working directory, however it was started. */
export const root = resolve(__dirname, '..', '..');

/** Turns a path inside the repository into an absolute one. */
export function inRoot(...parts: string[]): string {
  return join(root, ...parts);
}

/** Where tools keep what can be made again: records of finished builds, built helpers. Git ignores it. */
export const cacheDir = inRoot('.cache');

interface PluginJson {
  id: string;
  name: string;
  executable: string;
}

/** The plugin's own manifest. */
export function pluginJson(): PluginJson {
  return JSON.parse(readFileSync(inRoot('src', 'plugin.json'), 'utf8'));
}

/** The version of the plugin. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).version;
}
