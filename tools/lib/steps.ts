import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { globSync } from 'glob';
import { buildBackend, buildBridge, bundlePlugin, bundleWorkbench } from './builds';
import { ensureChromium, missingChromium } from './chromium';
import { type Counts, sum } from './counts';
import { inRoot, root } from './paths';
import { must } from './run';
import { goTest, jest, nodeTool, playwright } from './runners';

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

/** Every step, in order: quick ones first, those that need the builds after them. */
export const steps: Step[] = [
  check('lint', 'TypeScript: types', () => nodeTool('typescript/bin/tsc', ['--noEmit'])),
  check('lint', 'ESLint', () => nodeTool('eslint/bin/eslint.js', ['--cache', '--max-warnings', '0', '.'])),
  check('lint', 'Prettier', () => nodeTool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.'])),
  check('lint', 'Workflows: actionlint', actionlint),
  check('lint', 'Go: gofmt', gofmt),
  check('lint', 'Go: vet', () => must('vetting', 'go', ['vet', './...'])),
  { title: 'Jest', group: 'unit', run: () => jest('--maxWorkers', '2') },
  check('unit', 'Build: plugin', bundlePlugin),
  check('unit', 'Build: backend', buildBackend),
  check('unit', 'Build: bridge', buildBridge),
  check('unit', 'Build: workbench', bundleWorkbench),
  { title: 'Go: tests, with the race detector', group: 'unit', run: () => goTest('--', '-race', './...') },
  { title: 'Go: fuzzing, a few seconds each', group: 'unit', run: fuzz },
  { title: 'End-to-end tests on the workbench', group: 'browser', run: endToEnd, installs: missingChromium },
  { title: 'Real OpenTSDB: 2.4.1, 2.3.2, 2.2.1', group: 'servers', run: realOpenTsdb },
];

/** A step that counts as one test; a rejection is its failure. */
function check(group: Step['group'], title: string, pass: () => Promise<unknown>): Step {
  return { title, group, run: () => pass().then(() => ({ passed: 1, failed: 0 })) };
}

/** Without the linters that it calls where they are installed, so that it says the same everywhere. */
function actionlint(): Promise<unknown> {
  const tool = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';
  return must('checking the workflows', 'go', ['run', tool, '-shellcheck=', '-pyflakes=']);
}

async function gofmt(): Promise<void> {
  const files = globSync('**/*.go', { cwd: root, ignore: ['node_modules/**', '.cache/**'] });
  const unformatted = await must('formatting', 'gofmt', ['-l', ...files], { capture: true });
  if (unformatted) {
    throw new Error(`not formatted:\n${unformatted}`);
  }
}

/**
 * Runs each fuzz target for a number of inputs, starting from earlier finds. Not for a time: `go test` reports a
 * deadline that passes while an input runs as a failure.
 */
async function fuzz(): Promise<Counts> {
  const targets = globSync('pkg/**/*_test.go', { cwd: root, posix: true }).flatMap((file) =>
    [...readFileSync(inRoot(file), 'utf8').matchAll(/^func (Fuzz\w+)\(/gm)].map(([, name]) => ({ file, name }))
  );
  const counts: Counts[] = [];
  for (const { file, name } of targets) {
    const args = ['-run', '^$', '-fuzz', `^${name}$`, '-fuzztime', '20000x', `./${dirname(file)}`];
    counts.push(await goTest('--', ...args));
  }
  return sum(counts);
}

async function endToEnd(): Promise<Counts> {
  const CHROMIUM = await ensureChromium();
  // Playwright can't follow the root's tsconfig.json into a package. A spec that fails is repeated once, since the machine may
  // do much else; the list ends with the names of those that passed only then.
  const args = ['--tsconfig', 'tests/e2e/tsconfig.json', '--retries=1'];
  return playwright(args, { CHROMIUM, GRAFANA_URL: '' }); // in the workbench, whatever Grafana there is
}

/** The tests of tests/opentsdb, which start each release of OpenTSDB; without Java they say that they are skipped. */
function realOpenTsdb(): Promise<Counts> {
  const script = inRoot('tests', 'opentsdb', 'run.sh');
  return goTest('--ignore-non-json-output-lines', '--raw-command', '--', 'bash', script, 'all');
}
