import { byHost as plain, expect, hosts, test, themes } from './stage';
import { violationsIn } from './accessibility';

const base = {
  refId: 'A',
  metric: 'os.cpu',
  aggregator: 'avg',
  downsampleInterval: '5m',
  downsampleAggregator: 'avg',
  downsampleFillPolicy: 'gaps',
  legend: 'auto',
};
const byHost = { ...base, filters: plain.filters };

test('functions are added, filled in, ordered and removed', async ({ stage, page }) => {
  await stage.explore({ queries: [byHost] });
  await expect(stage.legend()).toHaveCount(hosts.length);
  const query = stage.query('A');
  const height = (await query.boundingBox())!.height;
  expect(height).toBeLessThanOrEqual(300);

  const add = async (kind: RegExp) => {
    await query.getByRole('button', { name: 'Operations' }).click();
    await page.getByRole('menuitem', { name: kind }).click();
  };
  await add(/^Top and bottom/);
  const top = query.getByRole('group', { name: /: highest$/ });
  // The keyboard is at the number of series, ready to be written over.
  await expect(top.getByRole('textbox', { name: 'Series' })).toBeFocused();
  await page.keyboard.type('2');
  await page.keyboard.press('Enter');
  await expect(stage.legend()).toHaveCount(2);

  await add(/^Percent of total/);
  await expect(query.getByRole('note', { name: 'Query as text' })).toHaveText(
    'asPercent(highestMax(avg:5m-avg-gaps:os.cpu{host=*},2))'
  );
  await query.getByRole('button', { name: 'Apply asPercent earlier' }).focus();
  await page.keyboard.press('Enter');
  await expect(query.getByRole('note', { name: 'Query as text' })).toHaveText(
    'highestMax(asPercent(avg:5m-avg-gaps:os.cpu{host=*}),2)'
  );
  await expect(query.getByRole('group', { name: 'Operation 2: highest' })).toBeVisible();
  await expect.poll(() => stage.requests()).toContain('# then, computed here: highestMax(asPercent(…),2)');

  await query.getByRole('button', { name: 'Remove asPercent' }).click();
  await query.getByRole('button', { name: 'Remove highest' }).click();
  await expect(query.getByRole('button', { name: 'Operations' })).toBeFocused();
  await expect(stage.legend()).toHaveCount(hosts.length);
});

for (const theme of themes) {
  test(`operations can be read by all in the ${theme} theme`, async ({ stage, page }) => {
    const functions = [
      { name: 'movingAverage', params: ['30m'] },
      { name: 'highest', params: [2, 'max', 'other'] },
      { name: 'asPercent', params: ['dc'] },
      { name: 'scale', params: ['two'] },
    ];
    await stage.explore({ theme, queries: [{ ...byHost, functions }] });
    await expect(stage.query('A').getByRole('group', { name: 'Operation 4: scale' })).toContainText(
      'scale: "two" is not a number'
    );
    await stage.picture(`operations-${theme}`);
    expect(await violationsIn(page.locator('[aria-label="Operations"]'))).toEqual([]);
  });
}

test('functions are written around a query, and are the same as a form', async ({ stage, page }) => {
  await stage.explore({ queries: [{ ...byHost, editorMode: 'code' }] });
  const query = stage.query('A');
  const text = query.getByRole('textbox', { name: "Query in OpenTSDB's own form" });
  const lines = query.locator('.view-lines');
  await expect(lines).toContainText('avg:5m-avg-gaps:os.cpu{host=*}');

  // A function that is chosen from the list goes around what is there.
  await text.focus();
  await page.keyboard.press('Home');
  await page.keyboard.type('highestA');
  await page.keyboard.press('Control+Space');
  await page.getByRole('option', { name: /^highestAverage/ }).click();
  await expect(lines).toHaveText('highestAverage(avg:5m-avg-gaps:os.cpu{host=*},5)');
  await page.keyboard.press('Control+Enter');
  await expect(query.getByText(/then highestAverage\(…,5\)/)).toBeVisible();

  await query.getByRole('radio', { name: 'Builder' }).click();
  const top = query.getByRole('group', { name: 'Operation 1: highest' });
  await expect(top.getByRole('combobox', { name: 'By' })).toHaveValue('avg');
  await top.getByRole('textbox', { name: 'Series' }).fill('1');
  await page.keyboard.press('Enter');
  await expect(stage.legend()).toHaveCount(1);
  await query.getByRole('radio', { name: 'Code' }).click();
  await expect(lines).toHaveText('highestAverage(avg:5m-avg-gaps:os.cpu{host=*},1)');

  // Which parameter is being written is said, and what is wrong with it where it stands.
  await text.focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('movingAverage(avg:os.cpu,');
  await expect(page.locator('.parameter-hints-widget')).toContainText("movingAverage(query,'10m')");
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await text.focus(); // Escape leaves the editor in Grafana, where nothing is open in it
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('movingAverage(avg:os.cpu,often)');
  await page.keyboard.press('Control+Enter');
  await expect(query.getByText(/"often" is neither a number of points nor a time.*\(at character 26\)/)).toBeVisible();
  await stage.picture('functions-code');
});

