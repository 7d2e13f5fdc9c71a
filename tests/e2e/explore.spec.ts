import { buildByHost, byHost, expect, hosts, legend, picture, queryRow, test, themes } from './grafana';

test('from typing a metric to one line per host', async ({ source, explorePage, page }) => {
  await explorePage.datasource.set(source.name);
  const query = queryRow(page, 'A');
  await buildByHost(page, query);
  await expect(legend(page)).toHaveCount(hosts.length);
  for (const host of hosts) {
    await expect(legend(page).filter({ hasText: host })).toHaveCount(1);
  }
  await picture(page, 'grafana-explore');
});

for (const theme of themes) {
  test(`the editor has room for all of it in the ${theme} theme, at 800 pixels too`, async ({
    source,
    exploreUrl,
    explorePage,
    page,
  }) => {
    const many = {
      ...byHost,
      alias: '$tag_host in $tag_dc',
      shouldComputeRate: true,
      filters: [...byHost.filters, { type: 'literal_or', tagk: 'dc', filter: 'gra|bhs', groupBy: false }],
    };
    await page.goto(exploreUrl(source, byHost, theme));
    await expect(legend(page)).toHaveCount(hosts.length);
    await picture(page, `explore-${theme}`, `explore-${theme}`);

    await page.setViewportSize({ width: 800, height: 1200 });
    await page.goto(exploreUrl(source, many, theme));
    await expect(legend(page)).toHaveCount(hosts.length);
    const row = queryRow(page, 'A');
    expect(await row.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
    await picture(page, `explore-800-${theme}`);
  });
}

test('a query written as text is the same query as a form', async ({ source, exploreUrl, explorePage, page }) => {
  await page.goto(exploreUrl(source, byHost));
  await expect(legend(page)).toHaveCount(hosts.length);
  const query = queryRow(page, 'A');
  await query.getByRole('radio', { name: 'Code' }).click();
  await expect(query.locator('.view-lines')).toContainText('os.cpu');
  await query.getByRole('textbox', { name: "Query in OpenTSDB's own form" }).focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('max:5m-max-gaps:os.cpu{host=wildcard(web*)}');
  await page.keyboard.press('Control+Enter');
  await expect(legend(page)).toHaveCount(3);
  await picture(page, 'grafana-code');

  await query.getByRole('radio', { name: 'Builder' }).click();
  await expect(query.getByRole('combobox', { name: 'Aggregator', exact: true })).toHaveValue('max');
});

test('a click on a value filters the query by it', async ({ source, exploreUrl, explorePage, page }) => {
  await page.goto(exploreUrl(source, { ...byHost, queryType: 'series' }));
  const row = page.getByRole('row').filter({ hasText: 'web02' }).first();
  await expect(row).toBeVisible();
  const cell = row.getByRole('gridcell').filter({ hasText: 'web02' });
  await cell.hover();
  await cell.getByRole('button', { name: /filter for value/i }).click();
  await expect(queryRow(page, 'A').getByText('web02').first()).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'web01' })).toHaveCount(0);
});

test('an example of the help runs on a click', async ({ source, explorePage, page }) => {
  await explorePage.datasource.set(source.name);
  const query = queryRow(page, 'A');
  await expect(query.getByRole('combobox', { name: 'Metric' })).toBeVisible();
  const help = page.getByRole('button', { name: /\{.*=\*\}$/ });
  if (!(await help.isVisible())) {
    await query.getByRole('button', { name: /help/i }).click();
  }
  await help.click();
  await expect(query.getByRole('combobox', { name: 'Metric' })).not.toHaveValue('');
  await expect(legend(page).first()).toBeVisible();
});

test('a server that refuses says so where the user looks', async ({ createDataSource, exploreUrl, page, source }) => {
  const refused = await createDataSource({
    type: source.type,
    access: 'proxy',
    url: source.url,
    jsonData: { dialect: 'ovh' },
    secureJsonData: { token: 'no-such-token' },
  });
  await page.goto(exploreUrl(refused, byHost));
  await expect(page.getByText(/not a READ token/).first()).toBeVisible();
});
