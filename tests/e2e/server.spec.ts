import { byHost, expect, hosts, legend, onePanel, picture, refreshDashboard, test } from './grafana';

const minutely = { ...byHost, downsampleInterval: '1m' };

test('a public dashboard shows its panels without a login', async ({
  source,
  saveDashboard,
  browser,
  page,
  baseURL,
}) => {
  const { uid } = await saveDashboard(onePanel(source, minutely));
  const made = await page.request.post(`/api/dashboards/uid/${uid}/public-dashboards`, {
    data: { isEnabled: true, share: 'public' },
  });
  expect(made.ok(), await made.text()).toBe(true);
  const { accessToken, uid: publicUid } = await made.json();
  const visitor = await (await browser.newContext({ storageState: undefined, baseURL })).newPage();
  await visitor.goto(`/public-dashboards/${accessToken}`);
  await expect(legend(visitor)).toHaveCount(hosts.length);
  await picture(visitor, 'public-dashboard');
  await visitor.context().close();
  await page.request.delete(`/api/dashboards/uid/${uid}/public-dashboards/${publicUid}`);
});

test('a recording rule is evaluated, host by host', async ({ source, page }) => {
  // What "Preview" sends, for a rule that records the last value of each host.
  const preview = await page.request.post('/api/v1/eval', {
    data: {
      condition: 'B',
      now: new Date().toISOString(),
      data: [
        {
          refId: 'A',
          datasourceUid: source.uid,
          relativeTimeRange: { from: 600, to: 0 },
          model: { ...minutely, format: 'wide' },
        },
        {
          refId: 'B',
          datasourceUid: '__expr__',
          relativeTimeRange: { from: 0, to: 0 },
          model: { refId: 'B', type: 'reduce', expression: 'A', reducer: 'last' },
        },
      ],
    },
  });
  expect(preview.ok(), await preview.text()).toBe(true);
  const { results } = (await preview.json()) as Evaluation;
  const recorded = results.B.frames.flatMap(({ schema, data }) =>
    schema.fields.map(({ labels }, n) => [labels?.host, typeof data.values[n][0]])
  );
  expect(recorded.sort()).toEqual(hosts.map((host) => [host, 'number']));
});

interface Evaluation {
  results: Record<
    string,
    {
      frames: Array<{
        schema: { fields: Array<{ labels?: Record<string, string> }> };
        data: { values: unknown[][] };
      }>;
    }
  >;
}

test('an expression over a query gets a series per host, whatever its format', async ({
  source,
  saveDashboard,
  gotoDashboardPage,
  page,
}) => {
  const query = { ...minutely, format: 'table', datasource: { type: source.type, uid: source.uid } };
  const expression = {
    refId: 'B',
    datasource: { type: '__expr__', uid: '__expr__' },
    type: 'math',
    expression: '$A * 2',
  };
  const mixed = {
    targets: [{ ...query, hide: true }, expression],
    datasource: { type: 'datasource', uid: '-- Mixed --' },
  };
  const { uid } = await saveDashboard(onePanel(source, query, {}, mixed));
  await gotoDashboardPage({ uid });
  await expect(legend(page)).toHaveCount(hosts.length);
});

test('a refresh of a panel may come from the cache, the evaluation of a rule does not', async ({
  source,
  saveDashboard,
  gotoDashboardPage,
  page,
}) => {
  const { uid } = await saveDashboard(onePanel(source, minutely));
  await gotoDashboardPage({ uid });
  await expect(legend(page)).toHaveCount(hosts.length);
  expect(await (await refreshDashboard(page)).text()).toContain('"cached"');

  const rule = { refId: 'A', datasourceUid: source.uid, relativeTimeRange: { from: 3600, to: 0 }, model: minutely };
  const evaluated = await page.request.post('/api/v1/eval', {
    data: { condition: 'A', now: new Date().toISOString(), data: [rule] },
  });
  expect(evaluated.ok(), await evaluated.text()).toBe(true);
  expect(await evaluated.text()).toContain('web01');
  expect(await evaluated.text()).not.toContain('"cached"');
});
