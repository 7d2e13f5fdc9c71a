import {
  AnnotationPage,
  DashboardPage,
  DataSourcePicker,
  expect,
  type PluginTestCtx,
  test as base,
  VariablePage,
} from '@grafana/plugin-e2e';
import type { Locator, Page, Response } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import pluginJson from '../../../src/plugin.json';
import { byHost, type Explored, type Look, readToken, type Server, type Source, Stage } from './Stage';

export const pluginId = pluginJson.id;

/** The demo servers (`npm run demo`), as Grafana's server reaches them; the one of OpenTSDB's kind need not be there. */
export const demoUrl = process.env.DEMO_URL ?? 'http://127.0.0.1:4243';
const openTsdbUrl = process.env.DEMO_OPENTSDB_URL;

/** The pages of a real Grafana. */
export class Grafana extends Stage {
  protected readonly published = { folder: 'src/img/screenshots', height: 1000 };
  private responseText: Promise<string> = Promise.resolve('{}');
  /** The addresses of what was made for the test. */
  private readonly made: string[] = [];

  constructor(private readonly ctx: PluginTestCtx) {
    super(ctx.page);
    this.page.on('response', (response) => {
      if (response.url().includes('/api/ds/query')) {
        this.responseText = response.text().catch(() => '{}');
      }
    });
  }

  private async open(address: string, { theme = 'dark', language }: Look = {}, search: Record<string, string> = {}) {
    const look = { orgId: '1', theme, ...(language && { lang: language }) };
    await this.page.goto(`${address}?${new URLSearchParams({ ...search, ...look })}`);
  }

  async chooseSource(server: Server = 'ovh', within?: Locator) {
    await new DataSourcePicker(this.ctx, within).set(this.sources[server].name);
  }

  async explore(asked: Explored & { source?: Source } = {}) {
    const { server = 'ovh', source, queries = [{ refId: 'A' }], from = 'now-1h', to = 'now', ...look } = asked;
    const { uid, type } = source ?? this.sources[server];
    const datasource = { uid, type };
    const pane = { datasource: uid, queries: queries.map((query) => ({ datasource, ...query })), range: { from, to } };
    await this.open('/explore', look, { schemaVersion: '1', panes: JSON.stringify({ one: pane }) });
  }

  /** The row of a query in any editor of Grafana's; 13.1 writes its name as a test id. */
  query(refId: string): Locator {
    const named = (name: string) => `[data-testid="data-testid ${name}"], [aria-label="${name}"]`;
    const rows = this.page.locator(named('Query editor row'));
    // A simple alert rule has a single query, and doesn't say its name.
    const title = this.page.locator(named(`Query editor row title ${refId}`));
    return this.page.url().includes('/alerting/') ? rows.first() : rows.filter({ has: title });
  }

  failure(refId: string): Locator {
    return this.query(refId).locator('div:has(> div > [data-testid="icon-exclamation-triangle"])');
  }

  graph(): Locator {
    return this.page.getByTestId('data-testid Panel header Graph');
  }

  table(): Locator {
    return this.page.getByTestId('data-testid Panel header Table');
  }

  async requests(): Promise<string> {
    const { results = {} } = JSON.parse(await this.responseText) as QueryResponse;
    const frames = Object.values(results).flatMap((result) => result.frames ?? []);
    return [...new Set(frames.map(({ schema }) => schema.meta?.executedQueryString))].join('\n');
  }

  async variable(look?: Look): Promise<Locator> {
    await this.open('/dashboard/new', look, { editview: 'variables' });
    await new VariablePage(this.ctx).clickAddNew();
    await this.chooseSource();
    return this.page.getByRole('main');
  }

  values(): Locator {
    return this.page.getByTestId('data-testid Variable editor Preview of Values option');
  }

  async annotation({ server, ...look }: Look & { server?: Server } = {}): Promise<Locator> {
    await this.open('/dashboard/new', look, { editview: 'annotations', from: 'now-5m', to: 'now' });
    await new AnnotationPage(this.ctx).clickAddNew();
    await this.chooseSource(server);
    return this.page.getByRole('main');
  }

  async events() {
    await this.page.getByRole('button', { name: 'Test annotation query' }).click();
    await expect(this.page.getByTestId('data-testid annotations-query-result-container')).toContainText(/events/);
    const text = await this.page.getByRole('main').innerText();
    return { count: Number(/(\d+) events/.exec(text)?.[1] ?? 0), text };
  }

  async alertRule() {
    await this.open('/alerting/new/alerting');
    await expect(this.query('A')).toBeVisible();
    await this.chooseSource('ovh', this.query('A'));
  }

  /** Has the rule fire above a number. */
  async fireAbove(threshold: number) {
    const number = this.page.locator('input[type="number"]:not(form form *)').first();
    await number.fill(String(threshold));
    await number.blur();
  }

  async instances(): Promise<string[]> {
    const evaluated = this.page.waitForResponse((response) => response.url().includes('/api/v1/eval'));
    await this.page.getByRole('button', { name: /^Preview/ }).click();
    await evaluated;
    return this.page.locator('div:has(> [title^="{"])').allTextContents();
  }

  async settings({ server = 'ovh', ...look }: Look & { server?: Server } = {}) {
    await this.open(`/connections/datasources/edit/${this.sources[server].uid}`, look);
  }

