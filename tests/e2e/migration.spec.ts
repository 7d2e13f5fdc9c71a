import {
  byHost,
  demoUrl,
  expect,
  hosts,
  hostVariable,
  legend,
  ofVariable,
  onePanel,
  pluginId,
  queryRow,
  readToken,
  test,
} from './grafana';

/** Grafana's own data source, where it still comes with Grafana. */
const builtIn = 'opentsdb';

/** As it saved queries: without what it didn't know. */
const savedBy = (query: object) => ({ ...query, downsampleAggregator: 'avg', downsampleFillPolicy: 'none' });

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
  await page.goto(exploreUrl(old, savedBy(byHost)));
  await expect(queryRow(page, 'A')).toBeVisible();
  await explorePage.datasource.set(source.name);
  const query = queryRow(page, 'A');
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
  const templating = hostVariable(old, 'tag_values(os.cpu, host)');
  const { uid } = await saveDashboard(onePanel(old, savedBy(ofVariable), { templating }));

  const { id } = await grafanaAPIClient.getDataSourceSettingsByUID(old.uid);
  const changed = await page.request.put(`/api/datasources/uid/${old.uid}`, {
    data: {
      ...old,
      id,
      type: pluginId,
      jsonData: { tsdbVersion: 3, dialect: 'ovh' },
      secureJsonData: { token: readToken },
    },
  });
  expect(changed.ok(), await changed.text()).toBe(true);

  await gotoDashboardPage({ uid });
  await expect(legend(page)).toHaveCount(2);
  await expect(legend(page).filter({ hasText: 'web01' })).toHaveCount(1);
  await grafanaAPIClient.deleteDataSourceByUID(old.uid);
});
