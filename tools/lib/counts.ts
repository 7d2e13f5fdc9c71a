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
  Output?: string;
  FailedBuild?: string;
}

/**
 * Reads `go test -json` as it comes, in chunks of any size. Tests and subtests count one each; a package that fails
 * without a failed test (it doesn't compile, it panics) counts one failure.
 */
export class GoTestReader {
  readonly counts: Counts = { passed: 0, failed: 0 };
  private rest = '';
  private readonly output = new Map<string, string[]>();
  private readonly withFailures = new Set<string>();

  constructor(private readonly print: (text: string) => void) {}

  read(chunk: string): void {
    const lines = (this.rest + chunk).split('\n');
    this.rest = lines.pop() ?? '';
    lines.filter(Boolean).forEach((line) => this.line(line));
  }

  private line(line: string): void {
    let event: GoEvent;
    try {
      event = JSON.parse(line);
    } catch {
      // Not from the test runner: what the compiler says about code that it can't build.
      this.print(`${line}\n`);
      return;
    }
    const { Action: action, Package: name = '', Test: test, Output: output } = event;
    const key = `${name} ${test ?? ''}`;
    if (action === 'output' || action === 'build-output') {
      this.keep(key, output ?? '', !test);
    } else if (test && (action === 'pass' || action === 'fail')) {
      this.counts[action === 'pass' ? 'passed' : 'failed'] += 1;
      if (action === 'fail') {
        this.withFailures.add(name);
        this.print((this.output.get(key) ?? []).join(''));
      }
      this.output.delete(key);
    } else if (!test && action === 'fail' && !this.withFailures.has(name)) {
      this.counts.failed += 1;
    }
  }

  /** A package's own lines are printed at once, a test's only if it fails. */
  private keep(key: string, output: string, isPackage: boolean): void {
    if (isPackage) {
      if (!/^(PASS|FAIL)\n$/.test(output)) {
        this.print(output);
      }
      return;
    }
    this.output.set(key, [...(this.output.get(key) ?? []), output]);
  }
}
