import { expect, hosts } from '../stage';
import { test } from '../stage/grafana';

test('an alert rule fires for the hosts above its threshold', async ({ stage }) => {
  await stage.alertRule();
  await stage.buildByHost(stage.query('A'));
  await stage.fireAbove(-1);
  await expect.poll(() => stage.instances()).toHaveLength(hosts.length);
  await expect.poll(async () => (await stage.instances()).every((one) => one.includes('Firing'))).toBe(true);
  await stage.fireAbove(1_000_000);
  await expect.poll(async () => (await stage.instances()).every((one) => one.includes('Normal'))).toBe(true);
  expect(await stage.instances()).toHaveLength(hosts.length);
});
