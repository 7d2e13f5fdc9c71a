import { readFileSync } from 'node:fs';
import { globSync } from 'glob';

import { inRoot } from '../lib/paths';

/** What the catalogue forbids a plugin's Go code: the environment, files, other programs, system calls. */
const FORBIDDEN = ['os/exec', 'io/fs', 'io/ioutil', 'path/filepath', 'plugin', 'syscall', 'unsafe', 'embed'];
/** What is left of package os. */
const HARMLESS_OS = ['Exit', 'Stdout', 'Stderr', 'Stdin', 'Interrupt', 'Signal', 'Args'];

/** Grafana's console is for Grafana: plugins report errors and warnings there at most. */
const CONSOLE = /\bconsole\.(?!error\b|warn\b)(\w+)\s*\(/g;

/** What the catalogue would say against the sources of both halves. */
export function checkSources(): string[] {
  const go = globSync('pkg/**/*.go', { cwd: inRoot(), ignore: ['**/*_test.go', '**/testdata/**'], posix: true });
  const browser = globSync('src/**/*.{ts,tsx}', {
    cwd: inRoot(),
    ignore: ['**/*.test.{ts,tsx}', 'src/test/**'],
    posix: true,
  });
  const read = (path: string) => readFileSync(inRoot(path), 'utf8');
  return [
    ...go.sort().flatMap((path) => checkGo(path, read(path))),
    ...browser.sort().flatMap((path) => checkConsole(path, read(path))),
  ];
}

export function checkGo(path: string, source: string): string[] {
  const imports = [...source.matchAll(/^(?:import)?\s+(?:[\w.]+\s+)?"([^"]+)"$/gm)].map(([, name]) => name);
  const faults = imports.filter((name) => FORBIDDEN.includes(name)).map((name) => `${path}: it imports ${name}.`);
  if (imports.includes('os')) {
    const used = new Set([...source.matchAll(/\bos\.([A-Z]\w*)/g)].map(([, name]) => name));
    faults.push(
      ...[...used].filter((name) => !HARMLESS_OS.includes(name)).map((name) => `${path}: it uses os.${name}.`)
    );
  }
  return faults;
}

export function checkConsole(path: string, source: string): string[] {
  return [...source.matchAll(CONSOLE)].map(([, name]) => `${path}: it calls console.${name}.`);
}
