import { byHost, expect, hosts } from '../stage';
import { onePanel, refreshDashboard, test } from '../stage/grafana';

const minutely = { ...byHost, downsampleInterval: '1m' };

test('a public dashboard shows its panels without a login', async ({ stage, source, browser, page, baseURL }) => {
  const { dashboard } = await stage.show(onePanel(source, minutely));
  const address = `/api/dashboards/uid/${dashboard?.uid}/public-dashboards`;
  const { accessToken, uid } = await stage.post(address, { isEnabled: true, share: 'public' });
  const visitor = await (await browser.newContext({ storageState: undefined, baseURL })).newPage();
  await visitor.goto(`/public-dashboards/${accessToken}`);
  await expect(stage.legend(visitor)).toHaveCount(hosts.length);
  await stage.picture('public-dashboard', undefined, { of: visitor.locator('body') });
  await visitor.context().close();
  await page.request.delete(`${address}/${uid}`);
});

test('a recording rule is evaluated, host by host', async ({ stage, source }) => {
  // What "Preview" sends, for a rule that records the last value of each host.
  const { results }: Evaluation = await stage.post('/api/v1/eval', {
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
  });
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

test('an expression over a query gets a series per host, whatever its format', async ({ stage, source, page }) => {
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
  await stage.show(onePanel(source, query, {}, mixed));
  await expect(stage.legend()).toHaveCount(hosts.length);
});

test('a refresh of a panel may come from the cache, the evaluation of a rule does not', async ({
  stage,
  source,
  page,
}) => {
  await stage.show(onePanel(source, minutely));
  await expect(stage.legend()).toHaveCount(hosts.length);
  expect(await (await refreshDashboard(page)).text()).toContain('"cached"');

  const rule = { refId: 'A', datasourceUid: source.uid, relativeTimeRange: { from: 3600, to: 0 }, model: minutely };
  const evaluated = JSON.stringify(
    await stage.post('/api/v1/eval', { condition: 'A', now: new Date().toISOString(), data: [rule] })
  );
  expect(evaluated).toContain('web01');
  expect(evaluated).not.toContain('"cached"');
});
