import { readFileSync } from 'node:fs';
import path from 'node:path';
import pluginJson from '../../src/plugin.json';
import { expect, picture, test, themes } from './grafana';

const health = 'Data source health';

// The one left out is of Prometheus, which a Grafana under test need not have.
for (const { name, path: file } of pluginJson.includes.filter(({ name }) => name !== health)) {
  for (const theme of themes) {
    test(`the dashboard "${name}" shows data without errors in the ${theme} theme`, async ({
      source,
      saveDashboard,
      gotoDashboardPage,
      page,
    }) => {
      const json = JSON.parse(readFileSync(path.join('src', file), 'utf8'));
      const { uid } = await saveDashboard({ ...json, uid: undefined, id: undefined });
      const queryParams = new URLSearchParams({ 'var-datasource': source.uid, theme });
      const dashboard = await gotoDashboardPage({ uid, queryParams });
      await dashboard.waitForPanelsQueriesToComplete({ scrollAll: true });
      await expect(dashboard).toHavePanelErrors(0);
      await expect(page.getByText('No data', { exact: true })).toHaveCount(0);
      await page.evaluate(() => window.scrollTo(0, 0));
      const slug = name
        .toLowerCase()
        .replace(/[^a-z]+/g, '-')
        .replace(/-$/, '');
      await picture(page, `dashboard-${slug}-${theme}`, `dashboard-${slug}-${theme}`);
    });
  }
}
