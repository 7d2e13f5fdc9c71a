import { byHost, expect, hosts, test } from '../stage';

test('variables are replaced in what is sent', async ({ stage, page }) => {
  const ofHost = { type: 'literal_or', tagk: 'host', filter: '$host', groupBy: true };
  await stage.explore({ queries: [{ refId: 'A', metric: 'os.cpu', filters: [ofHost] }] });
  await expect(stage.legend()).toHaveCount(1);
  await page.getByRole('combobox', { name: 'host', exact: true }).first().click();
  await page.getByRole('option', { name: 'db01' }).click();
  await page.keyboard.press('Tab');
  await expect(stage.legend()).toHaveCount(2);
  expect(await stage.requests()).toContain('web01|db01');
});

test('an ad-hoc filter applies to the query, with keys and values from the server', async ({ stage, page }) => {
  await stage.explore({ queries: [byHost] });
  await expect(stage.legend()).toHaveCount(hosts.length);
  await stage.filterBy('host', 'db01');
  await expect(stage.legend()).toHaveCount(1);
  await expect(stage.legend()).toContainText('db01');
  await page.getByRole('button', { name: 'Remove filter with key host' }).click();
  await expect(stage.legend()).toHaveCount(hosts.length);
});

test('a group-by key applies beside those of the query', async ({ stage, page }) => {
  await stage.explore({ queries: [{ ...byHost, filters: [] }] });
  await expect(stage.legend()).toHaveCount(1);
  await stage.groupBy('host');
  await expect(stage.legend()).toHaveCount(hosts.length);
  await page.getByRole('button', { name: 'Remove group by host' }).click();
  await expect(stage.legend()).toHaveCount(1);
});

test('the values of a variable can be chosen from', async ({ stage, page }) => {
  const editor = await stage.variable();
  await stage.pick(editor.getByRole('combobox', { name: /^Metric/ }), 'os.cpu');
  await stage.pick(editor.getByRole('combobox', { name: /^Tag key/ }), 'host');
  await expect(stage.values().first()).toBeVisible();
  await page.getByRole('combobox', { name: 'picked', exact: true }).click();
  await expect(page.getByRole('option', { name: 'db01' })).toBeVisible();
});
