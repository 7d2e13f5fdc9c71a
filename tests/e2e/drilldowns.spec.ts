import { byHost, expect, legend, onePanel, picture, refreshDashboard, test } from './grafana';

/** A line of all hosts: what the dashboard groups by is seen. */
const ofAllHosts = { ...byHost, legend: 'auto', filters: [] };

const filterAndGroupBy = ({ type, uid }: { type: string; uid: string }) => ({
  list: [{ type: 'adhoc', name: 'filters', datasource: { type, uid }, filters: [], enableGroupBy: true }],
});

test('a dashboard filters and groups by the tag keys of its panels', async ({
  source,
  saveDashboard,
  gotoDashboardPage,
  grafanaMajor,
  page,
}) => {
  test.skip(grafanaMajor < 13, 'Filter and group by came with Grafana 13.');
  const { uid } = await saveDashboard(onePanel(source, ofAllHosts, { templating: filterAndGroupBy(source) }));
  await gotoDashboardPage({ uid });
  await expect(legend(page)).toHaveCount(1);

  const groupBy = page.getByPlaceholder('+ key');
  await groupBy.click();
  await expect(page.getByRole('option')).toHaveText([/^dc$/, /^host$/]);
  await page.getByRole('option', { name: 'dc', exact: true }).click();
  await expect(legend(page)).toHaveText([/bhs/, /gra/]);
  await picture(page, 'dashboard-group-by');

  const saved = await (await page.request.get(`/api/dashboards/uid/${uid}`)).json();
  expect(JSON.stringify(saved.dashboard.panels)).not.toContain('groupByKeys');
});

test("a key that the panel's metric does not have is said, and is no error", async ({
  source,
  saveDashboard,
  gotoDashboardPage,
  grafanaMajor,
  page,
}) => {
  test.skip(grafanaMajor < 13, 'Filter and group by came with Grafana 13.');
  const { uid } = await saveDashboard(onePanel(source, ofAllHosts, { templating: filterAndGroupBy(source) }));
  const queryParams = new URLSearchParams({ 'var-filters': 'disk|groupBy|' });
  const dashboard = await gotoDashboardPage({ uid, queryParams });
  const response = await refreshDashboard(page);
  expect(JSON.stringify(await response.json())).toContain('disk');
  await expect(dashboard.getPanelByTitle('CPU').getErrorIcon()).toHaveCount(0);
});

test('a filter offers the values of the metrics that have its key', async ({
  source,
  saveDashboard,
  gotoDashboardPage,
  page,
}) => {
  const { uid } = await saveDashboard(onePanel(source, ofAllHosts, { templating: filterAndGroupBy(source) }));
  await gotoDashboardPage({ uid, queryParams: new URLSearchParams({ 'var-filters': 'dc|=|gra' }) });
  await expect(legend(page)).toHaveCount(1);
  const body = { key: 'dc', metric: 'os.cpu' };
  const response = await page.request.get(`/api/datasources/uid/${source.uid}/resources/tag-values`, { params: body });
  expect(await response.json()).toEqual({ values: ['bhs', 'gra'], complete: true });
});
