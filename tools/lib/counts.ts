import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How many tests passed and failed. */
export interface Counts {
  passed: number;
  failed: number;
}

export function sum(all: Counts[]): Counts {
  return all.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }), { passed: 0, failed: 0 });
}

/**
 * Runs a test runner, which writes its report to a given file, and counts the tests in it. A runner that fails without a failed
 * test counts as one failure, so that nothing is lost.
 */
export async function countTests(
  run: (report: string) => Promise<unknown>,
  read: (report: string) => Counts
): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  const report = join(folder, 'report');
  const error = await run(report).then(
    () => undefined,
    (reason: Error) => reason
  );
  const counts = existsSync(report) ? read(readFileSync(report, 'utf8')) : sum([]);
  rmSync(folder, { recursive: true });
  if (error && counts.failed === 0) {
    console.error(error.message);
    return { ...counts, failed: 1 };
  }
  return counts;
}

/** Counts what `jest --json` reports; a file that can't be run is a failure. */
export function readJest(report: string): Counts {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(report);
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
}

/** Counts what is reported in JUnit's format, where all that is quoted is escaped, or in CDATA. */
export function readJUnit(report: string): Counts {
  const tests = report
    .replace(/<!\[CDATA\[.*?\]\]>/gs, '')
    .split('<testcase')
    .slice(1);
  const failed = tests.filter((test) => /<(failure|error)/.test(test));
  const skipped = tests.filter((test) => test.includes('<skipped'));
  return { passed: tests.length - failed.length - skipped.length, failed: failed.length };
}
