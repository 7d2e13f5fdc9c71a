import { violationsIn } from './accessibility';
import {
  buildByHost,
  byHost,
  expect,
  hosts,
  legend,
  onePanel,
  picture,
  queryRow,
  refreshDashboard,
  test,
} from './grafana';

test('a panel of one line per host', async ({ source, panelEditPage, page }) => {
  await panelEditPage.datasource.set(source.name);
  await panelEditPage.timeRange.set({ from: 'now-1h', to: 'now' });
  const query = queryRow(page, 'A');
  await expect(query.getByText('gaps left open')).toBeVisible();
  await buildByHost(page, query);
  expect((await refreshDashboard(page)).ok()).toBe(true);
  await expect(legend(panelEditPage.panel.locator)).toHaveCount(hosts.length);
  await expect(panelEditPage.panel.getErrorIcon()).toHaveCount(0);
  await picture(page, 'grafana-panel');
});

test('the editors pass the accessibility rules', async ({ source, panelEditPage, page }) => {
  await panelEditPage.datasource.set(source.name);
  await buildByHost(page, queryRow(page, 'A'));
  // Only what the plugin draws: the page around it is Grafana's own.
  expect(await violationsIn(page, '[data-testid="query-editor-row"]', ['region'])).toEqual([]);
});

test('the latest values of every host in a table', async ({ source, saveDashboard, gotoDashboardPage }) => {
  // A row per series: without it a table shows one series at a time.
  const transformations = [
    { id: 'labelsToFields', options: {} },
    { id: 'merge', options: {} },
  ];
  const table = { type: 'table', title: 'Latest', transformations };
  const { uid } = await saveDashboard(onePanel(source, { ...byHost, queryType: 'last' }, {}, table));
  const dashboard = await gotoDashboardPage({ uid });
  const panel = dashboard.getPanelByTitle('Latest');
  for (const host of hosts) {
    await expect(panel.locator).toContainText(host);
  }
  await expect(panel.getErrorIcon()).toHaveCount(0);
});
