import { byHost, expect, hosts } from '../stage';
import { onePanel, test } from '../stage/grafana';

for (const format of ['timeseries', 'wide']) {
  test(`the format ${format} is one line per host`, async ({ stage, source, page }) => {
    const dashboard = await stage.show(onePanel(source, { ...byHost, format, legend: 'auto' }));
    await expect(stage.legend()).toHaveCount(hosts.length);
    await expect(dashboard.getPanelByTitle('CPU').getErrorIcon()).toHaveCount(0);
    await stage.picture(`format-${format}`);
  });
}

test('the format table has a column for each tag key', async ({ stage, source, page }) => {
  const query = { ...byHost, format: 'table', downsampleInterval: '30m' };
  await stage.show(onePanel(source, query, {}, { type: 'table' }));
  for (const column of ['Time', 'dc', 'host', 'Value']) {
    await expect(page.getByRole('columnheader', { name: column, exact: true })).toBeVisible();
  }
  await stage.picture('format-table');
});

test('last values as a table show when each was sent', async ({ stage, source, page }) => {
  const query = { ...byHost, queryType: 'last', format: 'table' };
  await stage.show(onePanel(source, query, {}, { type: 'table' }));
  for (const host of hosts) {
    await expect(page.getByRole('row').filter({ hasText: host })).toHaveCount(1);
  }
  await expect(page.getByRole('columnheader', { name: 'Time', exact: true })).toBeVisible();
});
