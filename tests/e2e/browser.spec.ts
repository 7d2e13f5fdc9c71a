import { expect, test, themes, type Stage } from './stage';
import { violationsIn } from './accessibility';

const query = { refId: 'A', metric: 'os.cpu' };

async function openBrowser(stage: Stage) {
  await stage.query('A').getByRole('button', { name: 'Browse metrics' }).click();
  return stage.page.getByRole('dialog', { name: 'Metrics browser' });
}

for (const theme of themes) {
  test(`a metric is looked at before it is used, in the ${theme} theme`, async ({ stage, page }) => {
    await stage.explore({ theme, queries: [query] });
    const browser = await openBrowser(stage);
    await expect(browser.getByText(/^Last hour, average of all series: from/)).toBeVisible();
    await expect(browser.getByRole('button', { name: /^Filter by host = web01/ })).toBeVisible();
    await expect(browser.locator('canvas')).toBeVisible();
    await browser.getByRole('treeitem', { name: /^http,/ }).hover();
    expect(await violationsIn(page.getByTestId('metrics-browser'))).toEqual([]);
    await stage.picture(`browser-${theme}`, `metrics-browser-${theme}`);
  });
}

test('from words in any order to a filtered query, by keyboard and mouse', async ({ stage, page }) => {
  await stage.explore({ queries: [query] });
  const browser = await openBrowser(stage);
  await expect(browser.getByRole('textbox', { name: 'Search' })).toBeFocused();
  await page.keyboard.type('bytes net');
  await page.keyboard.press('Enter');
  await expect(browser.getByRole('heading', { name: 'os.net.bytes' })).toBeVisible();
  await expect(browser.locator('mark').first()).toHaveText('net');
  await stage.picture('browser-search');
  await browser.getByRole('button', { name: /^Filter by host = web01/ }).click();
  await page.keyboard.press('Escape');
  await expect(browser).toHaveCount(0);
  await expect(stage.query('A').getByRole('combobox', { name: 'Metric' })).toHaveValue('os.net.bytes');
  await expect.poll(() => stage.requests()).toContain('web01');
});

test('nothing is fetched for it before it is opened', async ({ stage, page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  await stage.explore({ queries: [query] });
  await expect(stage.legend()).toHaveCount(1);
  expect(fetched.filter((path) => /resources\/(metrics|series)$/.test(path))).toEqual([]);
  await openBrowser(stage);
  await expect.poll(() => fetched.filter((path) => /resources\/(metrics|series)$/.test(path)).length).toBe(2);
});

test('typing stays fluent with 100,000 metrics', async ({ stage, page }) => {
  const values = Array.from(
    { length: 100_000 },
    (_, i) => `app${i % 100}.service${i % 1000}.requests.metric${i}`
  ).sort();
  await page.route('**/resources/metrics*', (route) => route.fulfill({ json: { values, complete: true } }));
  await stage.explore();
  const browser = await openBrowser(stage);
  await expect(browser.getByRole('status')).toHaveText('Metrics: 100000');
  await stage.picture('browser-100000');
  expect(await browser.getByRole('treeitem').count()).toBeLessThan(60);

  // Processor time of the page's own thread, which other work on the machine doesn't lengthen.
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
  };
  const typed = 'metric99 app';
  const before = await busy();
  await browser.getByRole('textbox', { name: 'Search' }).pressSequentially(typed, { delay: 120 });
  await expect(browser.getByRole('status')).not.toHaveText('Metrics: 100000');
  const perKey = ((await busy()) - before) / typed.length;
  test.info().annotations.push({ type: 'time per key', description: `${perKey} ms` });
  expect(perKey).toBeLessThan(50);
});
