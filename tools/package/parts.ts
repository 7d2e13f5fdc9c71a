import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'glob';
import { uniq } from 'lodash';

import { inRoot, pluginJson } from '../lib/paths';
import { must } from '../lib/run';

/** Somebody else's code in the archive: an npm package, a Go module, or Go itself. */
export interface Part {
  /** Its name, and its version. */
  title: string;
  /** Where its sources are. */
  folder: string;
  /** What says under which terms it may be handed on, by paths from its folder. */
  terms: string[];
}

/** The parts of each half, as they are in the archive. */
export interface Halves {
  browser: Part[];
  backend: Part[];
}

/** The parts of what is built in a folder. */
export async function partsIn(folder: string): Promise<Halves> {
  return { browser: npmParts(folder), backend: await goParts(folder) };
}

/** The files with terms in a folder, and in those below it as far as `maxDepth` goes. */
export function termsIn(folder: string, maxDepth?: number): string[] {
  return globSync('**/{licen[cs]e,unlicen[cs]e,copying,notice,patents}*', {
    cwd: folder,
    ignore: ['**/*.{go,js,cjs,mjs,ts,json}', '**/node_modules/**', '**/testdata/**'],
    maxDepth,
    nocase: true,
    nodir: true,
    posix: true,
  }).sort();
}

/** What the compilers put into the bundle of themselves: webpack's run time and its check of chunks, and SWC's helpers. */
const COMPILERS = ['webpack', 'webpack-subresource-integrity', '@swc/helpers'];

/** The npm packages whose code is in a folder's bundles, as their source maps say. */
function npmParts(folder: string): Part[] {
  const sources = globSync('**/*.js.map', { cwd: folder }).flatMap(
    (map): string[] => JSON.parse(readFileSync(join(folder, map), 'utf8')).sources
  );
  const packages = [...COMPILERS.map((name) => `node_modules/${name}`), ...sources.flatMap(packageOf)];
  return uniq(packages).map((path) => {
    const { name, version } = JSON.parse(readFileSync(inRoot(path, 'package.json'), 'utf8'));
    return { title: `${name} ${version}`, folder: inRoot(path), terms: termsIn(inRoot(path)) };
  });
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

/** The Go modules that a folder's executables name as linked in, and Go itself. */
async function goParts(folder: string): Promise<Part[]> {
  const go = (...args: string[]) => must('asking Go what is linked in', 'go', args, { capture: true });
  const notes = await go('version', '-m', ...globSync(`${pluginJson().executable}_*`, { cwd: folder, absolute: true }));
  const names = [...notes.matchAll(/^\tdep\t(\S+)\t/gm)].map(([, name]) => name);
  const modules = await go('list', '-m', '-f', '{{.Path}} {{.Version}}\t{{.Dir}}', ...uniq(names));
  const goroot = (await go('env', 'GOROOT')).trim();
  return [
    // The sources of its commands lie there too.
    { title: 'Go (standard library and run time)', folder: goroot, terms: termsIn(goroot, 1) },
    ...modules
      .trim()
      .split('\n')
      .map((line) => line.split('\t'))
      .map(([title, dir]) => ({ title, folder: dir, terms: termsIn(dir) })),
  ];
}
