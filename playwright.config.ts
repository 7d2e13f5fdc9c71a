import type { PluginOptions } from '@grafana/plugin-e2e';
import { defineConfig, devices } from '@playwright/test';
import { dirname } from 'node:path';
import { findChromium } from './tools/lib/chromium';

/** End-to-end tests in a real Grafana: see tests/e2e/README.md. The workbench's have a configuration of their own. */
export default defineConfig<PluginOptions>({
  testDir: './tests/e2e',
  // One Grafana and one demo server for all: a few tests at a time.
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  retries: process.env.CI ? 1 : 0,
  reporter: process.env.CI ? [['list'], ['html', { open: 'never' }]] : [['list']],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: process.env.GRAFANA_URL ?? 'http://127.0.0.1:3000',
    viewport: { width: 1400, height: 1000 },
    timezoneId: 'UTC',
    locale: 'en-GB',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: findChromium(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-quic', '--no-first-run'],
    },
  },
  projects: [
    // Logs in, and keeps the cookie for the others.
    { name: 'auth', testDir: `${dirname(require.resolve('@grafana/plugin-e2e'))}/auth`, testMatch: [/.*\.js/] },
    {
      name: 'grafana',
      use: { storageState: `playwright/.auth/${process.env.GRAFANA_ADMIN_USER ?? 'admin'}.json` },
      dependencies: ['auth'],
    },
  ],
});
