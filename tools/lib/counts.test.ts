import { GoTestReader, jestCounts, one, playwrightCounts, sum, withExitCode } from './counts';

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
});

describe('reading go test -json', () => {
  function read(...events: Array<object | string>) {
    const printed: string[] = [];
    const reader = new GoTestReader((text) => printed.push(text));
    const text = events.map((event) => (typeof event === 'string' ? event : JSON.stringify(event))).join('\n') + '\n';
    // In pieces that end anywhere, as a pipe brings them.
    for (let at = 0; at < text.length; at += 7) {
      reader.read(text.slice(at, at + 7));
    }
    return { counts: reader.counts, printed: printed.join('') };
  }

  it('counts tests and subtests, and prints what failed ones printed', () => {
    const { counts, printed } = read(
      { Action: 'output', Package: 'p', Test: 'TestA', Output: 'quiet\n' },
      { Action: 'pass', Package: 'p', Test: 'TestA' },
      { Action: 'output', Package: 'p', Test: 'TestB/x', Output: 'loud\n' },
      { Action: 'fail', Package: 'p', Test: 'TestB/x' },
      { Action: 'fail', Package: 'p', Test: 'TestB' },
      { Action: 'skip', Package: 'p', Test: 'TestC' },
      { Action: 'output', Package: 'p', Output: 'FAIL\tp\t0.1s\n' },
      { Action: 'fail', Package: 'p' }
    );
    expect(counts).toEqual({ passed: 1, failed: 2 });
    expect(printed).toBe('loud\nFAIL\tp\t0.1s\n');
  });

  it('counts a package that does not compile', () => {
    const { counts, printed } = read(
      'not json: from the go command itself',
      { Action: 'build-output', ImportPath: 'p', Output: 'p/a.go:1: undefined: x\n' },
      { Action: 'fail', Package: 'p', FailedBuild: 'p' }
    );
    expect(counts).toEqual({ passed: 0, failed: 1 });
    expect(printed).toContain('undefined: x');
    expect(printed).toContain('from the go command itself');
  });
});
