import { byHost, expect, hosts, legend, pick, test } from './grafana';

test("a variable's values are those of the server", async ({ source, variableEditPage, page }) => {
  await variableEditPage.datasource.set(source.name);
  await pick(page, page.getByRole('combobox', { name: /^Metric/ }), 'os.cpu');
  await pick(page, page.getByRole('combobox', { name: /^Tag key/ }), 'host');
  await variableEditPage.runQuery();
  await expect(variableEditPage).toDisplayPreviews(hosts);
});

test('a variable of several values drives a panel', async ({ source, saveDashboard, gotoDashboardPage, page }) => {
  const datasource = { type: source.type, uid: source.uid };
  const { uid } = await saveDashboard({
    title: `Variable ${source.uid}`,
    time: { from: 'now-1h', to: 'now' },
    templating: {
      list: [
        {
          type: 'query',
          name: 'host',
          datasource,
          query: { refId: 'variable-query', kind: 'tagValues', metric: 'os.cpu', key: 'host' },
          refresh: 1,
          multi: true,
          includeAll: true,
          current: { text: ['web01', 'db01'], value: ['web01', 'db01'] },
        },
      ],
    },
    panels: [
      {
        id: 1,
        type: 'timeseries',
        title: 'CPU',
        datasource,
        gridPos: { x: 0, y: 0, w: 24, h: 12 },
        targets: [
          { ...byHost, datasource, filters: [{ type: 'literal_or', tagk: 'host', filter: '$host', groupBy: true }] },
        ],
      },
    ],
  });
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
  const datasource = { type: source.type, uid: source.uid };
  const { uid } = await saveDashboard({
    title: `Ad-hoc ${source.uid}`,
    time: { from: 'now-1h', to: 'now' },
    templating: { list: [{ type: 'adhoc', name: 'filters', datasource, filters: [] }] },
    panels: [
      {
        id: 1,
        type: 'timeseries',
        title: 'CPU',
        datasource,
        gridPos: { x: 0, y: 0, w: 24, h: 12 },
        targets: [{ ...byHost, datasource }],
      },
    ],
  });
  await gotoDashboardPage({ uid });
  await expect(legend(page)).toHaveCount(hosts.length);
  const filtered = await gotoDashboardPage({ uid, queryParams: new URLSearchParams({ 'var-filters': 'host|=|db01' }) });
  await expect(legend(page)).toHaveCount(1);
  await expect(legend(page)).toContainText('db01');

  await filtered.getPanelByTitle('CPU').clickOnMenuItem('Explore');
  await expect(explorePage.getQueryEditorRow('A').getByText('db01').first()).toBeVisible();
  await expect(legend(page)).toHaveCount(1);
});
