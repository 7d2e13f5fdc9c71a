import { expect, hosts } from '../stage';
import { test } from '../stage/grafana';

test('an alert rule fires for the hosts above its threshold', async ({ stage, page }) => {
  await stage.alertRule();
  await stage.buildByHost(stage.query('A'));
  await stage.fireAbove(25);
  await expect.poll(() => stage.instances()).toHaveLength(hosts.length);
  await page.evaluate(() => window.scrollTo(0, 0));
  await stage.picture('alert-preview', 'alert-preview', { height: 1320 });

  await stage.fireAbove(-1);
  await expect.poll(async () => (await stage.instances()).every((one) => one.includes('Firing'))).toBe(true);
  await stage.fireAbove(1_000_000);
  await expect.poll(async () => (await stage.instances()).every((one) => one.includes('Normal'))).toBe(true);
  expect(await stage.instances()).toHaveLength(hosts.length);
});
