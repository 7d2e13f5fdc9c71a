import { byHost, expect, onePanel, pick, test } from './grafana';

test('points of a metric are previewed as events', async ({ source, annotationEditPage, page }) => {
  await annotationEditPage.datasource.set(source.name);
  await pick(page, page.getByRole('combobox', { name: 'Metric' }), 'os.cpu');
  await expect(annotationEditPage.runQuery()).toBeOK();
  await expect(page.getByText(/\d+ events/)).toBeVisible();
});

test('events lie on a graph', async ({ source, saveDashboard, gotoDashboardPage, page }) => {
  const annotation = {
    name: 'CPU',
    enable: true,
    iconColor: 'red',
    datasource: { type: source.type, uid: source.uid },
    target: {
      refId: 'Anno',
      queryType: 'timeseries',
      metric: 'os.cpu',
      aggregator: 'none',
      disableDownsampling: true,
    },
  };
  const time = { from: 'now-10m', to: 'now' };
  const { uid } = await saveDashboard(onePanel(source, byHost, { time, annotations: { list: [annotation] } }));
  await gotoDashboardPage({ uid });
  await expect(page.getByTestId('data-testid annotation-marker').first()).toBeVisible();
});
