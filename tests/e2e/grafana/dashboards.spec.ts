import { readFileSync } from 'node:fs';
import path from 'node:path';
import pluginJson from '../../../src/plugin.json';
import { themes } from '../stage';
import { expect, test } from '../stage/grafana';

const health = 'Data source health';

// The one left out is of Prometheus, which a Grafana under test need not have.
for (const { name, path: file } of pluginJson.includes.filter(({ name }) => name !== health)) {
  for (const theme of themes) {
    test(`the dashboard "${name}" shows data without errors in the ${theme} theme`, async ({ stage, source, page }) => {
      const json = JSON.parse(readFileSync(path.join('src', file), 'utf8'));
      const search = { 'var-datasource': source.uid, theme };
      const dashboard = await stage.show({ ...json, uid: undefined, id: undefined }, search);
      await dashboard.waitForPanelsQueriesToComplete({ scrollAll: true });
      await expect(dashboard).toHavePanelErrors(0);
      await expect(page.getByText('No data', { exact: true })).toHaveCount(0);
      await page.evaluate(() => window.scrollTo(0, 0));
      const slug = name
        .toLowerCase()
        .replace(/[^a-z]+/g, '-')
        .replace(/-$/, '');
      await stage.picture(`dashboard-${slug}-${theme}`, `dashboard-${slug}-${theme}`);
    });
  }
}
