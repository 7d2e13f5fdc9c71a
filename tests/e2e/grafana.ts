import { type DataSourceSettings, type PanelEditPage, test as base, expect } from '@grafana/plugin-e2e';
import type { Locator, Page, Response } from '@playwright/test';
import path from 'node:path';
import pluginJson from '../../src/plugin.json';

export const pluginId = pluginJson.id;

/** The demo server of the OVH kind (`npm run demo`), as Grafana's server reaches it. */
export const demoUrl = process.env.DEMO_URL ?? 'http://127.0.0.1:4243';
/** The token it takes. */
export const readToken = process.env.DEMO_TOKEN ?? 'demo-read';

export const themes = ['dark', 'light'] as const;
type Theme = (typeof themes)[number];

/** The hosts that send `os.cpu` to the demo server. */
export const hosts = ['db01', 'web01', 'web02', 'web03'];

/** One line per host, as a panel saves it. */
export const byHost = {
  refId: 'A',
  metric: 'os.cpu',
  aggregator: 'avg',
  downsampleFillPolicy: 'gaps',
  filters: [{ type: 'wildcard', tagk: 'host', filter: '*', groupBy: true }],
};

/** How much of a page a published picture shows, in pixels. */
const publishedHeight = 1000;

/** Keeps a picture with the test's results, and in the plugin's own pictures too when UPDATE_SCREENSHOTS is 1. */
export async function picture(page: Page, name: string, publishedAs?: string) {
  // Neither Grafana's tooltips nor its menu are part of the picture.
  await page.mouse.move(0, 0);
  await page.screenshot({ path: path.join('test-results', 'pictures', `${name}.png`) });
  if (publishedAs && process.env.UPDATE_SCREENSHOTS === '1') {
    const clip = { x: 0, y: 0, width: 1400, height: publishedHeight };
    await page.screenshot({ path: path.join('src', 'img', 'screenshots', `${publishedAs}.png`), clip });
  }
}

/** Types into a combobox of ours, and picks the option of that name. */
export async function pick(page: Page, combobox: Locator, typed: string, option = typed) {
  await combobox.click();
  await combobox.fill(typed);
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** Makes a query of one line per host in an editor of ours. */
export async function buildByHost(page: Page, query: Locator) {
  await pick(page, query.getByRole('combobox', { name: 'Metric' }), 'os.cpu');
  await pick(page, query.getByRole('combobox', { name: 'Group by' }), 'host');
}

/** The names of the series in a graph's legend. */
export function legend(within: Locator | Page): Locator {
  return within.locator('[data-testid^="data-testid VizLegend series"]');
}

/** The row of a query in any editor of Grafana's; 13.1 writes its name as a test id. */
export function queryRow(page: Page, refId: string): Locator {
  const named = (name: string) => `[data-testid="data-testid ${name}"], [aria-label="${name}"]`;
  return page
    .locator(named('Query editor row'))
    .filter({ has: page.locator(named(`Query editor row title ${refId}`)) });
}

/** Refreshes a dashboard or a panel that is edited, and returns what Grafana answers. */
export async function refreshDashboard(page: Page): Promise<Response> {
  const answer = page.waitForResponse((response) => response.url().includes('/api/ds/query'));
  await page.getByRole('button', { name: 'Refresh', exact: true }).first().click();
  return answer;
}

interface Ref {
  uid: string;
  type: string;
}

/** A dashboard of one panel over the last hour. */
export function onePanel({ type, uid }: Ref, query: object, dashboard: object = {}, panel: object = {}) {
  const datasource = { type, uid };
  return {
    title: `One panel of ${uid}`,
    time: { from: 'now-1h', to: 'now' },
    panels: [
      {
        id: 1,
        type: 'timeseries',
        title: 'CPU',
        datasource,
        gridPos: { x: 0, y: 0, w: 24, h: 12 },
        targets: [{ ...query, datasource }],
        ...panel,
      },
    ],
    ...dashboard,
  };
}

/** A query of the hosts that the variable `host` stands for, and a dashboard's variable of that name: web01 and db01. */
export const ofVariable = {
  ...byHost,
  filters: [{ type: 'literal_or', tagk: 'host', filter: '$host', groupBy: true }],
};
export function hostVariable({ type, uid }: Ref, query: unknown) {
  const hosts = ['web01', 'db01'];
  const variable = { type: 'query', name: 'host', datasource: { type, uid }, query, refresh: 1, multi: true };
  return { list: [{ ...variable, includeAll: true, current: { text: hosts, value: hosts } }] };
}

/** A dashboard that was saved. */
export interface SavedDashboard {
  uid: string;
}

interface Fixtures {
  /** The first number of Grafana's version. */
  grafanaMajor: number;
  /** A data source of the demo server, made again for this test. */
  source: DataSourceSettings;
  /** Saves a dashboard, and deletes it when the test has ended. */
  saveDashboard: (dashboard: object) => Promise<SavedDashboard>;
  /** The address of a page of Explore with a query. */
  exploreUrl: (source: Ref, query: object, theme?: Theme) => string;
}

/** Tests in a real Grafana that fail on an error of the page's scripts that comes from the plugin. */
export const test = base.extend<Fixtures>({
  page: async ({ page }, provide) => {
    const thrown: string[] = [];
    page.on('pageerror', (error) => {
      if (error.stack?.includes(pluginId)) {
        thrown.push(error.stack);
      }
    });
    await page.addInitScript(() => window.localStorage.setItem('grafana.navigation.docked', 'false'));
    await provide(page);
    expect(thrown).toEqual([]);
  },

  source: async ({ createDataSource, grafanaAPIClient }, provide, { parallelIndex }) => {
    const source = await createDataSource({
      type: pluginId,
      name: parallelIndex === 0 ? 'Demo server' : `Demo server ${parallelIndex + 1}`,
      access: 'proxy',
      url: demoUrl,
      jsonData: { dialect: 'ovh' },
      secureJsonData: { token: readToken },
    });
    await provide(source);
    await grafanaAPIClient.deleteDataSourceByUID(source.uid);
  },

  grafanaMajor: async ({ grafanaVersion }, provide) => {
    await provide(Number.parseInt(grafanaVersion, 10));
  },

  saveDashboard: async ({ page }, provide) => {
    const saved: SavedDashboard[] = [];
    await provide(async (dashboard) => {
      const response = await page.request.post('/api/dashboards/db', { data: { dashboard, overwrite: true } });
      expect(response.ok(), await response.text()).toBe(true);
      const { uid } = await response.json();
      saved.push({ uid });
      return { uid };
    });
    for (const { uid } of saved) {
      await page.request.delete(`/api/dashboards/uid/${uid}`);
    }
  },

  exploreUrl: async ({}, provide) => {
    await provide((source, query, theme = 'dark') => {
      const datasource = { uid: source.uid, type: source.type };
      const panes = {
        one: {
          datasource: source.uid,
          queries: [{ datasource, ...query }],
          range: { from: 'now-1h', to: 'now' },
        },
      };
      const search = { schemaVersion: '1', orgId: '1', theme, panes: JSON.stringify(panes) };
      return `/explore?${new URLSearchParams(search)}`;
    });
  },
});

export { expect, type PanelEditPage };
