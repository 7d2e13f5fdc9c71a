import { expect, test, themes } from './workbench';

for (const theme of themes) {
  test(`points of a metric become events, in the ${theme} theme`, async ({ workbench, page }) => {
    await workbench.open('annotations', { theme, from: 'now-5m', to: 'now' });
    const editor = page.getByRole('region', { name: 'Annotation' });
    await workbench.pick(editor.getByRole('combobox', { name: 'Metric' }), 'os.cpu', 'os.cpu');
    const events = page.getByRole('table', { name: 'Events' }).locator('tbody tr');
    await expect(events.first()).toContainText('os.cpu');
    expect(await events.count()).toBeGreaterThan(5);
    await workbench.picture(`annotations-${theme}`);
  });
}

test('annotations that an OpenTSDB stores become events, with regions', async ({ workbench, page, request }) => {
  const sources = await (await request.get('/api/datasources')).json();
  const { url } = sources.find(({ uid }: { uid: string }) => uid === 'demo-opentsdb');
  const start = Math.floor(Date.now() / 1000) - 120;
  const stored = { startTime: start, endTime: start + 60, description: 'release 7 goes out' };
  expect((await request.post(`${url}/api/annotation`, { data: stored })).ok()).toBe(true);

  await workbench.open('annotations', { ds: 'demo-opentsdb', from: 'now-5m', to: 'now' });
  const editor = page.getByRole('region', { name: 'Annotation' });
  await editor.getByRole('radio', { name: 'Annotations stored in OpenTSDB' }).check({ force: true });
  await workbench.pick(editor.getByRole('combobox', { name: 'Metric' }), 'os.cpu', 'os.cpu');
  const global = editor.getByRole('switch', { name: 'Global annotations' });
  if (!(await global.isChecked())) {
    await global.check({ force: true });
  }
  const events = page.getByRole('table', { name: 'Events' }).locator('tbody tr');
  await expect(events.filter({ hasText: 'release 7 goes out' })).toHaveCount(1);
});
