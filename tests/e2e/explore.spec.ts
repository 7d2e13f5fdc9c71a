import { violationsIn } from './accessibility';
import { byHost, expect, hosts, servers, test, themes } from './stage';

test('from typing a metric to one line per host', async ({ stage, page }) => {
  await stage.explore();
  const query = stage.query('A');
  await stage.pick(query.getByRole('combobox', { name: 'Metric' }), 'cpu', 'os.cpu');
  await expect(stage.legend()).toHaveCount(1);

  await stage.pick(query.getByRole('combobox', { name: 'Group by' }), 'host');
  await expect(stage.legend()).toHaveCount(hosts.length);
  for (const host of hosts) {
    await expect(stage.legend().filter({ hasText: host })).toHaveCount(1);
  }
  await expect(stage.graph().locator('canvas').first()).toBeVisible();
  await stage.picture('explore-by-host');

  const requests = await stage.requests();
  expect(requests).toContain('"metric":"os.cpu"');
  expect(requests).toContain('/api/query');
  expect(requests).not.toContain('demo-read');

  // The address carries the query: the page shows the same again.
  await page.reload();
  await expect(stage.legend()).toHaveCount(hosts.length);
});

for (const theme of themes) {
  for (const server of servers) {
    test(`${server} in the ${theme} theme`, async ({ stage }) => {
      await stage.explore({ server, theme, queries: [byHost] });
      await expect(stage.legend()).toHaveCount(hosts.length);
      await expect(stage.table()).toContainText('os.cpu');
      await stage.picture(`explore-${server}-${theme}`, server === 'ovh' ? `explore-${theme}` : undefined);
    });
  }

  test(`the editor passes the accessibility rules in the ${theme} theme`, async ({ stage }) => {
    await stage.explore({ theme, queries: [byHost] });
    await expect(stage.legend()).toHaveCount(hosts.length);
    // A part of a page: the page around it is Grafana's own.
    expect(await violationsIn(stage.query('A'), ['region'])).toEqual([]);
  });

  test(`the editor has room for all of it in the ${theme} theme, at 800 pixels too`, async ({ stage, page }) => {
    const many = {
      ...byHost,
      alias: '$tag_host in $tag_dc',
      shouldComputeRate: true,
      filters: [...byHost.filters, { type: 'literal_or', tagk: 'dc', filter: 'gra|bhs', groupBy: false }],
    };
    await page.setViewportSize({ width: 800, height: 1200 });
    await stage.explore({ theme, queries: [many] });
    await expect(stage.legend()).toHaveCount(hosts.length);
    const row = stage.query('A');
    expect(await row.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
    await stage.picture(`explore-800-${theme}`);
  });
}

test('one bad query leaves the others their data', async ({ stage }) => {
  test.skip(servers.length < 2, 'There is no demo server of the kind of OpenTSDB.');
  const bad = { refId: 'B', metric: 'os.cpu', aggregator: 'no-such-aggregator' };
  await stage.explore({ server: 'opentsdb', queries: [byHost, bad] });
  await expect(stage.legend()).toHaveCount(hosts.length);
  await expect(stage.failure('B')).toContainText('no-such-aggregator');
  await expect(stage.failure('A')).toHaveCount(0);
  await stage.picture('explore-one-bad-query');
});

test('an unknown metric says so where the user looks', async ({ stage }) => {
  test.skip(servers.length < 2, 'There is no demo server of the kind of OpenTSDB.');
  await stage.explore({ server: 'opentsdb', queries: [{ refId: 'A', metric: 'no.such.metric' }] });
  await expect(stage.failure('A')).toContainText('no.such.metric');
});

test('a server that refuses says so where the user looks', async ({ stage }) => {
  await stage.configure('ovh', { secureJsonData: { token: 'no-such-token' } });
  await stage.explore({ queries: [byHost] });
  await expect(stage.failure('A')).toContainText(/not a READ token/);
});

test('a query can be added, disabled and removed', async ({ stage, page }) => {
  await stage.explore({ queries: [byHost] });
  await expect(stage.legend()).toHaveCount(hosts.length);
  await page.getByRole('button', { name: 'Add query' }).click();
  await stage.pick(stage.query('B').getByRole('combobox', { name: 'Metric' }), 'cpu', 'os.cpu');
  await expect(stage.legend()).toHaveCount(hosts.length + 1);
  await stage
    .query('A')
    .getByRole('button', { name: /^(Disable query|Hide response)$/ })
    .click();
  await expect(stage.legend()).toHaveCount(1);
  await stage.query('A').getByRole('button', { name: 'Remove query' }).click();
  await expect(stage.query('A')).toHaveCount(0);
  await expect(stage.legend()).toHaveCount(1);
});

test('the time range in the address is the one asked for', async ({ stage }) => {
  const to = Date.now();
  const from = to - 30 * 60_000;
  await stage.explore({ queries: [byHost], from: String(from), to: String(to) });
  await expect(stage.legend()).toHaveCount(hosts.length);
  const { start, end } = JSON.parse(/'(\{"start".*\})'/.exec(await stage.requests())?.[1] ?? '{}');
  expect(Number(start)).toBeLessThanOrEqual(from);
  expect(Number(end)).toBeGreaterThanOrEqual(to);
  expect(Number(end) - Number(start)).toBeLessThan(40 * 60_000);
});

test('an example of the help runs on a click', async ({ stage, page }) => {
  await stage.explore();
  const query = stage.query('A');
  await expect(query.getByRole('combobox', { name: 'Metric' })).toBeVisible();
  const example = page.getByRole('button', { name: /\{.*=\*\}$/ });
  if (!(await example.isVisible())) {
    await query.getByRole('button', { name: /help/i }).click();
  }
  await expect(example).toBeVisible();
  await stage.picture('help');
  await example.click();
  await expect(query.getByRole('combobox', { name: 'Metric' })).not.toHaveValue('');
  await expect(stage.legend().first()).toBeVisible();
  expect(await stage.requests()).toContain('/api/query');
});

test('the editor speaks French', async ({ stage }) => {
  await stage.explore({ language: 'fr-FR', queries: [byHost] });
  await expect(stage.legend()).toHaveCount(hosts.length);
  await expect(stage.query('A')).toContainText('Agrégateur');
  await stage.picture('explore-french');
});
