import { buildByHost, expect, hosts, picture, test } from './grafana';

test('an alert rule sees one instance per host, with its labels', async ({ source, alertRuleEditPage, page }) => {
  await alertRuleEditPage.alertRuleNameField.fill('CPU by host');
  const row = await alertRuleEditPage.getQueryRow();
  await row.datasource.set(source.name);
  await buildByHost(page, row.locator);
  await expect(alertRuleEditPage.evaluate()).toBeOK();
  for (const host of hosts) {
    await expect(page.getByText(new RegExp(`host=.?${host}|${host}`)).first()).toBeVisible();
  }
  await picture(page, 'grafana-alert');
});
