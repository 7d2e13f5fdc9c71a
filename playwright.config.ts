import { defineConfig } from '@playwright/test';
import { browser } from './tools/lib/browser';

/**
 * End-to-end tests, in a real Grafana where GRAFANA_URL says, and else in the workbench, which is started for them: see
 * tests/e2e/README.md.
 */
const grafana = process.env.GRAFANA_URL || undefined;
const isCi = Boolean(process.env.CI);

export default defineConfig({
  testDir: './tests/e2e',
  // The workbench has its data sources for all of its pages; pictures show names that only one test has at a time.
  workers: grafana && process.env.UPDATE_SCREENSHOTS !== '1' ? 2 : 1,
  // Bounds for a machine that does much else; nothing waits for them where all is well.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  forbidOnly: isCi,
  // The list ends with the names of those that passed only when they were repeated.
  retries: isCi ? 1 : 0,
  reporter: [['list'], ...(isCi && grafana ? [['html', { open: 'never' }] as const] : [])],
  use: {
    // The workbench says it when it is started.
    baseURL: grafana ?? process.env.WORKBENCH_URL,
    ...browser(),
    actionTimeout: 60_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  // What is at one place only is in a folder of its own.
  projects: [
    grafana ? { name: 'grafana', testIgnore: '**/workbench/*' } : { name: 'workbench', testIgnore: '**/grafana/*' },
  ],
  webServer: grafana
    ? undefined
    : {
        command: 'node --import tsx tools/start.ts',
        wait: { stdout: /^ready: (?<workbench_url>http:\S+)\n/m },
        env: { PORT: '0' },
        timeout: 600_000,
        gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
      },
});
