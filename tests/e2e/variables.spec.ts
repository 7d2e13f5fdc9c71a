import { byHost, expect, hosts, hostVariable, legend, ofVariable, onePanel, pick, queryRow, test } from './grafana';

test("a variable's values are those of the server", async ({ source, variableEditPage, page }) => {
  await variableEditPage.datasource.set(source.name);
  await pick(page, page.getByRole('combobox', { name: /^Metric/ }), 'os.cpu');
  await pick(page, page.getByRole('combobox', { name: /^Tag key/ }), 'host');
  await variableEditPage.runQuery();
  await expect(variableEditPage).toDisplayPreviews(hosts);
});

test('a variable of several values drives a panel', async ({ source, saveDashboard, gotoDashboardPage, page }) => {
  const query = { refId: 'variable-query', kind: 'tagValues', metric: 'os.cpu', key: 'host' };
  const { uid } = await saveDashboard(onePanel(source, ofVariable, { templating: hostVariable(source, query) }));
  const dashboard = await gotoDashboardPage({ uid });
  const panel = dashboard.getPanelByTitle('CPU');
  await expect(legend(panel.locator)).toHaveCount(2);
  await expect(legend(panel.locator).filter({ hasText: 'db01' })).toHaveCount(1);

  await gotoDashboardPage({ uid, queryParams: new URLSearchParams({ 'var-host': '$__all' }) });
  await expect(legend(page)).toHaveCount(hosts.length);
});

test('an ad-hoc filter applies to every query, and comes along to Explore', async ({
  source,
  saveDashboard,
  gotoDashboardPage,
  explorePage,
  page,
}) => {
  const adhoc = { type: 'adhoc', name: 'filters', datasource: { type: source.type, uid: source.uid }, filters: [] };
  const { uid } = await saveDashboard(onePanel(source, byHost, { templating: { list: [adhoc] } }));
  await gotoDashboardPage({ uid });
  await expect(legend(page)).toHaveCount(hosts.length);
  const filtered = await gotoDashboardPage({ uid, queryParams: new URLSearchParams({ 'var-filters': 'host|=|db01' }) });
  await expect(legend(page)).toHaveCount(1);
  await expect(legend(page)).toContainText('db01');

  await filtered.getPanelByTitle('CPU').clickOnMenuItem('Explore');
  await expect(queryRow(page, 'A').getByText('db01').first()).toBeVisible();
  await expect(legend(page)).toHaveCount(1);
});
