import { execFileSync } from 'node:child_process';
import { DEFAULT_WRITE_TOKEN } from 'opentsdb-demo-server';
import { expect, readToken, servers, test } from './stage';

/** Puts points of a metric on the demo server with curl, as its users do: one each 15 s of the last ten minutes. */
function push(url: string, metric: string, values: Record<string, number>) {
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

test.describe('what curl pushes is seen in Explore', () => {
  for (const server of servers) {
    test(server, async ({ stage }) => {
      const metric = `pushed.with.curl.${Date.now()}`;
      push(stage.sources[server].url, metric, { web01: 41.5 });

      await stage.explore({ server });
      const query = stage.query('A');
      await stage.pick(query.getByRole('combobox', { name: 'Metric' }), 'with.curl', metric);
      await expect(stage.legend()).toHaveCount(1);
      await expect(stage.legend()).toContainText(metric); // one series has nothing that tells it apart
      await expect(stage.table()).toContainText('41.5');
      expect(await stage.requests()).toContain(metric);
    });
  }
});

test('from a token to the first graph by host', async ({ stage, page }) => {
  const metric = 'my.first.metric';
  push(stage.sources.ovh.url, metric, { web01: 18, web02: 21.5 });

  await stage.settings();
  await page.getByRole('button', { name: /reset/i }).first().click();
  await page.getByRole('textbox', { name: /READ token/ }).fill(readToken);
  await page.getByRole('button', { name: 'Save & test' }).click();
  await expect(stage.verdict('success')).toContainText(/responds and the token reads \d+ metrics/);
  await stage.picture('getting-started-test', 'getting-started-test', { height: 1293 });

  await stage.explore();
  const query = stage.query('A');
  const picker = query.getByRole('combobox', { name: 'Metric' });
  await picker.click();
  await picker.fill('fir');
  await expect(page.getByRole('option', { name: metric, exact: true })).toBeVisible();
  await stage.picture('getting-started-metric', 'getting-started-metric', { height: 420 });
  await page.getByRole('option', { name: metric, exact: true }).click();
  await stage.pick(query.getByRole('combobox', { name: 'Group by' }), 'host');
  await expect(stage.legend()).toHaveCount(2);
  await expect(stage.legend().filter({ hasText: 'web02' })).toHaveCount(1);
  await expect(stage.graph().locator('canvas').first()).toBeVisible();
  // The text that was typed stays in the picker until it is left.
  await query.getByRole('combobox', { name: 'Group by' }).blur();
  await stage.picture('getting-started-by-host', 'getting-started-by-host');
});
