import { expect, hosts, test } from './stage';

test('an alert rule sees one instance per host, with its labels', async ({ stage }) => {
  await stage.alertRule();
  await stage.buildByHost(stage.query('A'));
  await expect.poll(() => stage.instances()).toHaveLength(hosts.length);
  const instances = await stage.instances();
  expect(instances.map((instance) => /host="?([a-z]+\d\d)/.exec(instance)?.[1]).sort()).toEqual(hosts);
  expect(instances.find((instance) => instance.includes('db01'))).toMatch(/\d/);

  await stage.fireAbove(-1);
  await expect.poll(async () => (await stage.instances()).every((one) => one.includes('Firing'))).toBe(true);
  await stage.fireAbove(1_000_000);
  await expect.poll(async () => (await stage.instances()).every((one) => one.includes('Normal'))).toBe(true);
  expect(await stage.instances()).toHaveLength(hosts.length);
  await stage.picture('alert-preview', 'alert-preview');
});
