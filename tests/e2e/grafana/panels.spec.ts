import { byHost, hosts, readToken } from '../stage';
import {
  demoUrl,
  hostVariable,
  ofVariable,
  onePanel,
  pluginId,
  refreshDashboard,
  test,
  expect,
} from '../stage/grafana';

test('a panel of one line per host', async ({ stage, panelEditPage, page }) => {
  await stage.chooseSource();
  await panelEditPage.timeRange.set({ from: 'now-1h', to: 'now' });
  const query = stage.query('A');
  await expect(query.getByText('gaps left open')).toBeVisible();
  await stage.buildByHost(query);
  expect((await refreshDashboard(page)).ok()).toBe(true);
  await expect(stage.legend(panelEditPage.panel.locator)).toHaveCount(hosts.length);
  await expect(panelEditPage.panel.getErrorIcon()).toHaveCount(0);
  await stage.picture('grafana-panel');
});

test('the latest values of every host in a table', async ({ stage, source }) => {
  // A row per series: without it a table shows one series at a time.
  const transformations = [
    { id: 'labelsToFields', options: {} },
    { id: 'merge', options: {} },
  ];
  const table = { type: 'table', title: 'Latest', transformations };
  const dashboard = await stage.show(onePanel(source, { ...byHost, queryType: 'last' }, {}, table));
  const panel = dashboard.getPanelByTitle('Latest');
  for (const host of hosts) {
    await expect(panel.locator).toContainText(host);
  }
  await expect(panel.getErrorIcon()).toHaveCount(0);
});

test('events lie on a graph', async ({ stage, source, page }) => {
  const annotation = {
    name: 'CPU',
    enable: true,
    iconColor: 'red',
    datasource: { type: source.type, uid: source.uid },
    target: {
      refId: 'Anno',
      queryType: 'timeseries',
      metric: 'os.cpu',
      aggregator: 'none',
      disableDownsampling: true,
    },
  };
  const time = { from: 'now-10m', to: 'now' };
  await stage.show(onePanel(source, byHost, { time, annotations: { list: [annotation] } }));
  await expect(page.getByTestId('data-testid annotation-marker').first()).toBeVisible();
});

test('a variable of several values drives a panel', async ({ stage, source }) => {
  const query = { refId: 'variable-query', kind: 'tagValues', metric: 'os.cpu', key: 'host' };
  const dashboard = onePanel(source, ofVariable, { templating: hostVariable(source, query) });
  await stage.show(dashboard);
  await expect(stage.legend()).toHaveCount(2);
  await expect(stage.legend().filter({ hasText: 'db01' })).toHaveCount(1);

  await stage.show(dashboard, { 'var-host': '$__all' });
  await expect(stage.legend()).toHaveCount(hosts.length);
});

test('an ad-hoc filter applies to every query, and comes along to Explore', async ({ stage, source }) => {
  const { type, uid } = source;
  const adhoc = { type: 'adhoc', name: 'filters', datasource: { type, uid }, filters: [] };
  const dashboard = onePanel(source, byHost, { templating: { list: [adhoc] } });
  await stage.show(dashboard);
  await expect(stage.legend()).toHaveCount(hosts.length);
  const filtered = await stage.show(dashboard, { 'var-filters': 'host|=|db01' });
  await expect(stage.legend()).toHaveCount(1);
  await expect(stage.legend()).toContainText('db01');

  await filtered.getPanelByTitle('CPU').clickOnMenuItem('Explore');
  await expect(stage.query('A').getByText('db01').first()).toBeVisible();
  await expect(stage.legend()).toHaveCount(1);
});

test('a click on a value filters the query by it', async ({ stage, page }) => {
  await stage.explore({ queries: [{ ...byHost, queryType: 'series' }] });
  const row = page.getByRole('row').filter({ hasText: 'web02' }).first();
  await expect(row).toBeVisible();
  const cell = row.getByRole('gridcell').filter({ hasText: 'web02' });
  await cell.hover();
  await cell.getByRole('button', { name: /filter for value/i }).click();
  await expect(stage.query('A').getByText('web02').first()).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'web01' })).toHaveCount(0);
});

test('a new data source is set up', async ({ createDataSourceConfigPage, page }) => {
  const settings = await createDataSourceConfigPage({ type: pluginId });
  await page.getByRole('radio', { name: 'Custom URL' }).check({ force: true });
  await page.getByRole('textbox', { name: /^URL/ }).fill(demoUrl);
  await page.getByRole('combobox', { name: /^Server type/ }).click();
  await page.getByRole('option', { name: /^OVH Metrics/ }).click();
  await page.getByRole('textbox', { name: /READ token/ }).fill(readToken);
  await expect(settings.saveAndTest()).toBeOK();
  await expect(settings).toHaveAlert('success', { hasText: /responds and the token reads/ });
});
