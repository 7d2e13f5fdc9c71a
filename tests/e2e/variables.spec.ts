import { violationsIn } from './accessibility';
import { expect, hosts, test, themes } from './stage';

test("a variable's values are those of the server", async ({ stage }) => {
  const editor = await stage.variable();
  await stage.pick(editor.getByRole('combobox', { name: /^Metric/ }), 'os.cpu');
  await stage.pick(editor.getByRole('combobox', { name: /^Tag key/ }), 'host');
  await expect(stage.values()).toHaveText([...hosts, 'web04']);
  await stage.picture('variables');
});

for (const theme of themes) {
  test(`a list that is cut says so under the editor, in the ${theme} theme`, async ({ stage }) => {
    await stage.configure('ovh', { jsonData: { lookupLimit: 3 } });
    const editor = await stage.variable({ theme });
    await stage.pick(editor.getByRole('combobox', { name: 'Values', exact: true }), '', 'Metrics');
    await expect(editor.getByText('Not all values are listed')).toBeVisible();
    await expect(stage.values()).toHaveCount(3);
    const ours = editor.getByRole('status').filter({ hasText: 'Not all values' }).locator('..');
    await expect(ours.getByRole('combobox', { name: 'Values', exact: true })).toBeVisible();
    expect(await violationsIn(ours)).toEqual([]);
    await stage.picture(`variables-cut-${theme}`);

    await editor.getByRole('textbox', { name: /^Search/ }).fill('percent_free');
    await editor.getByRole('textbox', { name: /^Search/ }).press('Enter');
    await expect(editor.getByRole('radio', { name: 'Contains' })).toBeChecked();
    await stage.picture(`variables-search-${theme}`);
  });
}

test("a server's refusal is shown under the editor", async ({ stage }) => {
  await stage.configure('ovh', { secureJsonData: { token: 'wrong' } });
  const editor = await stage.variable();
  await stage.pick(editor.getByRole('combobox', { name: 'Values', exact: true }), '', 'Metrics');
  await expect(editor.getByRole('status').filter({ hasText: /rejected the token/ })).toHaveCount(1);
  await stage.picture('variables-refused');
});
