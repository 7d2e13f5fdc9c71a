import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { sum } from './counts';
import { inRoot, root } from './paths';

/** gotestsum is compiled at its first use. */
jest.setTimeout(10 * 60_000);

describe('counting tests', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'counts-'));
    symlinkSync(inRoot('node_modules'), join(folder, 'node_modules'), 'junction');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What a runner counts: in a process of its own, since its failures aren't those of this test. */
  function count(runner: string, ...args: unknown[]) {
    const call = `${runner}(...${JSON.stringify(args)}).then((counts) => console.log('\\n' + JSON.stringify(counts)))`;
    // Playwright refuses to run below jest.
    const { JEST_WORKER_ID, ...env } = process.env;
    const output = execFileSync(process.execPath, ['--import', 'tsx', '-e', `require('./tools/lib/runners').${call}`], {
      cwd: root,
      env,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return JSON.parse(output.trimEnd().split('\n').at(-1)!);
  }

  function put(files: Record<string, string>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }

  it('adds up what the runners counted', () => {
    expect(
      sum([
        { passed: 1, failed: 0 },
        { passed: 3, failed: 2 },
      ])
    ).toEqual({ passed: 4, failed: 2 });
  });

  describe("of jest's", () => {
    const run = () => count('jest', '--rootDir', folder, '--config', '{"transform":{}}');

    it('takes each test, and a file that cannot be run as a failure', () => {
      put({
        'a.test.js': `
          it('<testcase name="passes">', () => console.log('<testcase/>'));
          it('passes too', () => {});
          it('fails', () => expect('\\u001b[31m]]>\\u0000').toBe('<skipped/>'));
          it.skip('waits', () => {});
          it.todo('is to be written');`,
        'b.test.js': 'throw new Error("not to be run");',
      });
      expect(run()).toEqual({ passed: 2, failed: 2 });
    });

    it('takes a run that fails without a failed test as a failure', () => {
      put({ 'a.test.js': 'it("passes", () => {}); afterAll(() => process.exit(3));' });
      expect(run()).toEqual({ passed: 0, failed: 1 });
    });
  });

  describe("of Go's", () => {
    const run = () => count('goTest', '--raw-command', '--', 'go', 'test', '-C', folder, '-json', './...');

    beforeEach(() => put({ 'go.mod': 'module example.com/counts' }));

    it('takes tests and subtests, and packages that fail without a failed test', () => {
      put({
        'a/a_test.go': `package a
          import "testing"
          func TestPasses(t *testing.T) { t.Run("inner", func(t *testing.T) { t.Log("<skipped/>") }) }
          func TestFails(t *testing.T) { t.Run("inner", func(t *testing.T) { t.Error("\x1b[31m") }) }
          func TestWaits(t *testing.T) { t.Skip() }`,
        'compile/a_test.go': 'package compile\nvar x = undefined',
        'main/a_test.go': `package main
          import ("os"; "testing")
          func TestMain(m *testing.M) { m.Run(); os.Exit(1) }
          func TestPasses(t *testing.T) {}`,
      });
      expect(run()).toEqual({ passed: 3, failed: 4 });
    });

    it('takes a panic as a failure', () => {
      put({ 'a_test.go': 'package a\nimport "testing"\nfunc TestPanics(t *testing.T) { panic("<testcase/>") }' });
      expect(run()).toEqual({ passed: 0, failed: 1 });
    });
  });

  describe("of Playwright's", () => {
    const spec = (body: string) => `const { test, expect } = require('@playwright/test'); ${body}`;
    const run = () => count('playwright', ['--config', folder, '--retries=1', '--output', join(folder, 'results')]);

    it('takes each test, one that passes when it is repeated as passed', () => {
      put({
        'a.spec.js': spec(`
          test('passes', () => console.log('<testcase/>'));
          test('passes when repeated', ({}, { retry }) => expect(retry).toBe(1));
          test('fails', () => expect('\\u001b[31m]]>').toBe('<skipped/>'));
          test.skip('waits', () => {});`),
      });
      expect(run()).toEqual({ passed: 2, failed: 1 });
    });

    it('takes a run that fails without a failed test as a failure', () => {
      put({
        'a.spec.js': spec("test('passes', () => {});"),
        'end.js': 'module.exports = () => { throw new Error("failed at the end"); };',
        'playwright.config.js': "module.exports = { globalTeardown: './end.js' };",
      });
      expect(run()).toEqual({ passed: 1, failed: 1 });
    });
  });
});
