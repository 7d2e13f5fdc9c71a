import { expect, servers, test, themes } from './stage';

for (const theme of themes) {
  test(`points of a metric become events, in the ${theme} theme`, async ({ stage }) => {
    const editor = await stage.annotation({ theme });
    await stage.pick(editor.getByRole('combobox', { name: 'Metric' }), 'os.cpu');
    await expect.poll(async () => (await stage.events()).count).toBeGreaterThan(5);
    expect((await stage.events()).text).toContain('os.cpu');
    await stage.picture(`annotations-${theme}`);
  });
}

test('annotations that an OpenTSDB stores become events, with regions', async ({ stage, request }) => {
  test.skip(servers.length < 2, 'There is no demo server of the kind of OpenTSDB.');
  const start = Math.floor(Date.now() / 1000) - 120;
  const stored = { startTime: start, endTime: start + 60, description: 'release 7 goes out' };
  expect((await request.post(`${stage.sources.opentsdb.url}/api/annotation`, { data: stored })).ok()).toBe(true);

  const editor = await stage.annotation({ server: 'opentsdb' });
  await editor.getByRole('radio', { name: 'Annotations stored in OpenTSDB' }).check({ force: true });
  await stage.pick(editor.getByRole('combobox', { name: 'Metric' }), 'os.cpu');
  const global = editor.getByRole('switch', { name: 'Global annotations' });
  if (!(await global.isChecked())) {
    await global.check({ force: true });
  }
  await expect.poll(async () => (await stage.events()).text.split('release 7 goes out')).toHaveLength(2);
});
