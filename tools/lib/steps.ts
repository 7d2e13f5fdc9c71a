import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { globSync } from 'glob';
import { backendBuild, bridgeBuild, pluginBuild, workbenchBuild } from './builds';
import { ensureChromium, missingChromium } from './chromium';
import { type Counts, goCounts, jestCounts, none, one, playwrightCounts, sum, withExitCode } from './counts';
import { type Build, ensure } from './fresh';
import { cacheDir, inRoot } from './paths';
import { run } from './run';

/** One part of the tests. */
export interface Step {
  title: string;
  /** Its purpose: the workflow runs each as a job of its own. */
  group: 'lint' | 'unit' | 'browser' | 'servers';
  /** What it would install on the system, outside this repository and the caches of npm, Go and Maven. */
  installs?: () => string | undefined;
  /** Runs it, showing what it does, and counts. A rejection is one failure. */
  run: () => Promise<Counts>;
}

/** A tool of node_modules, run by this Node. */
function nodeTool(script: string, ...args: string[]) {
  return run(process.execPath, [inRoot('node_modules', ...script.split('/')), ...args]);
}

function check(title: string, script: string, ...args: string[]): Step {
  return { title, group: 'lint', run: async () => one((await nodeTool(script, ...args)).code === 0) };
}

function build(what: Build): Step {
  return {
    title: `Build: ${what.name}`,
    group: 'unit',
    run: async () => {
      await ensure(what);
      return one(true);
    },
  };
}

/** Every step, in order: quick ones first, those that need the builds after them. */
export const steps: Step[] = [
  check('TypeScript: types', 'typescript/bin/tsc', '--noEmit'),
  check('ESLint', 'eslint/bin/eslint.js', '--cache', '--max-warnings', '0', '.'),
  check('Prettier', 'prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  { title: 'Workflows: actionlint', group: 'lint', run: actionlint },
  { title: 'Go: gofmt', group: 'lint', run: gofmt },
  { title: 'Go: vet', group: 'lint', run: async () => one((await run('go', ['vet', './...'])).code === 0) },
  { title: 'Jest', group: 'unit', run: jest },
  build(pluginBuild),
  build(backendBuild),
  build(bridgeBuild),
  build(workbenchBuild),
  { title: 'Go: tests, with the race detector', group: 'unit', run: goTest },
  { title: 'Go: fuzzing, a few seconds each', group: 'unit', run: fuzz },
  { title: 'End-to-end tests on the workbench', group: 'browser', run: endToEnd, installs: missingChromium },
  { title: 'Real OpenTSDB: 2.4.1, 2.3.2, 2.2.1', group: 'servers', run: realOpenTsdb },
];

/** Without the linters that it calls where they are installed, so that it says the same everywhere. */
async function actionlint(): Promise<Counts> {
  const tool = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';
  return one((await run('go', ['run', tool, '-shellcheck=', '-pyflakes='])).code === 0);
}

async function gofmt(): Promise<Counts> {
  const files = globSync(['**/*.go'], { cwd: inRoot(), ignore: ['node_modules/**', '.cache/**'] });
  const { code, stdout } = await run('gofmt', ['-l', ...files], { capture: true });
  if (stdout) {
    console.log(`not formatted:\n${stdout}`);
  }
  return one(code === 0 && stdout === '');
}

function reportFile(name: string): string {
  mkdirSync(cacheDir, { recursive: true });
  const path = join(cacheDir, name);
  // A report of an earlier run must not be counted if this run writes none.
  rmSync(path, { force: true });
  return path;
}

function readReport(path: string, parse: (text: string) => Counts): Counts {
  return existsSync(path) ? parse(readFileSync(path, 'utf8')) : none;
}

async function jest(): Promise<Counts> {
  const report = reportFile('jest.json');
  const { code } = await nodeTool('jest/bin/jest.js', '--maxWorkers', '2', '--json', `--outputFile=${report}`);
  return withExitCode(readReport(report, jestCounts), code);
}

function goTest(): Promise<Counts> {
  return countGo(['go', 'test', '-race', '-json', './...']);
}

/** Runs a command that writes the events of `go test -json`, and shows them for people. */
async function countGo(command: string[]): Promise<Counts> {
  const report = reportFile('go-test.json');
  const tool = ['run', 'gotest.tools/gotestsum@v1.13.0', '--format', 'pkgname', '--hide-summary', 'skipped'];
  const reads = ['--jsonfile', report, '--ignore-non-json-output-lines', '--raw-command', '--', ...command];
  const { code } = await run('go', [...tool, ...reads]);
  return withExitCode(readReport(report, goCounts), code);
}

/**
 * Each fuzz target for a number of inputs, with what it has found before as a start. Not for a time: `go test` reports a
 * deadline that passes while an input runs as a failure.
 */
async function fuzz(): Promise<Counts> {
  const targets = globSync('pkg/**/*_test.go', { cwd: inRoot(), posix: true }).flatMap((file) =>
    [...readFileSync(inRoot(file), 'utf8').matchAll(/^func (Fuzz\w+)\(/gm)].map(([, name]) => ({ file, name }))
  );
  const counts: Counts[] = [];
  for (const { file, name } of targets) {
    const args = ['test', '-run', '^$', '-fuzz', `^${name}$`, '-fuzztime', '20000x', `./${dirname(file)}`];
    counts.push(one((await run('go', args)).code === 0));
  }
  return sum(counts);
}

async function endToEnd(): Promise<Counts> {
  const chromium = await ensureChromium();
  const report = reportFile('playwright.json');
  const script = inRoot('node_modules', '@playwright', 'test', 'cli.js');
  // Playwright can't follow the root's tsconfig.json into a package. A spec that fails is repeated once, since the machine may
  // do much else; the list ends with the names of those that passed only then.
  const { code } = await run(
    process.execPath,
    [script, 'test', '--tsconfig', 'tests/e2e/tsconfig.json', '--retries=1'],
    {
      env: {
        CHROMIUM: chromium,
        GRAFANA_URL: '', // in the workbench, whatever Grafana there is
        PORT: String(await freePort()),
        PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      },
    }
  );
  return withExitCode(readReport(report, playwrightCounts), code);
}

/** A port that nothing listens on now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** The tests of tests/opentsdb, which start each release of OpenTSDB; without Java they say that they are skipped. */
function realOpenTsdb(): Promise<Counts> {
  return countGo(['bash', inRoot('tests', 'opentsdb', 'run.sh'), 'all']);
}
