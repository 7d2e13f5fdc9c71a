import { expect, test } from './stage';

test('a query written as text runs, and is the same query as a form', async ({ stage, page }) => {
  await stage.explore({
    queries: [{ refId: 'A', metric: 'os.cpu', aggregator: 'avg', downsampleFillPolicy: 'gaps' }],
  });
  await expect(stage.legend()).toHaveCount(1);
  const query = stage.query('A');
  await query.getByRole('radio', { name: 'Code' }).click();
  const text = query.getByRole('textbox', { name: "Query in OpenTSDB's own form" });
  await expect(query.locator('.view-lines')).toContainText('avg:auto-avg-gaps:os.cpu');

  await text.focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('max:5m-max-gaps:os.cpu{host=wildcard(web*)}');
  await page.keyboard.press('Control+Enter');
  await expect(stage.legend()).toHaveCount(3);
  await stage.picture('explore-code', 'code');

  await query.getByRole('radio', { name: 'Builder' }).click();
  await expect(query.getByRole('combobox', { name: 'Aggregator', exact: true })).toHaveValue('max');
  await expect(query.getByRole('combobox', { name: /tag key/i })).toHaveValue('host');

  await page.waitForTimeout(500);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await query.getByRole('radio', { name: 'Code' }).click();
  await text.focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('max:5m-max-gaps:os.cpu{host');
  await page.keyboard.press('Control+Enter');
  await expect(query.getByText(/at character \d+/)).toBeVisible();
  await expect(stage.legend()).toHaveCount(3); // what can't be read isn't sent

  // The text survives a look at the form, which says that it isn't applied.
  await query.getByRole('radio', { name: 'Builder' }).click();
  await expect(query.getByText(/The text in Code mode isn’t applied/)).toBeVisible();
  await query.getByRole('radio', { name: 'Code' }).click();
  await expect(query.locator('.view-lines')).toContainText('max:5m-max-gaps:os.cpu{host');
  expect(asked.filter((url) => url.endsWith('/query') || url.includes('/ds/query?'))).toEqual([]);

  // What can be read and would fail is marked, too.
  await text.focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('max:5x-max-gaps:os.cpu');
  await page.keyboard.press('Shift+Enter');
  await expect(query.getByText(/"5x" is not an interval.*\(at character 5\)/)).toBeVisible();
});

test('what is wrong with a saved text is marked when it opens', async ({ stage }) => {
  await stage.explore({
    queries: [{ refId: 'A', metric: 'os.cpu', editorMode: 'code', downsampleInterval: '5x' }],
  });
  await expect(stage.query('A').locator('.squiggly-error')).toBeVisible();
});

test('Tab goes on from the text to what follows it, and back', async ({ stage, page }) => {
  await stage.explore({ queries: [{ refId: 'A', metric: 'os.cpu', editorMode: 'code' }] });
  const query = stage.query('A');
  const text = query.getByRole('textbox', { name: "Query in OpenTSDB's own form" });
  await text.focus();
  const before = await query.locator('.view-lines').textContent();
  await page.keyboard.press('Tab');
  await expect(query.locator(':focus')).toHaveCount(1);
  await expect(text).not.toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(text).toBeFocused();
  await expect(query.locator('.view-lines')).toHaveText(before ?? '');
});
