import { expect, hosts, test } from './stage';

test('an alert rule sees one instance per host, with its labels and last value', async ({ stage }) => {
  await stage.alertRule();
  await stage.buildByHost(stage.query('A'));
  await expect.poll(() => stage.instances()).toHaveLength(hosts.length);
  const instances = await stage.instances();
  expect(instances.map((instance) => /host="?([a-z]+\d\d)/.exec(instance)?.[1]).sort()).toEqual(hosts);
  const [web03 = ''] = instances.filter((instance) => instance.includes('web03'));
  expect(web03).toMatch(/dc="?bhs/);
  // What is left without the name of the host has digits: its value.
  expect(web03.replaceAll('web03', '')).toMatch(/\d/);
  await stage.picture('alert-rule');
});
