import { byHost, expect } from '../stage';
import { filterVariable, hostsAndDisks, onePanel, refreshDashboard, type Source, test } from '../stage/grafana';

/** A panel with a line of all hosts, which shows what it is grouped by, in a dashboard with *Filter and group by*. */
function ofAllHosts(source: Source) {
  return onePanel(source, { ...byHost, legend: 'auto', filters: [] }, { templating: filterVariable(source) });
}

test.describe('group by', () => {
  test.skip(({ grafanaVersion }) => Number.parseInt(grafanaVersion, 10) < 13, 'It came with Grafana 13.');

  test('a dashboard filters and groups by the tag keys of its panels', async ({ stage, source, page }) => {
    const dashboard = await stage.show(ofAllHosts(source));
    await expect(stage.legend()).toHaveCount(1);

    await page.getByPlaceholder('+ key').click();
    await expect(page.getByRole('option')).toHaveText([/^dc$/, /^host$/]);
    await page.getByRole('option', { name: 'dc', exact: true }).click();
    await expect(stage.legend()).toHaveText([/bhs/, /gra/]);
    await stage.picture('dashboard-group-by');

    const saved = await (await page.request.get(`/api/dashboards/uid/${dashboard.dashboard?.uid}`)).json();
    expect(JSON.stringify(saved.dashboard.panels)).not.toContain('groupByKeys');
  });

  test('keys with few values are recommended, and apply at a click', async ({ stage, source, page }) => {
    await stage.show(ofAllHosts(source));
    await expect(stage.legend()).toHaveCount(1);
    await page.getByRole('button', { name: 'Show recommendations' }).nth(1).click();
    await page.getByText('dc', { exact: true }).click();
    await expect(stage.legend()).toHaveText([/bhs/, /gra/]);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Show recommendations' }).first().click();
    await page.getByText('dc = bhs', { exact: true }).click();
    await expect(stage.legend()).toHaveCount(1);
  });

  test("a key that the panel's metric does not have is said, and left out", async ({ stage, source, page }) => {
    const dashboard = await stage.show(ofAllHosts(source), { 'var-filters': 'disk|groupBy|' });
    const response = await refreshDashboard(page);
    expect(JSON.stringify(await response.json())).toContain('Not grouped by disk: no series of os.cpu has the tag.');
    await expect(stage.legend()).toHaveText([/os\.cpu/]);
    await expect(dashboard.getPanelByTitle('CPU').getErrorIcon()).toHaveCount(0);
  });
});

test("a filter on a key that a panel's metric lacks leaves nothing of it, and says why", async ({
  stage,
  source,
  page,
}) => {
  const dashboard = await stage.show(hostsAndDisks(source), { 'var-filters': 'disk|=|/data' });
  await expect(stage.legend(dashboard.getPanelByTitle('Disks').locator)).not.toHaveCount(0);
  const cpu = dashboard.getPanelByTitle('CPU').locator;
  await expect(cpu.getByText('No data', { exact: true })).toBeVisible();
  await cpu.getByTestId('icon-exclamation-triangle').hover();
  await expect(page.getByText('No series of os.cpu has the tag key disk. Choose one from the list.')).toBeVisible();
  await stage.picture('dashboard-filter-of-no-series');
});

test('a filter offers the values of the metrics that have its key', async ({ stage, source, page }) => {
  await stage.show(ofAllHosts(source), { 'var-filters': 'dc|=|gra' });
  await expect(stage.legend()).toHaveCount(1);
  const params = { key: 'dc', metric: 'os.cpu' };
  const response = await page.request.get(`/api/datasources/uid/${source.uid}/resources/tag-values`, { params });
  expect(await response.json()).toEqual({ values: ['bhs', 'gra'], complete: true });
});
