import { byHost, expect, pick, test } from './grafana';

test('points of a metric are previewed as events', async ({ source, annotationEditPage, page }) => {
  await annotationEditPage.datasource.set(source.name);
  await pick(page, page.getByRole('combobox', { name: 'Metric' }), 'os.cpu');
  await expect(annotationEditPage.runQuery()).toBeOK();
  await expect(page.getByText(/\d+ events/)).toBeVisible();
});

test('events lie on a graph', async ({ source, saveDashboard, gotoDashboardPage, page }) => {
  const datasource = { type: source.type, uid: source.uid };
  const { uid } = await saveDashboard({
    title: `Events ${source.uid}`,
    time: { from: 'now-10m', to: 'now' },
    annotations: {
      list: [
        {
          name: 'CPU',
          enable: true,
          iconColor: 'red',
          datasource,
          target: {
            refId: 'Anno',
            queryType: 'timeseries',
            metric: 'os.cpu',
            aggregator: 'none',
            disableDownsampling: true,
          },
        },
      ],
    },
    panels: [
      {
        id: 1,
        type: 'timeseries',
        title: 'CPU',
        datasource,
        gridPos: { x: 0, y: 0, w: 24, h: 12 },
        targets: [{ ...byHost, datasource }],
      },
    ],
  });
  await gotoDashboardPage({ uid });
  await expect(page.getByTestId('data-testid annotation-marker').first()).toBeVisible();
});
