import { byHost, expect, hosts, readToken } from '../stage';
import { demoUrl, hostVariable, ofVariable, onePanel, pluginId, test } from '../stage/grafana';

/** Grafana's own data source, where it still comes with Grafana. */
const builtIn = { type: 'opentsdb', name: `Built-in ${Date.now()}`, url: demoUrl, jsonData: { tsdbVersion: 3 } };

/** As it saved queries: without what it didn't know. */
const savedBy = (query: object) => ({ ...query, downsampleAggregator: 'avg', downsampleFillPolicy: 'none' });

test.beforeEach(async ({ page }) => {
  const plugin = await page.request.get(`/api/plugins/${builtIn.type}/settings`);
  test.skip(!plugin.ok(), 'This Grafana comes without its own OpenTSDB data source.');
});

test('a query of the built-in data source comes along when the data source is switched', async ({ stage }) => {
  await stage.explore({ source: await stage.makeSource(builtIn), queries: [savedBy(byHost)] });
  const query = stage.query('A');
  await expect(query).toBeVisible();
  await stage.chooseSource();
  await expect(query.getByRole('combobox', { name: 'Metric' })).toHaveValue('os.cpu');
  await expect(stage.legend()).toHaveCount(hosts.length);
});

test('a dashboard of the built-in data source works once its data source is of our kind', async ({ stage, page }) => {
  const old = await stage.makeSource({ ...builtIn, name: `${builtIn.name} of a dashboard` });
  const ours = { jsonData: { tsdbVersion: 3, dialect: 'ovh' }, secureJsonData: { token: readToken } };
  const changed = await page.request.put(`/api/datasources/uid/${old.uid}`, {
    data: { ...old, type: pluginId, ...ours },
  });
  expect(changed.ok(), await changed.text()).toBe(true);

  const templating = hostVariable(old, 'tag_values(os.cpu, host)');
  await stage.show(onePanel(old, savedBy(ofVariable), { templating }));
  await expect(stage.legend()).toHaveCount(2);
  await expect(stage.legend().filter({ hasText: 'web01' })).toHaveCount(1);
});
