import { execFileSync } from 'node:child_process';
import path from 'node:path';

import { type APIRequestContext, type Locator } from '@playwright/test';

import { DEFAULT_WRITE_TOKEN } from 'opentsdb-demo-server';
import { expect, test, type Workbench } from './workbench';

const pictures = path.resolve(__dirname, '..', '..', 'docs', 'img');

/** Puts points of a metric on the demo server with curl, as its users do: one each 15 s of the last ten minutes. */
async function push(request: APIRequestContext, ds: string, metric: string, values: Record<string, number>) {
  const { url } = await (await request.get(`/api/datasources/uid/${ds}`)).json();
  const address = new URL('/api/put', url);
  [address.username, address.password] = ['metrics', DEFAULT_WRITE_TOKEN];
  const now = Math.trunc(Date.now() / 1000);
  const points = Object.entries(values).flatMap(([host, value]) =>
    Array.from({ length: 40 }, (_, i) => ({ metric, timestamp: now - 15 * i, value, tags: { host, dc: 'gra' } }))
  );
  const status = execFileSync(
    'curl',
    ['--silent', '--noproxy', '*', '--write-out', '%{http_code}', '-X', 'POST', '-d', '@-', address.href],
    { input: JSON.stringify(points), encoding: 'utf8' }
  );
  expect(['200', '204']).toContain(status);
}

/** Keeps a part of the page for the documentation when UPDATE_SCREENSHOTS is 1. */
async function keep(workbench: Workbench, name: string, height: number, last?: Locator) {
  await last?.scrollIntoViewIfNeeded();
  await workbench.page.mouse.move(0, 0);
  if (process.env.UPDATE_SCREENSHOTS === '1') {
    const clip = { x: 0, y: 0, width: 1400, height };
    await workbench.page.screenshot({ path: path.join(pictures, `${name}.png`), clip });
  }
}

test.describe('what curl pushes is seen in Explore', () => {
  for (const ds of ['demo-ovh', 'demo-opentsdb'] as const) {
    test(ds, async ({ workbench, page, request }) => {
      const metric = `pushed.with.curl.${Date.now()}`;
      await push(request, ds, metric, { web01: 41.5 });

      await workbench.open('explore', { ds });
      const query = workbench.query('A');
      await workbench.pick(query.getByRole('combobox', { name: 'Metric' }), 'with.curl', metric);
      await expect(workbench.legend()).toHaveCount(1);
      await expect(workbench.legend()).toContainText(metric); // one series has nothing that tells it apart
      await expect(page.getByTestId('table')).toContainText('41.5');
      expect(await workbench.requests()).toContain(metric);
    });
  }
});

test('from a token to the first graph by host', async ({ workbench, page, request }) => {
  const metric = 'my.first.metric';
  await push(request, 'demo-ovh', metric, { web01: 18, web02: 21.5 });

  await workbench.open('settings');
  await page.getByRole('button', { name: /reset/i }).first().click();
  await page.getByRole('textbox', { name: /READ token/ }).fill('demo-read');
  await page.getByRole('button', { name: 'Save & test' }).click();
  const verdict = page.getByTestId('data-testid Alert success');
  await expect(verdict).toContainText(/responds and the token reads \d+ metrics/);
  await keep(workbench, 'getting-started-test', 1000, page.getByRole('button', { name: 'Save & test' }));

  await workbench.open('explore');
  const query = workbench.query('A');
  const picker = query.getByRole('combobox', { name: 'Metric' });
  await picker.click();
  await picker.fill('fir');
  await expect(page.getByRole('option', { name: metric, exact: true })).toBeVisible();
  await keep(workbench, 'getting-started-metric', 420);
  await page.getByRole('option', { name: metric, exact: true }).click();
  await workbench.pick(query.getByRole('combobox', { name: 'Group by' }), 'host', 'host');
  await expect(workbench.legend()).toHaveCount(2);
  await expect(workbench.legend().filter({ hasText: 'web02' })).toHaveCount(1);
  await expect(page.getByTestId('graph').locator('canvas')).toBeVisible();
  await workbench.picture('getting-started-by-host', 'getting-started-by-host');
});
