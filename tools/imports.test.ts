import { globSync } from 'glob';
import ts from 'typescript';

import { inRoot } from './lib/paths';
import { oldestGrafana, type OldestGrafana } from './lib/oldestGrafana';
import { filesOf, importsOf, parse, refProps, tagsOf } from './lib/sources';

/** The packages that Grafana itself hands to a plugin: what it has in them is what there is. */
const HANDED_OVER = ['@grafana/data', '@grafana/ui', '@grafana/runtime'];

/**
 * What React 19 has and React 18, which Grafana 12 runs plugins with, has not
 * (https://react.dev/blog/2024/12/05/react-19, "What's new"). A `ref` taken as an ordinary prop and a context rendered
 * as its own provider can't be told from other code by name; they are looked for below by their shape.
 */
const REACT_19 = ['use', 'useActionState', 'useOptimistic', 'useEffectEvent', 'cache', 'cacheSignal', 'Activity'];
const REACT_DOM_19 = ['useFormStatus', 'requestFormReset', 'preload', 'preinit', 'preconnect', 'prefetchDNS'];

/** The plugin's own files, and those of its library for editors, which go into its bundle. */
const own = globSync('src/**/*.{ts,tsx}', { cwd: inRoot(), ignore: ['**/*.test.{ts,tsx}', 'src/test/**'] }).sort();
const bundled = globSync('node_modules/@grafana/plugin-ui/dist/esm/**/*.{js,mjs}', { cwd: inRoot() }).sort();

const grafana = oldestGrafana([...HANDED_OVER, '@grafana/schema']);

if ('missing' in grafana) {
  it.skip(`runs in the oldest Grafana that plugin.json promises: skipped, as ${grafana.missing}`, () => {});
} else {
  describe(`Grafana ${grafana.version}, the oldest that plugin.json promises`, () => testAgainst(grafana));
}

function testAgainst({ folder }: OldestGrafana): void {
  const entries = Object.fromEntries(
    [...HANDED_OVER, '@grafana/schema'].map((name) => [name, `${folder}/${name.split('/')[1]}/dist/types/index.d.ts`])
  );
  const paths = Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, [path]]));
  const program = ownProgram({ paths }, Object.values(entries));
  const checker = program.getTypeChecker();

  /** What a package has when it runs. */
  function valuesOf(name: string): Set<string> {
    const source = program.getSourceFile(entries[name]);
    const symbol = source && checker.getSymbolAtLocation(source);
    if (!symbol) {
      throw new Error(`The types of ${name} can't be read in ${entries[name]}`);
    }
    const values = checker.getExportsOfModule(symbol).filter((one) => {
      const target = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one;
      // What is handed on from a package that isn't installed resolves to nothing, but the name is there.
      return target.flags & ts.SymbolFlags.Value || checker.isUnknownSymbol(target);
    });
    return new Set(values.map((one) => one.name));
  }

  const existing = Object.fromEntries(HANDED_OVER.map((name) => [name, valuesOf(name)]));

  const missing = (files: string[]) =>
    files
      .flatMap(importsOf)
      .filter(({ from, name }) => from in existing && !existing[from].has(name))
      .map(({ file, from, name }) => `${file} imports ${name} of ${from}`);

  it.each(HANDED_OVER)('has types of %s that can be read', (name) => {
    expect(existing[name].size).toBeGreaterThan(50);
    expect(existing[name]).not.toContain('NoSuchName');
  });

  it('has every name that the plugin imports', () => {
    expect(own.flatMap(importsOf).filter(({ from }) => from in existing).length).toBeGreaterThan(20);
    expect(missing(own)).toEqual([]);
  });

  it("has every name that the library of the plugin's editors imports", () => {
    expect(bundled.length).toBeGreaterThan(10);
    expect(missing(bundled)).toEqual([]);
  });

  it('has them with properties and parameters that fit', () => {
    const faults = faultsOf(program);
    // What doesn't fit the newest Grafana either is no matter of the oldest: `npm run typecheck` reports it.
    const ordinary = faults.length > 0 ? faultsOf(ownProgram({}, [])) : [];
    const known = new Set(ordinary.map(({ at }) => at));
    expect(faults.filter(({ at }) => !known.has(at))).toEqual([]);
  });
}

/** The plugin's own files, with other packages in some packages' places. */
function ownProgram(options: ts.CompilerOptions, files: string[]): ts.Program {
  const { config } = ts.readConfigFile(inRoot('tsconfig.json'), ts.sys.readFile);
  return ts.createProgram({
    rootNames: [...own.map((file) => inRoot(file)), ...globSync(inRoot('.config', 'types', '*.d.ts')), ...files],
    options: {
      ...ts.parseJsonConfigFileContent(config, ts.sys, inRoot()).options,
      skipLibCheck: true,
      noEmit: true,
      incremental: false,
      ...options,
    },
  });
}

/** What the compiler says against the plugin's own files, and where. */
function faultsOf(program: ts.Program): Array<{ at: string; says: string }> {
  return own
    .map((file) => program.getSourceFile(inRoot(file)))
    .flatMap((source) => (source ? program.getSemanticDiagnostics(source) : []))
    .map(({ file, start = 0, code, messageText }) => {
      const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
      return {
        at: `${file?.fileName.slice(inRoot().length + 1)}:${line}: TS${code}`,
        says: ts.flattenDiagnosticMessageText(messageText, '\n'),
      };
    });
}

describe('React 18, which Grafana 12 has', () => {
  const imports = own.flatMap(importsOf);

  it('has every function that the plugin imports of React', () => {
    const newer = imports.filter(
      ({ from, name }) =>
        (from === 'react' && REACT_19.includes(name)) ||
        (from === 'react-dom' && REACT_DOM_19.includes(name)) ||
        from === 'react-dom/client' ||
        from === 'react-dom/static'
    );
    expect(newer).toEqual([]);
  });

  it('has every function that the plugin calls on React', () => {
    const calls = own.flatMap((file) =>
      [...(ts.sys.readFile(inRoot(file)) ?? '').matchAll(/\bReact\.(\w+)/g)].map(([, name]) => name)
    );
    expect(calls.filter((name) => REACT_19.includes(name))).toEqual([]);
  });

  it('hands no `ref` to a function component as a prop: they use forwardRef', () => {
    expect(own.flatMap((file) => refProps(parse(file)))).toEqual([]);
  });

  it('renders no context as its own provider, and no document metadata inside components', () => {
    const tags = own.flatMap((file) => tagsOf(parse(file)));
    expect(tags.length).toBeGreaterThan(20);
    expect(tags.filter((tag) => /Context$/.test(tag) || ['title', 'meta', 'link'].includes(tag))).toEqual([]);
  });

  it('gets React from Grafana, not with the plugin', () => {
    const externals = ts.sys.readFile(inRoot('.config', 'bundler', 'externals.ts')) ?? '';
    for (const name of ['react', 'react/jsx-runtime', 'react-dom']) {
      expect(externals).toContain(`'${name}'`);
    }
  });
});

describe('the files of src', () => {
  const imports = new Map(own.map((file) => [file, filesOf(file).filter((path) => own.includes(path))]));

  it('import each other in no circle', () => {
    expect(own.length).toBeGreaterThan(100);
    expect(circles(imports)).toEqual([]);
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
});

/** Every circle of imports, once, as the files on its way. */
function circles(imports: Map<string, string[]>): string[][] {
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
  [...imports.keys()].forEach((file) => visit(file, []));
  return found;
}
