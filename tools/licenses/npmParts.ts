import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'glob';

import { inRoot } from '../lib/paths';
import { byName, type Part, termsIn } from './parts';

/** What the compilers put into the bundle of themselves: webpack's run time and its check of chunks, and SWC's helpers. */
const COMPILERS = ['webpack', 'webpack-subresource-integrity', '@swc/helpers'];

/** The npm packages whose code is in a folder's bundles, as their source maps say. */
export function npmParts(folder: string): Part[] {
  const sources = globSync('**/*.js.map', { cwd: folder }).flatMap(
    (map): string[] => JSON.parse(readFileSync(join(folder, map), 'utf8')).sources
  );
  const packages = new Set([...COMPILERS.map((name) => `node_modules/${name}`), ...sources.flatMap(packageOf)]);
  return [...packages].map(npmPart).sort(byName);
}

/** The folder of the package that a source of a bundle is from; none for the plugin's own and for what webpack makes. */
export function packageOf(source: string): string[] {
  const path = source.replace(/^webpack:\/\/[^/]*\//, '');
  // Greedy, so that a package within a package is found for itself.
  const found = /^\.\.\/((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
  if (found && !found[1].startsWith('../')) {
    return [found[1]];
  }
  if (/^\.\/|^(external|webpack)[ /]/.test(path)) {
    return [];
  }
  throw new Error(`The bundle holds ${source}, which is neither the plugin's own nor a package's.`);
}

function npmPart(path: string): Part {
  const { name, version } = JSON.parse(readFileSync(inRoot(path, 'package.json'), 'utf8'));
  return { name, version, terms: termsIn(inRoot(path)) };
}
