/** The files of src import each other in one direction, types included, as the table in CONTRIBUTING.md says. */
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { globSync } from 'glob';
import ts from 'typescript';

import { inRoot } from '../../tools/lib/paths';

const own = globSync('src/**/*.{ts,tsx}', {
  cwd: inRoot(),
  ignore: ['**/*.test.{ts,tsx}', 'src/test/**'],
  posix: true,
}).sort();
const imports = new Map(own.map((file) => [file, filesOf(file).filter((path) => own.includes(path))]));

/** The files beside it that a file imports, re-exports, or loads later; paths from the root. */
function filesOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(inRoot(file), 'utf8'));
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => {
      const path = posix.join(posix.dirname(file), fileName);
      const end = ['.ts', '.tsx', '/index.ts', ''].find((one) => ts.sys.fileExists(inRoot(path + one)));
      if (end === undefined) {
        throw new Error(`${file} imports ${fileName}, which isn't there`);
      }
      return path + end;
    });
}

/** Every circle of imports, once, as the files on its way. */
function circles(): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, way: string[]): void => {
    if (way.includes(file)) {
      found.push(way.slice(way.indexOf(file)));
    } else if (!done.has(file)) {
      imports.get(file)?.forEach((next) => visit(next, [...way, file]));
      done.add(file);
    }
  };
  own.forEach((file) => visit(file, []));
  return found;
}

it('no file of src imports itself by way of others', () => {
  expect(own.length).toBeGreaterThan(100);
  expect([...imports.values()].flat().length).toBeGreaterThan(200);
  expect(circles()).toEqual([]);
});

it.each<[folder: string, may: string[]]>([
  ['src/query', ['src/metadata/types.ts']],
  ['src/settings', ['src/query']],
  ['src/metadata', ['src/query', 'src/settings']],
  ['src/drilldowns', ['src/query', 'src/metadata']],
  ['src/datasource.ts', ['src/query', 'src/settings', 'src/metadata', 'src/drilldowns']],
  ['src/annotations', ['src/query', 'src/components', 'src/datasource.ts']],
])('%s depends on its own and %j alone', (folder, may) => {
  const files = own.filter((file) => file.startsWith(folder));
  expect(files).not.toEqual([]);
  const others = files.flatMap((file) =>
    imports
      .get(file)!
      .filter((path) => ![folder, ...may].some((one) => path.startsWith(one)))
      .map((path) => `${file} imports ${path}`)
  );
  expect(others).toEqual([]);
});
