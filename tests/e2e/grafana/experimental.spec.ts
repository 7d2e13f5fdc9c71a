import { byHost, expect, hosts } from '../stage';
import { hostsAndDisks, onePanel, test } from '../stage/grafana';

// What Grafana 12.4 and 13.1 have and don't show yet: which filters apply to a panel, and a variable of its own to group by.
test.use({ featureToggles: { perPanelNonApplicableDrilldowns: true, groupByVariable: true } });

test('a panel is not filtered by a key that its metric lacks, and says so', async ({
  stage,
  source,
  page,
  grafanaVersion,
}) => {
  const dashboard = await stage.show(hostsAndDisks(source), { 'var-filters': 'disk|=|/data' });
  const cpu = dashboard.getPanelByTitle('CPU').locator;
  const disks = dashboard.getPanelByTitle('Disks').locator;
  await expect(stage.legend(cpu)).toHaveCount(hosts.length);
  await expect(stage.legend(disks)).not.toHaveCount(0);
  const reason = 'No series of os.cpu has the tag "disk".';
  await cpu.getByTestId('icon-file-landscape-alt').hover();
  await expect(page.getByText(`Not filtered by disk. ${reason}`, { exact: true })).toBeVisible();
  await stage.picture('dashboard-filter-not-applied');

  // Grafana 12 asks which apply before the panel has run its queries, and not again.
  if (Number.parseInt(grafanaVersion, 10) >= 13) {
    const name = cpu.getByText('disk = /data');
    await expect(name).toBeVisible();
    await expect(disks.getByText('disk = /data')).toHaveCount(0);
    await name.hover();
    await expect(page.getByText(reason, { exact: true })).toBeVisible();
  }
});

test('the older variable to group by groups the panels', async ({ stage, source, page, grafanaVersion }) => {
  test.skip(Number.parseInt(grafanaVersion, 10) >= 13, 'Grafana 13 has it in Filter and group by.');
  const { type, uid } = source;
  const groups = { type: 'groupby', name: 'groups', datasource: { type, uid }, current: { text: [], value: [] } };
  const query = { ...byHost, legend: 'auto', filters: [] };
  const dashboard = onePanel(source, query, { templating: { list: [groups] } });
  await stage.show(dashboard);
  await expect(stage.legend()).toHaveCount(1);
  await page.getByRole('combobox', { name: 'Group by selector' }).click();
  await expect(page.getByRole('option', { name: 'dc' })).toBeVisible();
  await expect(page.getByRole('option', { name: 'host' })).toBeVisible();
  await stage.show(dashboard, { 'var-groups': 'dc' });
  await expect(stage.legend()).toHaveText([/bhs/, /gra/]);
});
