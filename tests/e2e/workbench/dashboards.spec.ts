import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import pluginJson from '../../../src/plugin.json';
import { expect, test, themes } from '../stage';

/** The dashboard of Prometheus, of which the workbench has none. */
const health = 'Data source health';

/** What of a panel is there only if it has something to show. */
const SHOWN: Record<string, string> = {
  timeseries: '[data-testid^="data-testid VizLegend series"]',
  table: '[role="cell"]',
  bargauge: '[data-testid="data-testid Bar gauge value"]',
};

interface Panel {
  type: string;
}

async function open(page: Page, dashboard: string, theme = 'dark') {
  await page.goto(`/dashboards?${new URLSearchParams({ ds: 'demo-ovh', dashboard, theme })}`);
}

for (const { name, path: file } of pluginJson.includes.filter((one) => one.name !== health)) {
  const { panels } = JSON.parse(readFileSync(path.join('src', file), 'utf8'));
  const types = panels.map(({ type }: Panel) => type).filter((type: string) => type !== 'row');
  const dashboard = path.basename(file, '.json');
  for (const theme of themes) {
    test(`the dashboard "${name}" shows data in every panel, in the ${theme} theme`, async ({ stage, page }) => {
      const told: string[] = [];
      page.on('console', (message) => ['warning', 'error'].includes(message.type()) && told.push(message.text()));
      await open(page, dashboard, theme);

      const shown = page.locator('[data-viz-panel-key]');
      await expect(shown).toHaveCount(types.length);
      for (const [index, type] of types.entries()) {
        await expect(shown.nth(index).locator(SHOWN[type]).first()).toBeVisible();
      }
      await expect(page.getByText('No data', { exact: true })).toHaveCount(0);
      await expect(page.getByTestId('data-testid Panel status error')).toHaveCount(0);
      expect(told).toEqual([]);
      await stage.picture(`dashboard-${dashboard}-${theme}`);
    });
  }
}

test('a dashboard that needs another data source says so', async ({ stage, page }) => {
  await open(page, 'health');
  await expect(stage.verdict('error')).toContainText('of the type "prometheus"');
});

test('a dashboard is filtered and grouped by tags of its metrics', async ({ stage, page }) => {
  await open(page, 'hosts');
  const legendOf = (title: string) => stage.legend(page.getByRole('region', { name: title, exact: true }));
  const statuses = 3;
  await expect(legendOf('Requests')).toHaveCount(statuses);
  await stage.groupBy('host');
  await expect.poll(() => legendOf('Requests').count()).toBeGreaterThan(statuses);
  await stage.filterBy('host', 'web01');
  await expect(legendOf('Requests')).toHaveCount(statuses);
  await expect(legendOf('CPU')).toHaveCount(1);
});
