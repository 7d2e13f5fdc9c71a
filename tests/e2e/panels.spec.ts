import { buildByHost, byHost, expect, hosts, legend, picture, test } from './grafana';

test('a panel of one line per host', async ({ source, panelEditPage, page }) => {
  await panelEditPage.datasource.set(source.name);
  await panelEditPage.timeRange.set({ from: 'now-1h', to: 'now' });
  const query = panelEditPage.getQueryEditorRow('A');
  await expect(query.getByRole('combobox', { name: 'Missing points' })).toHaveValue('Leave gaps');
  await buildByHost(page, query);
  await expect(panelEditPage.refreshPanel()).toBeOK();
  await expect(legend(panelEditPage.panel.locator)).toHaveCount(hosts.length);
  await expect(panelEditPage.panel.getErrorIcon()).toHaveCount(0);
  await picture(page, 'grafana-panel');
});

test('the editors pass the accessibility rules', async ({ source, panelEditPage, page, scanForA11yViolations }) => {
  await panelEditPage.datasource.set(source.name);
  await buildByHost(page, panelEditPage.getQueryEditorRow('A'));
  // Only what the plugin draws: the page around it is Grafana's own.
  const results = await scanForA11yViolations({ include: '[data-testid="query-editor-row"]' });
  expect(results).toHaveNoA11yViolations({ ignoredRules: ['region'] });
});

test('the latest values of every host in a table', async ({ source, saveDashboard, gotoDashboardPage }) => {
  const datasource = { type: source.type, uid: source.uid };
  const { uid } = await saveDashboard({
    title: `Latest ${source.uid}`,
    time: { from: 'now-1h', to: 'now' },
    panels: [
      {
        id: 1,
        type: 'table',
        title: 'Latest',
        transformations: [
          { id: 'labelsToFields', options: {} },
          { id: 'merge', options: {} },
        ],
        datasource,
        gridPos: { x: 0, y: 0, w: 24, h: 10 },
        targets: [{ ...byHost, datasource, queryType: 'last' }],
      },
    ],
  });
  const dashboard = await gotoDashboardPage({ uid });
  const panel = dashboard.getPanelByTitle('Latest');
  for (const host of hosts) {
    await expect(panel.locator).toContainText(host);
  }
  await expect(panel.getErrorIcon()).toHaveCount(0);
});
