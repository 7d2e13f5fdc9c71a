import { byHost, expect, hosts, legend, picture, queryRow, test } from './grafana';

test.use({ userPreferences: { language: 'fr-FR' } });

test('the editor speaks the language of the user', async ({ source, exploreUrl, explorePage, page }) => {
  await page.goto(exploreUrl(source, byHost));
  await expect(legend(page)).toHaveCount(hosts.length);
  await expect(queryRow(page, 'A')).toContainText('Agrégateur');
  await picture(page, 'explore-french');
});
