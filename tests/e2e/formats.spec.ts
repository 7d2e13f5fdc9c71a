import { byHost, expect, hosts, legend, onePanel, picture, test } from './grafana';

for (const format of ['timeseries', 'wide']) {
  test(`the format ${format} is one line per host`, async ({ source, saveDashboard, gotoDashboardPage, page }) => {
    const { uid } = await saveDashboard(onePanel(source, { ...byHost, format, legend: 'auto' }));
    const dashboard = await gotoDashboardPage({ uid });
    await expect(legend(page)).toHaveCount(hosts.length);
    await expect(dashboard.getPanelByTitle('CPU').getErrorIcon()).toHaveCount(0);
    await picture(page, `format-${format}`);
  });
}

test('the format table has a column for each tag key', async ({ source, saveDashboard, gotoDashboardPage, page }) => {
  const query = { ...byHost, format: 'table', downsampleInterval: '30m' };
  const { uid } = await saveDashboard(onePanel(source, query, {}, { type: 'table' }));
  await gotoDashboardPage({ uid });
  for (const column of ['Time', 'dc', 'host', 'Value']) {
    await expect(page.getByRole('columnheader', { name: column, exact: true })).toBeVisible();
  }
  await picture(page, 'format-table');
});

test('last values as a table show when each was sent', async ({ source, saveDashboard, gotoDashboardPage, page }) => {
  const query = { ...byHost, queryType: 'last', format: 'table' };
  const { uid } = await saveDashboard(onePanel(source, query, {}, { type: 'table' }));
  await gotoDashboardPage({ uid });
  for (const host of hosts) {
    await expect(page.getByRole('row').filter({ hasText: host })).toHaveCount(1);
  }
  await expect(page.getByRole('columnheader', { name: 'Time', exact: true })).toBeVisible();
});
