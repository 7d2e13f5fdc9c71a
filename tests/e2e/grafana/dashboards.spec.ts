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
      // All panels are within the page, so that none waits to be scrolled to.
      await page.setViewportSize({ width: 1400, height: 2400 });
      const dashboard = await stage.show({ ...json, uid: undefined, id: undefined }, search);
      const panels = page.locator('[data-testid^="data-testid Panel header "]');
      const drawn = page.locator('canvas, [role="row"], [data-testid="data-testid Bar gauge value"]');
      const count = json.panels.filter(({ type }: { type: string }) => type !== 'row').length;
      await expect(panels.filter({ has: drawn })).toHaveCount(count);
      await expect(dashboard).toHavePanelErrors(0);
      await expect(page.getByText('No data', { exact: true })).toHaveCount(0);
      const slug = name
        .toLowerCase()
        .replace(/[^a-z]+/g, '-')
        .replace(/-$/, '');
      await stage.picture(`dashboard-${slug}-${theme}`, `dashboard-${slug}-${theme}`);
    });
  }
}