  /** Makes a data source for this test. */
  async makeSource(settings: Omit<Source, 'uid'> & { jsonData: object; secureJsonData?: object }): Promise<Source> {
    const { datasource } = await this.post('/api/datasources', { access: 'proxy', ...settings });
    this.made.push(`/api/datasources/uid/${datasource.uid}`);
    return datasource;
  }

  /** Saves a dashboard for this test, and opens it. */
  async show(dashboard: object, search: Record<string, string> = {}): Promise<DashboardPage> {
    const { uid } = await this.post('/api/dashboards/db', { dashboard, overwrite: true });
    this.made.push(`/api/dashboards/uid/${uid}`);
    const page = new DashboardPage(this.ctx, { uid });
    await page.goto({ queryParams: new URLSearchParams(search) });
    return page;
  }

  /** Posts to Grafana's API; again where Grafana fails, as it does with its SQLite while other tests write to that. */
  async post(address: string, data: object) {
    const post = () => this.page.request.post(address, { data });
    let response = await post();
    await expect(async () => {
      response = response.status() < 500 ? response : await post();
      expect(response.status(), await response.text()).toBeLessThan(500);
    }).toPass({ timeout: 60_000 });
    expect(response.ok(), await response.text()).toBe(true);
    return response.json();
  }

  /** Deletes what was made. */
  async clean() {
    for (const address of this.made.reverse()) {
      await this.page.request.delete(address);
    }
  }
}

interface QueryResponse {
  results?: Record<string, { frames?: Array<{ schema: { meta?: { executedQueryString?: string } } }> }>;
}

/** Refreshes a dashboard or a panel that is edited, and returns Grafana's response. */
export async function refreshDashboard(page: Page): Promise<Response> {
  const response = page.waitForResponse((one) => one.url().includes('/api/ds/query'));
  await page.getByRole('button', { name: 'Refresh', exact: true }).first().click();
  return response;
}

/** A dashboard of one panel over the last hour. */
export function onePanel({ type, uid }: Source, query: object, dashboard: object = {}, panel: object = {}) {
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
export function hostVariable({ type, uid }: Source, query: unknown) {
  const hosts = ['web01', 'db01'];
  const variable = { type: 'query', name: 'host', datasource: { type, uid }, query, refresh: 1, multi: true };
  return { list: [{ ...variable, includeAll: true, current: { text: hosts, value: hosts } }] };
}

/** A dashboard's *Filter and group by*: *Ad hoc filters* in a Grafana older than 13. */
export function filterVariable({ type, uid }: Source) {
  return { list: [{ type: 'adhoc', name: 'filters', datasource: { type, uid }, filters: [], enableGroupBy: true }] };
}

/** A dashboard with a filter on tags, of two metrics: `os.cpu` has no tag `disk`. */
export function hostsAndDisks(source: Source) {
  const query = { ...byHost, legend: 'auto' };
  const hosts = onePanel(source, query, { templating: filterVariable(source) });
  const gridPos = { x: 0, y: 12, w: 24, h: 12 };
  const disks = onePanel(
    source,
    { ...query, metric: 'os.disk.fs.percent_free' },
    {},
    { id: 2, title: 'Disks', gridPos }
  );
  return { ...hosts, panels: [...hosts.panels, ...disks.panels] };
}

interface Fixtures {
  bootData: { version: string; namespace: string };
  stage: Grafana;
  /** The data source of the demo server of the OVH kind. */
  source: Source;
}

/** Tests in a real Grafana that fail on an error of the page's scripts that comes from the plugin. */
export const test = base.extend<Fixtures>({
  // Logs in again: Grafana replaces the token of a session every ten minutes, which makes the old one invalid.
  context: async ({ context, baseURL }, provide) => {
    const { GRAFANA_ADMIN_USER: user = 'admin', GRAFANA_ADMIN_PASSWORD: password = 'admin' } = process.env;
    const response = await context.request.post('/login', { data: { user, password } });
    expect(response.ok(), await response.text()).toBe(true);
    // Where @grafana/plugin-e2e begins each test: the home page takes seconds, and is no part of any.
    await context.route(new URL('/', baseURL).href, (route) => route.fulfill({ contentType: 'text/html', body: '' }));
    await provide(context);
  },

  bootData: async ({ request }, provide) => {
    const { buildInfo, namespace } = await (await request.get('/api/frontend/settings')).json();
    await provide({ version: buildInfo.version, namespace });
  },

  request: async ({ context }, provide) => provide(context.request),

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

  stage: async ({ page, request, selectors, grafanaVersion }, provide, testInfo) => {
    const stage = new Grafana({ page, request, selectors, grafanaVersion, testInfo });
    // None is part of another's name, as Grafana's list of data sources is searched for it.
    const unique = process.env.UPDATE_SCREENSHOTS === '1' ? '' : ` ${randomUUID().slice(0, 8)}`;
    const make = (name: string, url: string, jsonData: object, secureJsonData?: object) =>
      stage.makeSource({ type: pluginId, name: `${name}${unique}`, url, jsonData, secureJsonData });
    stage.sources.ovh = await make('Demo server', demoUrl, { dialect: 'ovh' }, { token: readToken });
    if (openTsdbUrl) {
      stage.sources.opentsdb = await make('OpenTSDB', openTsdbUrl, { dialect: 'opentsdb' });
    }
    await provide(stage);
    await stage.clean();
  },

  source: async ({ stage }, provide) => provide(stage.sources.ovh),
});

export { expect, type Source };
