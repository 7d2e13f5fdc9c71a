import { goCounts, jestCounts, one, playwrightCounts, sum, withExitCode } from './counts';

describe('counting tests', () => {
  it('adds up what the runners counted', () => {
    expect(sum([one(true), one(false), { passed: 3, failed: 1 }])).toEqual({ passed: 4, failed: 2 });
  });

  it('counts a runner that fails without a failed test', () => {
    expect(withExitCode({ passed: 5, failed: 0 }, 1)).toEqual({ passed: 5, failed: 1 });
    expect(withExitCode({ passed: 5, failed: 2 }, 1)).toEqual({ passed: 5, failed: 2 });
    expect(withExitCode({ passed: 5, failed: 0 }, 0)).toEqual({ passed: 5, failed: 0 });
  });

  it("reads jest's numbers, a file that can't be run among the failures", () => {
    const json = JSON.stringify({ numPassedTests: 7, numFailedTests: 1, numRuntimeErrorTestSuites: 2, success: false });
    expect(jestCounts(json)).toEqual({ passed: 7, failed: 3 });
  });

  it("reads Playwright's numbers, a failure outside the tests among them", () => {
    const json = JSON.stringify({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] });
    expect(playwrightCounts(json)).toEqual({ passed: 5, failed: 2 });
  });

  it("reads Go's events: tests, subtests, and packages that fail without a failed test", () => {
    const events = [
      { Action: 'output', Package: 'p', Test: 'TestA', Output: 'quiet' },
      { Action: 'pass', Package: 'p', Test: 'TestA' },
      { Action: 'fail', Package: 'p', Test: 'TestB/x' },
      { Action: 'fail', Package: 'p', Test: 'TestB' },
      { Action: 'skip', Package: 'p', Test: 'TestC' },
      { Action: 'fail', Package: 'p' },
      { Action: 'build-output', ImportPath: 'q', Output: 'q/a.go:1: undefined: x' },
      { Action: 'fail', Package: 'q', FailedBuild: 'q' },
      { Action: 'pass', Package: 'r' },
    ];
    expect(goCounts(events.map((event) => `${JSON.stringify(event)}\n`).join(''))).toEqual({ passed: 1, failed: 3 });
  });
});
