import { globSync } from 'glob';
import ts from 'typescript';

import { inRoot } from '../../tools/lib/paths';
import { oldestGrafana, type OldestGrafana } from './packages';

/** The packages that Grafana itself hands to a plugin: what it has in them is what there is. */
const HANDED_OVER = ['@grafana/data', '@grafana/ui', '@grafana/runtime'];

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

  it.each(HANDED_OVER)('has types of %s that can be read', (name) => {
    expect(existing[name].size).toBeGreaterThan(50);
    expect(existing[name]).not.toContain('NoSuchName');
  });

  // Its types aren't checked by the compiler below, which sees the plugin's own files.
  it("has every name that the library of the plugin's editors imports", () => {
    const imported = bundled.flatMap((file) =>
      [...(ts.sys.readFile(inRoot(file)) ?? '').matchAll(/^import \{([^}]*)\} from ['"]([^'"]+)['"]/gm)]
        .filter(([, , from]) => from in existing)
        .flatMap(([, names, from]) => names.split(',').map((name) => ({ file, from, name: name.trim().split(' ')[0] })))
    );
    expect(imported.length).toBeGreaterThan(20);
    expect(imported.filter(({ from, name }) => !existing[from].has(name))).toEqual([]);
  });

  it('has every name that the plugin imports, with properties and parameters that fit', () => {
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

it('gets React from Grafana, not with the plugin', () => {
  const externals = ts.sys.readFile(inRoot('.config', 'bundler', 'externals.ts')) ?? '';
  for (const name of ['react', 'react/jsx-runtime', 'react-dom']) {
    expect(externals).toContain(`'${name}'`);
  }
});