test('an alert rule sees the top, and a day earlier under the same labels', async ({ stage, page }) => {
  await stage.alertRule();
  const query = stage.query('A');
  await stage.buildByHost(query);
  await expect.poll(() => stage.instances()).toHaveLength(hosts.length);
  const add = async (kind: RegExp) => {
    await query.getByRole('button', { name: 'Operations' }).click();
    await page.getByRole('menuitem', { name: kind }).click();
  };

  await add(/^Shift in time/);
  const shift = query.getByRole('group', { name: /: timeShift$/ });
  await expect(shift.getByRole('textbox', { name: 'Time or points' })).toBeFocused();
  await page.keyboard.type('1d');
  await page.keyboard.press('Enter');
  // web04 died five hours before the demo server started: a day ago it was alive.
  await expect.poll(() => stage.instances()).toHaveLength(hosts.length + 1);
  expect((await stage.instances()).filter((instance) => /host="?web04/.test(instance))).toHaveLength(1);

  await add(/^Top and bottom/);
  await expect(query.getByRole('group', { name: /: highest$/ }).getByRole('textbox', { name: 'Series' })).toBeFocused();
  await page.keyboard.type('2');
  await page.keyboard.press('Enter');
  await expect.poll(() => stage.instances()).toHaveLength(2);
  await expect(query.getByText('highest: A series that leaves the selection resolves its alert.')).toBeVisible();
  await stage.picture('alert-functions');
});

/** One picture for each kind of function in docs/functions.md: what is asked, the plain query beside it where that helps. */
const kinds: Record<
  string,
  Array<{ metric?: string; tagk?: string; value?: string; alias?: string; functions?: object[] }>
> = {
  rank: [{ value: '*', functions: [{ name: 'highest', params: [2, 'avg', 'other'] }] }],
  // The 99th percentile is above it at any time of the day, and the median never is.
  filter: [
    {
      metric: 'http.latency',
      tagk: 'etc',
      value: '*',
      alias: '$tag_etc',
      functions: [{ name: 'filterSeries', params: ['max', '>', 40] }],
    },
  ],
  sort: [{ value: '*', functions: [{ name: 'sortBy', params: ['last', 'desc'] }] }],
  shift: [{ alias: 'today' }, { alias: '$shift earlier', functions: [{ name: 'timeShift', params: ['12h'] }] }],
  window: [
    { value: 'web01', alias: 'web01' },
    { value: 'web01', alias: 'average of 1h', functions: [{ name: 'movingAverage', params: ['1h'] }] },
  ],
  arithmetic: [
    { value: 'web01', alias: 'web01' },
    { value: 'web01', alias: 'half of it', functions: [{ name: 'scale', params: [0.5] }] },
  ],
  change: [{ value: 'web01', alias: 'change', functions: [{ name: 'derivative', params: [] }] }],
  percent: [{ value: '*', functions: [{ name: 'asPercent', params: [] }] }],
  fill: [
    {
      value: 'web04',
      alias: 'last value for 2h',
      functions: [
        { name: 'keepLastValue', params: ['2h'] },
        { name: 'offset', params: [1] },
      ],
    },
    { value: 'web04', alias: 'web04' },
  ],
};

for (const theme of themes) {
  test(`a picture of each kind in the ${theme} theme`, async ({ stage, page }) => {
    await page.setViewportSize({ width: 520, height: 900 });
    for (const [kind, asked] of Object.entries(kinds)) {
      const queries = asked.map(({ tagk = 'host', value, ...fields }, i) => ({
        ...base,
        refId: 'AB'[i],
        ...fields,
        filters: value ? [{ type: 'wildcard', tagk, filter: value, groupBy: true }] : [],
      }));
      await stage.explore({ theme, queries, from: 'now-6h', to: 'now' });
      await expect(stage.legend().first()).toBeVisible();
      await expect(stage.graph().locator('canvas').first()).toBeVisible();
      await stage.picture(`functions-${kind}-${theme}`, `functions/${kind}-${theme}`, { of: stage.graph() });
    }
  });
}
