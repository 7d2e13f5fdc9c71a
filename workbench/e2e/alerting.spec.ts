import { expect, test } from './workbench';

test('an alert rule sees one instance per host, with its labels', async ({ workbench, page }) => {
  await workbench.open('alerting');
  const query = workbench.query('A');
  await workbench.pick(query.getByRole('combobox', { name: 'Metric' }), 'cpu', 'os.cpu');
  await workbench.pick(query.getByRole('combobox', { name: 'Group by' }), 'host', 'host');
  const instances = page.getByRole('table', { name: 'Alert instances' }).locator('tbody tr');
  await expect(instances).toHaveCount(4);
  await expect(instances.filter({ hasText: 'host=db01' })).toContainText(/\d+\.\d\d/);

  await page.getByLabel('Fires above').fill('-1');
  await expect(instances.filter({ hasText: 'Firing' })).toHaveCount(4);
  await page.getByLabel('Fires above').fill('1000000');
  await expect(instances.filter({ hasText: 'Normal' })).toHaveCount(4);
  await workbench.picture('alert-preview', 'alert-preview');
});
