import { expect, test, themes } from './workbench';
import { violationsIn } from '../../tests/e2e/accessibility';

test('a wrong token is told in words, the right one is green', async ({ workbench, page }) => {
  await workbench.open('settings');
  await page.getByRole('button', { name: /reset/i }).first().click();
  await page.getByRole('textbox', { name: /READ token/ }).fill('no-such-token');
  await page.getByRole('button', { name: 'Save & test' }).click();
  const alert = page.getByTestId('data-testid Alert error');
  await expect(alert).toContainText(/rejected the token/i);
  await expect(alert).toContainText(/READ token/);
  await expect(page.locator('body')).not.toContainText('no-such-token');
  await workbench.picture('settings-wrong-token');

  await page.getByRole('button', { name: /reset/i }).first().click();
  await page.getByRole('textbox', { name: /READ token/ }).fill('demo-read');
  await page.getByRole('button', { name: 'Save & test' }).click();
  const success = page.getByTestId('data-testid Alert success');
  await expect(success).toContainText(/responds and the token reads \d+ metrics/);
  await workbench.picture('settings-green');
});

test('the token never comes back to the browser', async ({ workbench, page }) => {
  const bodies: string[] = [];
  page.on('response', async (response) => {
    if (new URL(response.url()).pathname.startsWith('/api/')) {
      bodies.push(await response.text().catch(() => ''));
    }
  });
  await workbench.open('settings');
  await page.getByRole('button', { name: 'Save & test' }).click();
  await expect(page.getByTestId('data-testid Alert success')).toBeVisible();
  expect(bodies.length).toBeGreaterThan(2);
  expect(bodies.join()).not.toContain('demo-read');
});

test('a server that is down is named', async ({ workbench, page }) => {
  await workbench.open('settings', { ds: 'demo-opentsdb' });
  // The discard port: nothing answers there.
  await page.getByRole('textbox', { name: /^URL/ }).fill('http://127.0.0.1:9');
  await page.getByRole('button', { name: 'Save & test' }).click();
  await expect(page.getByTestId('data-testid Alert error')).toContainText('127.0.0.1:9');
});

test('a server that is no OpenTSDB is told apart', async ({ workbench, page, baseURL }) => {
  await workbench.open('settings', { ds: 'demo-opentsdb' });
  // The workbench's own page: an HTML page where an API is expected.
  await page.getByRole('textbox', { name: /^URL/ }).fill(`${baseURL}/explore`);
  await page.getByRole('button', { name: 'Save & test' }).click();
  await expect(page.getByTestId('data-testid Alert error')).toContainText(/OpenTSDB/);
});

for (const theme of themes) {
  test(`the settings of a region in the ${theme} theme`, async ({ workbench, page }) => {
    await workbench.open('settings', { theme });
    await page.getByRole('radio', { name: 'OVH Metrics region' }).check({ force: true });
    await workbench.pick(page.getByRole('combobox', { name: /^Region/ }), 'gra', 'gra1');
    await expect(page.locator('body')).toContainText('opentsdb.gra1.metrics.ovh.net');
    await workbench.picture(`settings-region-${theme}`, theme === 'dark' ? 'settings' : undefined);
  });

  test(`settings that cannot work are told at their fields in the ${theme} theme`, async ({ workbench, page }) => {
    await workbench.open('settings', { ds: 'demo-opentsdb', theme });
    await page.getByRole('textbox', { name: /^URL/ }).fill('tsdb:4242');
    await page.getByRole('button', { name: 'Expand section Additional settings' }).click();
    await page.getByRole('textbox', { name: /^Max series/ }).fill('-1.5');
    await page.getByRole('textbox', { name: /^Min interval/ }).fill('often');
    await expect(page.getByText('Enter a whole number from 1 to 1000000')).toBeVisible();
    // The levels of its headings are those of Grafana's own sections.
    expect(await violationsIn(page, 'form', ['heading-order'])).toEqual([]);
    await workbench.picture(`settings-problems-${theme}`);
    // The backend judges, not the browser, and names the field.
    await page.getByRole('button', { name: 'Save & test' }).click();
    await expect(page.getByTestId('data-testid Alert error')).toContainText('maxSeries');
  });
}
