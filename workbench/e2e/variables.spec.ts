import { expect, readToken, test, themes } from './workbench';
import { violationsIn } from '../../tests/e2e/accessibility';

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

for (const theme of themes) {
  test(`a list that is cut says so under the editor, in the ${theme} theme`, async ({ workbench, page, request }) => {
    const settings = await (await request.get('/api/datasources/uid/demo-ovh')).json();
    const jsonData = { ...settings.jsonData, lookupLimit: 3 };
    const secureJsonData = { token: readToken };
    await request.put('/api/datasources/uid/demo-ovh', { data: { ...settings, jsonData, secureJsonData } });

    await workbench.open('variables', { theme });
    const editor = page.getByRole('region', { name: 'Variable' });
    await workbench.pick(editor.getByRole('combobox', { name: 'Values' }), '', 'Metrics');
    await expect(editor.getByText('Not all values are listed')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Preview of values' })).toContainText('3 values');
    expect(await violationsIn(page, 'section[aria-label="Variable"]')).toEqual([]);
    await workbench.picture(`variables-cut-${theme}`);

    await editor.getByRole('textbox', { name: /^Search/ }).fill('percent_free');
    await editor.getByRole('textbox', { name: /^Search/ }).press('Enter');
    await expect(editor.getByRole('radio', { name: 'Contains' })).toBeChecked();
    await workbench.picture(`variables-search-${theme}`);
  });
}

test("a server that refuses is told under the editor in the server's words", async ({ workbench, page, request }) => {
  const settings = await (await request.get('/api/datasources/uid/demo-ovh')).json();
  await request.put('/api/datasources/uid/demo-ovh', { data: { ...settings, secureJsonData: { token: 'wrong' } } });
  await workbench.open('variables');
  const editor = page.getByRole('region', { name: 'Variable' });
  await workbench.pick(editor.getByRole('combobox', { name: 'Values' }), '', 'Metrics');
  await expect(editor.getByRole('status')).toContainText(/rejected the token/);
  await workbench.picture('variables-refused');
});
