import { byHost, expect } from '../stage';
import { onePanel, refreshDashboard, type Source, test } from '../stage/grafana';

/** A panel with a line of all hosts, which shows what it is grouped by, in a dashboard with *Filter and group by*. */
function ofAllHosts(source: Source) {
  const { type, uid } = source;
  const filters = { type: 'adhoc', name: 'filters', datasource: { type, uid }, filters: [], enableGroupBy: true };
  return onePanel(source, { ...byHost, legend: 'auto', filters: [] }, { templating: { list: [filters] } });
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

  test("a key that the panel's metric does not have is said, and left out", async ({ stage, source, page }) => {
    const dashboard = await stage.show(ofAllHosts(source), { 'var-filters': 'disk|groupBy|' });
    const answer = await refreshDashboard(page);
    expect(JSON.stringify(await answer.json())).toContain('Not grouped by disk: no series of os.cpu has the tag.');
    await expect(stage.legend()).toHaveText([/os\.cpu/]);
    await expect(dashboard.getPanelByTitle('CPU').getErrorIcon()).toHaveCount(0);
  });
});

test('a filter offers the values of the metrics that have its key', async ({ stage, source, page }) => {
  await stage.show(ofAllHosts(source), { 'var-filters': 'dc|=|gra' });
  await expect(stage.legend()).toHaveCount(1);
  const params = { key: 'dc', metric: 'os.cpu' };
  const answer = await page.request.get(`/api/datasources/uid/${source.uid}/resources/tag-values`, { params });
  expect(await answer.json()).toEqual({ values: ['bhs', 'gra'], complete: true });
});
