import { dirname, relative, sep } from 'node:path';
import { globSync } from 'glob';

import { root } from '../lib/paths';
import { must } from '../lib/run';
import { goEnvironment, GO_TAGS, type Platform } from '../lib/backend';
import { byName, type Part, termsIn } from './parts';

/** What `go list` says of each package that is linked in. */
const FORMAT = '{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}\t{{$.Dir}}{{end}}{{end}}';

/** The Go modules whose packages are linked into the backends of platforms, and Go itself. */
export async function goParts(platforms: Platform[]): Promise<Part[]> {
  const modules = new Map<string, { name: string; version: string; dir: string; folders: Set<string> }>();
  for (const platform of platforms) {
    const args = ['list', '-deps', ...GO_TAGS, '-f', FORMAT, './pkg'];
    const env = goEnvironment(platform);
    const lines = (await must('listing what the backend links in', 'go', args, { capture: true, env })).split('\n');
    for (const [name, version, dir, packageDir] of lines.filter(Boolean).map((line) => line.split('\t'))) {
      const one = modules.get(name) ?? { name, version, dir, folders: new Set<string>() };
      foldersUpTo(dir, packageDir).forEach((folder) => one.folders.add(folder));
      modules.set(name, one);
    }
  }
  const listed = [...modules.values()].map(
    ({ name, version, dir, folders }): Part => ({ name, version, terms: termsIn(dir, [...folders]) })
  );
  return [...listed, await goItself()].sort(byName);
}

/** A package's folder and those above it, to its module's: code that was taken over has its license beside it. */
function foldersUpTo(moduleDir: string, packageDir: string): string[] {
  const folder = relative(moduleDir, packageDir).split(sep).join('/');
  const above = folder === '' ? [] : foldersUpTo(moduleDir, dirname(packageDir));
  return [...above, folder];
}

/** Go's standard library and run time. */
async function goItself(): Promise<Part> {
  const goroot = (await must('asking for Go', 'go', ['env', 'GOROOT'], { capture: true })).trim();
  return { name: 'Go (standard library and run time)', terms: termsIn(goroot) };
}

/** The modules that executables name as linked in, by what Go notes in them. */
export async function linkedModules(folder: string, executable: string): Promise<Array<Omit<Part, 'terms'>>> {
  const binaries = globSync(`${executable}_*`, { cwd: folder, absolute: true });
  const notes = await must('reading what is linked in', 'go', ['version', '-m', ...binaries], {
    cwd: root,
    capture: true,
  });
  return [...notes.matchAll(/^\tdep\t(\S+)\t(\S+)/gm)].map(([, name, version]) => ({ name, version }));
}
