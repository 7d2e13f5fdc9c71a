import { expect, test } from './workbench';

test("a variable's values are those of the server, and queries take them", async ({ workbench, page }) => {
  await workbench.open('variables');
  const editor = page.getByRole('region', { name: 'Variable' });
  await workbench.pick(editor.getByRole('combobox', { name: /^Metric/ }), 'os.cpu', 'os.cpu');
  await workbench.pick(editor.getByRole('combobox', { name: /^Tag key/ }), 'host', 'host');
  const preview = page.getByRole('region', { name: 'Preview of values' });
  for (const host of ['db01', 'web01', 'web02', 'web03']) {
    await expect(preview).toContainText(host);
  }
  await expect(preview).toContainText('in scope as $picked');
  await workbench.picture('variables');

  await page.getByRole('tab', { name: 'Explore' }).click();
  await expect(page.getByRole('combobox', { name: 'picked' })).toBeVisible();
});
