import { demoUrl, expect, hosts, legend, pluginId, test } from './grafana';

/** Grafana's own data source, where it still comes with Grafana. */
const builtIn = 'opentsdb';

const saved = {
  refId: 'A',
  metric: 'os.cpu',
  aggregator: 'avg',
  downsampleAggregator: 'avg',
  downsampleFillPolicy: 'none',
  filters: [{ type: 'wildcard', tagk: 'host', filter: '*', groupBy: true }],
};

test.beforeEach(async ({ page }) => {
  const plugin = await page.request.get(`/api/plugins/${builtIn}/settings`);
  test.skip(!plugin.ok(), 'This Grafana comes without its own OpenTSDB data source.');
});

test('a query of the built-in data source comes along when the data source is switched', async ({
  source,
  createDataSource,
  exploreUrl,
  explorePage,
  grafanaAPIClient,
  page,
}) => {
  const old = await createDataSource({ type: builtIn, access: 'proxy', url: demoUrl, jsonData: { tsdbVersion: 3 } });
  await page.goto(exploreUrl(old, saved));
  await expect(explorePage.getQueryEditorRow('A')).toBeVisible();
  await explorePage.datasource.set(source.name);
  const query = explorePage.getQueryEditorRow('A');
  await expect(query.getByRole('combobox', { name: 'Metric' })).toHaveValue('os.cpu');
  await expect(legend(page)).toHaveCount(hosts.length);
  await grafanaAPIClient.deleteDataSourceByUID(old.uid);
});

test('a dashboard of the built-in data source works once its data source is of our kind', async ({
  createDataSource,
  saveDashboard,
  gotoDashboardPage,
  grafanaAPIClient,
  page,
}) => {
  const old = await createDataSource({ type: builtIn, access: 'proxy', url: demoUrl, jsonData: { tsdbVersion: 3 } });
  const datasource = { type: builtIn, uid: old.uid };
  const { uid } = await saveDashboard({
    title: `Old ${old.uid}`,
    time: { from: 'now-1h', to: 'now' },
    templating: {
      list: [
        {
          type: 'query',
          name: 'host',
          datasource,
          query: 'tag_values(os.cpu, host)',
          definition: 'tag_values(os.cpu, host)',
          refresh: 1,
          includeAll: true,
          multi: true,
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
          { ...saved, datasource, filters: [{ type: 'literal_or', tagk: 'host', filter: '$host', groupBy: true }] },
        ],
      },
    ],
  });

  const { id } = await grafanaAPIClient.getDataSourceSettingsByUID(old.uid);
  const changed = await page.request.put(`/api/datasources/uid/${old.uid}`, {
    data: {
      ...old,
      id,
      type: pluginId,
      jsonData: { tsdbVersion: 3, dialect: 'ovh' },
      secureJsonData: { token: process.env.DEMO_TOKEN ?? 'demo-read' },
    },
  });
  expect(changed.ok(), await changed.text()).toBe(true);

  await gotoDashboardPage({ uid });
  await expect(legend(page)).toHaveCount(2);
  await expect(legend(page).filter({ hasText: 'web01' })).toHaveCount(1);
  await grafanaAPIClient.deleteDataSourceByUID(old.uid);
});
