import type { PluginOptions } from '@grafana/plugin-e2e';
import { defineConfig } from '@playwright/test';
import { dirname } from 'node:path';
import { browser } from './tools/lib/browser';

/** End-to-end tests in a real Grafana: see tests/e2e/README.md. The workbench's have a configuration of their own. */
export default defineConfig<PluginOptions>({
  testDir: './tests/e2e',
  // One Grafana and one demo server for all: a few tests at a time.
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  // The list ends with the names of those that passed only when they were repeated.
  retries: process.env.CI ? 1 : 0,
  reporter: process.env.CI ? [['list'], ['html', { open: 'never' }]] : [['list']],
  use: {
    baseURL: process.env.GRAFANA_URL ?? 'http://127.0.0.1:3000',
    ...browser(),
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
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
