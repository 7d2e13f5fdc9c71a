import { defineConfig } from '@playwright/test';
import path from 'node:path';
import { browser } from '../tools/lib/browser';

/** The port of the workbench under test; not that of a workbench at work. */
const port = process.env.PORT ?? '3311';
const baseURL = `http://127.0.0.1:${port}`;
const root = path.resolve(__dirname, '..');

export default defineConfig({
  testDir: './e2e',
  outputDir: path.join(root, 'test-results'),
  // The pages share the workbench's data sources, so one test runs at a time.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  // The list ends with the names of those that passed only when they were repeated.
  retries: process.env.CI ? 1 : 0,
  // The JSON report goes where PLAYWRIGHT_JSON_OUTPUT_NAME says.
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : [['list']],
  use: {
    baseURL,
    ...browser(),
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  webServer: {
    command: 'node tools/bootstrap.mjs tools/start.ts',
    cwd: root,
    url: baseURL,
    env: { PORT: port },
    timeout: 600_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
  },
});
