import { expect, test, themes } from './workbench';

const byHost = {
  refId: 'A',
  metric: 'os.cpu',
  downsampleFillPolicy: 'gaps',
  filters: [{ type: 'wildcard', tagk: 'host', filter: '*', groupBy: true }],
};
const hosts = ['db01', 'web01', 'web02', 'web03'];

test('from typing a metric to one line per host', async ({ workbench, page }) => {
  await workbench.open('explore');
  const query = workbench.query('A');
  await workbench.pick(query.getByRole('combobox', { name: 'Metric' }), 'cpu', 'os.cpu');
  await expect(workbench.legend()).toHaveCount(1);

  await workbench.pick(query.getByRole('combobox', { name: 'Group by' }), 'host', 'host');
  await expect(workbench.legend()).toHaveCount(hosts.length);
  for (const host of hosts) {
    await expect(workbench.legend().filter({ hasText: host })).toHaveCount(1);
  }
  await expect(page.getByTestId('graph').locator('canvas')).toBeVisible();
  await workbench.picture('explore-by-host');

  const requests = await workbench.requests();
  expect(requests).toContain('"metric":"os.cpu"');
  expect(requests).toContain('/api/query');
  expect(requests).not.toContain('demo-read');

  // The address carries the query: the page shows the same again.
  await page.reload();
  await expect(workbench.legend()).toHaveCount(hosts.length);
});

for (const theme of themes) {
  for (const ds of ['demo-ovh', 'demo-opentsdb'] as const) {
    test(`${ds} in the ${theme} theme`, async ({ workbench, page }) => {
      await workbench.open('explore', { ds, theme, queries: [byHost] });
      await expect(workbench.legend()).toHaveCount(hosts.length);
      await expect(page.getByTestId('table')).toContainText('os.cpu');
      await workbench.picture(`explore-${ds}-${theme}`, ds === 'demo-ovh' ? `explore-${theme}` : undefined);
    });
  }
}

test('one bad query leaves the others their data', async ({ workbench }) => {
  const bad = { refId: 'B', metric: 'os.cpu', aggregator: 'no-such-aggregator' };
  await workbench.open('explore', { ds: 'demo-opentsdb', queries: [byHost, bad] });
  await expect(workbench.legend()).toHaveCount(hosts.length);
  await expect(workbench.query('B').getByTestId('data-testid Alert error')).toContainText('no-such-aggregator');
  await expect(workbench.query('A').getByTestId('data-testid Alert error')).toHaveCount(0);
  await workbench.picture('explore-one-bad-query');
});

test('an unknown metric says so where the user looks', async ({ workbench }) => {
  await workbench.open('explore', { ds: 'demo-opentsdb', queries: [{ refId: 'A', metric: 'no.such.metric' }] });
  await expect(workbench.query('A').getByTestId('data-testid Alert error')).toContainText('no.such.metric');
});

test('a query can be added, disabled and removed', async ({ workbench, page }) => {
  await workbench.open('explore', { queries: [byHost] });
  await expect(workbench.legend()).toHaveCount(hosts.length);
  await page.getByRole('button', { name: 'Add query' }).click();
  await workbench.pick(workbench.query('B').getByRole('combobox', { name: 'Metric' }), 'cpu', 'os.cpu');
  await expect(workbench.legend()).toHaveCount(hosts.length + 1);
  await workbench.query('A').getByRole('button', { name: 'Disable query' }).click();
  await expect(workbench.legend()).toHaveCount(1);
  await workbench.query('A').getByRole('button', { name: 'Remove query' }).click();
  await expect(workbench.query('A')).toHaveCount(0);
  await expect(workbench.legend()).toHaveCount(1);
});

test('variables are replaced in what is sent', async ({ workbench, page }) => {
  const filtered = {
    refId: 'A',
    metric: 'os.cpu',
    filters: [{ type: 'literal_or', tagk: 'host', filter: '$host', groupBy: true }],
  };
  await workbench.open('explore', { queries: [filtered] });
  await expect(workbench.legend()).toHaveCount(1);
  const variable = page.getByRole('combobox', { name: 'host', exact: true }).first();
  await variable.click();
  await page.getByRole('option', { name: 'db01' }).click();
  await page.keyboard.press('Escape');
  await expect(workbench.legend()).toHaveCount(2);
  expect(await workbench.requests()).toContain('web01|db01');
});

test('the time range in the address is the one asked for', async ({ workbench }) => {
  const to = Date.now();
  const from = to - 30 * 60_000;
  await workbench.open('explore', { queries: [byHost], from: String(from), to: String(to) });
  await expect(workbench.legend()).toHaveCount(hosts.length);
  const { start, end } = JSON.parse(/'(\{"start".*\})'/.exec(await workbench.requests())?.[1] ?? '{}');
  expect(Number(start)).toBeLessThanOrEqual(from);
  expect(Number(end)).toBeGreaterThanOrEqual(to);
  expect(Number(end) - Number(start)).toBeLessThan(40 * 60_000);
});

test('an ad-hoc filter applies to the query, with keys and values from the server', async ({ workbench, page }) => {
  await workbench.open('explore', { queries: [byHost] });
  await expect(workbench.legend()).toHaveCount(hosts.length);
  await page.getByRole('button', { name: 'Add ad-hoc filter' }).click();
  await workbench.pick(page.getByRole('combobox', { name: 'Ad-hoc filter key' }), 'host', 'host');
  await workbench.pick(page.getByRole('combobox', { name: 'Ad-hoc filter value' }), 'db', 'db01');
  await expect(workbench.legend()).toHaveCount(1);
  await expect(workbench.legend()).toContainText('db01');
  await page.getByRole('button', { name: 'Remove ad-hoc filter' }).click();
  await expect(workbench.legend()).toHaveCount(hosts.length);
});

test('an example of the help runs on a click', async ({ workbench, page }) => {
  await workbench.open('explore');
  const query = workbench.query('A');
  await query.getByRole('button', { name: 'Show query help' }).click();
  await workbench.picture('help');
  await query.getByRole('button', { name: /\{.*=\*\}$/ }).click();
  await expect(query.getByRole('combobox', { name: 'Metric' })).not.toHaveValue('');
  await expect(page.getByTestId('inspector-request')).toContainText('/api/query');
});

test('the editor speaks French', async ({ workbench, page }) => {
  await page.goto(`/explore?ds=demo-ovh&lang=fr-FR&queries=${encodeURIComponent(JSON.stringify([byHost]))}`);
  await expect(workbench.query('A')).toContainText('Agrégateur');
  await workbench.picture('explore-french');
});
