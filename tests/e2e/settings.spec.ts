import { violationsIn } from './accessibility';
import { expect, onGrafana, readToken, type Stage, test, themes } from './stage';

/** The second of the clock, by which Grafana tells a plugin that settings have changed. */
const second = () => Math.floor(Date.now() / 1000);

async function saveAndTest({ page }: Stage, token?: string) {
  const opened = second();
  if (token) {
    await page.getByRole('button', { name: /reset/i }).first().click();
    await page.getByRole('textbox', { name: /READ token/ }).fill(token);
  }
  await expect.poll(second).toBeGreaterThan(opened);
  await page.getByRole('button', { name: 'Save & test' }).click();
}

test('a wrong token has an error message, the right one a success message', async ({ stage, page }) => {
  await stage.settings();
  await saveAndTest(stage, 'no-such-token');
  await expect(stage.verdict('error')).toContainText(/rejected the token/i);
  await expect(stage.verdict('error')).toContainText(/READ token/);
  await expect(page.locator('body')).not.toContainText('no-such-token');
  await stage.picture('settings-wrong-token');

  await saveAndTest(stage, readToken);
  await expect(stage.verdict('success')).toContainText(/responds and the token reads \d+ metrics/);
  await stage.picture('settings-green');
});

test('the token never comes back to the browser', async ({ stage, page }) => {
  const bodies: string[] = [];
  page.on('response', async (response) => {
    if (new URL(response.url()).pathname.startsWith('/api/')) {
      bodies.push(await response.text().catch(() => ''));
    }
  });
  await stage.settings();
  await saveAndTest(stage);
  await expect(stage.verdict('success')).toBeVisible();
  expect(bodies.length).toBeGreaterThan(2);
  expect(bodies.join()).not.toContain(readToken);
});

test('a server that is down is named', async ({ stage, page }) => {
  await stage.settings();
  // The discard port, on which nothing listens.
  await page.getByRole('textbox', { name: /^URL/ }).fill('http://127.0.0.1:9');
  await saveAndTest(stage);
  await expect(stage.verdict('error')).toContainText('127.0.0.1:9');
});

test('a server that is not an OpenTSDB has an error message', async ({ stage, page, baseURL }) => {
  await stage.settings();
  // The page's own address: a page, or the way to the one for the login, where an API is expected.
  await page.getByRole('textbox', { name: /^URL/ }).fill(`${baseURL}/explore`);
  await saveAndTest(stage);
  await expect(stage.verdict('error')).toContainText(onGrafana ? /redirects .* doesn't follow/ : /OpenTSDB/);
});

for (const theme of themes) {
  test(`the settings of a region in the ${theme} theme`, async ({ stage, page }) => {
    await stage.settings({ theme });
    await page.getByRole('radio', { name: 'OVH Metrics region' }).check({ force: true });
    await stage.pick(page.getByRole('combobox', { name: /^Region/ }), 'gra', 'gra1');
    await expect(page.locator('body')).toContainText('opentsdb.gra1.metrics.ovh.net');
    await stage.picture(`settings-region-${theme}`, theme === 'dark' ? 'settings' : undefined);
  });

  test(`invalid settings are reported at their fields in the ${theme} theme`, async ({ stage, page }) => {
    await stage.settings({ theme });
    await page.getByRole('textbox', { name: /^URL/ }).fill('tsdb:4242');
    await page.getByRole('button', { name: 'Expand section Additional settings' }).click();
    await page.getByRole('textbox', { name: /^Max series/ }).fill('-1.5');
    await page.getByRole('textbox', { name: /^Min interval/ }).fill('often');
    await expect(page.getByText('Enter a whole number from 1 to 1000000')).toBeVisible();
    // The levels of its headings are those of Grafana's own sections.
    expect(await violationsIn(page.locator('form'), ['heading-order'])).toEqual([]);
    await stage.picture(`settings-problems-${theme}`);
    // The backend judges, not the browser, and names the field.
    await saveAndTest(stage);
    await expect(stage.verdict('error')).toContainText('maxSeries');
  });
}
