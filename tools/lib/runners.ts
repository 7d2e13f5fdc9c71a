import { type Counts, countTests, readJest, readJUnit } from './counts';
import { inRoot } from './paths';
import { must } from './run';

/** Runs jest's tests, and counts them. */
export function jest(...args: string[]): Promise<Counts> {
  const run = (report: string) => nodeTool('jest/bin/jest.js', ['--json', `--outputFile=${report}`, ...args]);
  return countTests(run, readJest);
}

/** Runs Go's tests as the arguments of gotestsum say, and counts them; a package that can't be built is a failure. */
export function goTest(...args: string[]): Promise<Counts> {
  const gotestsum = ['run', 'gotest.tools/gotestsum@v1.13.0', '--format', 'pkgname', '--hide-summary', 'skipped'];
  const run = (report: string) => must('testing', 'go', [...gotestsum, '--junitfile', report, ...args]);
  return countTests(run, readJUnit);
}

/** Runs Playwright's tests, and counts them; one that passed when it was repeated has passed. */
export function playwright(args: string[], env?: NodeJS.ProcessEnv): Promise<Counts> {
  const run = (report: string) =>
    nodeTool('@playwright/test/cli.js', ['test', '--reporter=list,junit', ...args], {
      ...env,
      PLAYWRIGHT_JUNIT_OUTPUT_FILE: report,
    });
  return countTests(run, readJUnit);
}

/** Runs a script of node_modules with this Node. */
export function nodeTool(script: string, args: string[], env?: NodeJS.ProcessEnv): Promise<string> {
  return must('testing', process.execPath, [inRoot('node_modules', ...script.split('/')), ...args], { env });
}
