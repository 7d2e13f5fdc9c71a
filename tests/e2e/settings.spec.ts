import { demoUrl, expect, picture, pluginId, readToken, test } from './grafana';

test('a wrong token is told in words, the right one is green', async ({ createDataSourceConfigPage, page }) => {
  const settings = await createDataSourceConfigPage({ type: pluginId });
  await page.getByRole('radio', { name: 'Custom URL' }).check({ force: true });
  await page.getByRole('textbox', { name: /^URL/ }).fill(demoUrl);
  await page.getByRole('combobox', { name: /^Server type/ }).click();
  await page.getByRole('option', { name: /^OVH Metrics/ }).click();
  await page.getByRole('textbox', { name: /READ token/ }).fill('no-such-token');
  await settings.saveAndTest();
  await expect(settings).toHaveAlert('error', { hasText: /rejected the token/i });
  await expect(page.locator('body')).not.toContainText('no-such-token');

  await page.getByRole('button', { name: /reset/i }).first().click();
  await page.getByRole('textbox', { name: /READ token/ }).fill(readToken);
  await expect(settings.saveAndTest()).toBeOK();
  await expect(settings).toHaveAlert('success', { hasText: /responds and the token reads/ });
  await picture(page, 'settings-green');
});

test('the token never comes back to the browser', async ({ source, gotoDataSourceConfigPage, page }) => {
  const bodies: string[] = [];
  page.on('response', async (response) => {
    if (new URL(response.url()).pathname.startsWith('/api/')) {
      bodies.push(await response.text().catch(() => ''));
    }
  });
  const settings = await gotoDataSourceConfigPage(source.uid);
  await expect(settings.saveAndTest()).toBeOK();
  expect(bodies.length).toBeGreaterThan(2);
  expect(bodies.join()).not.toContain(readToken);
});

test('a server that does not answer is named', async ({ createDataSourceConfigPage, page }) => {
  const settings = await createDataSourceConfigPage({ type: pluginId });
  await page.getByRole('radio', { name: 'Custom URL' }).check({ force: true });
  // The discard port: nothing answers there.
  await page.getByRole('textbox', { name: /^URL/ }).fill('http://127.0.0.1:9');
  await settings.saveAndTest();
  await expect(settings).toHaveAlert('error', { hasText: '127.0.0.1:9' });
});
