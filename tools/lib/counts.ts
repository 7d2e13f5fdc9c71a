/** How many tests passed and failed. */
export interface Counts {
  passed: number;
  failed: number;
}

export const none: Counts = { passed: 0, failed: 0 };

/** A check that is one test by itself, such as a type check. */
export function one(passed: boolean): Counts {
  return passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

export function sum(all: Counts[]): Counts {
  return all.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }), none);
}

/** A runner that failed though none of its tests did counts as one failure, so that nothing is lost. */
export function withExitCode(counts: Counts, code: number): Counts {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** The part of `jest --json` that counts. */
interface JestResults {
  numPassedTests: number;
  numFailedTests: number;
  /** Files that could not be run at all. */
  numRuntimeErrorTestSuites: number;
}

export function jestCounts(json: string): Counts {
  const results: JestResults = JSON.parse(json);
  return { passed: results.numPassedTests, failed: results.numFailedTests + results.numRuntimeErrorTestSuites };
}

/** The part of Playwright's JSON report that counts. */
interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number };
  /** What went wrong outside any test. */
  errors: unknown[];
}

export function playwrightCounts(json: string): Counts {
  const { stats, errors }: PlaywrightReport = JSON.parse(json);
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length };
}

/** One line of `go test -json`. */
interface GoEvent {
  Action: string;
  Package?: string;
  Test?: string;
}

/**
 * Counts the events of `go test -json`: tests and subtests one each, and a package that fails without a failed test (it
 * doesn't compile, it panics) as one failure.
 */
export function goCounts(lines: string): Counts {
  const events = lines
    .split('\n')
    .filter(Boolean)
    .map((line): GoEvent => JSON.parse(line));
  const ended = (action: string) => events.filter(({ Action }) => Action === action);
  const failed = ended('fail').filter(({ Test }) => Test);
  const silent = ended('fail').filter(({ Test, Package }) => !Test && !failed.some((one) => one.Package === Package));
  return { passed: ended('pass').filter(({ Test }) => Test).length, failed: failed.length + silent.length };
}
