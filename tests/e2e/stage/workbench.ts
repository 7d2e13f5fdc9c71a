import { test as base, expect, type Locator } from '@playwright/test';
import { type Explored, type Look, readToken, type Server, Stage } from './Stage';

/** The workbench's pages. */
export class Workbench extends Stage {
  protected readonly published = { folder: 'docs/img', height: 1075 };

  private async open(page: string, { server = 'ovh', theme = 'dark', language, queries, from, to }: Explored = {}) {
    const search = new URLSearchParams({ ds: this.sources[server].uid, theme });
    language && search.set('lang', language);
    from && search.set('from', from);
    to && search.set('to', to);
    queries && search.set('queries', JSON.stringify(queries));
    await this.page.goto(`/${page}?${search}`);
  }

  async explore(asked?: Explored) {
    await this.open('explore', asked);
  }

  query(refId: string): Locator {
    return this.page.getByRole('region', { name: `Query ${refId}` });
  }

  failure(refId: string): Locator {
    return this.query(refId).getByTestId('data-testid Alert error');
  }

  graph(): Locator {
    return this.page.getByRole('region', { name: 'Graph' });
  }

  table(): Locator {
    return this.page.getByRole('region', { name: 'Table' });
  }

  async requests(): Promise<string> {
    return (await this.page.getByTestId('inspector-request').textContent()) ?? '';
  }

  async variable(look?: Look): Promise<Locator> {
    await this.open('variables', look);
    return this.page.getByRole('region', { name: 'Variable' });
  }

  values(): Locator {
    return this.page.getByRole('region', { name: 'Preview of values' }).locator('> * > *');
  }

  async annotation(asked?: Look & { server?: Server }): Promise<Locator> {
    await this.open('annotations', { ...asked, from: 'now-5m', to: 'now' });
    return this.page.getByRole('region', { name: 'Annotation' });
  }

  async events() {
    const rows = await this.page.getByRole('region', { name: 'Events' }).locator('tbody tr').allTextContents();
    return { count: rows.length, text: rows.join('\n') };
  }

  async alertRule() {
    await this.open('alerting', { from: 'now-10m', to: 'now' });
  }

  async instances(): Promise<string[]> {
    const rows = await this.table().getByRole('row').all();
    const [names = [], ...instances] = await Promise.all(
      rows.map((row) => row.getByRole('columnheader').or(row.getByRole('cell')).allTextContents())
    );
    return instances.map((values) => values.map((value, column) => `${names[column]}=${value}`).join(', '));
  }

  async settings(asked?: Look & { server?: Server }) {
    await this.open('settings', asked);
  }
}

/** Tests with a workbench whose data sources are as at its start, and that fail on an error of the page's scripts. */
export const test = base.extend<{ stage: Stage }>({
  stage: async ({ page, request }, provide) => {
    const before = await (await request.get('/api/datasources')).json();
    const source = (uid: string) => before.find((one: { uid: string }) => one.uid === uid);
    const thrown: Error[] = [];
    page.on('pageerror', (error) => thrown.push(error));
    const stage = new Workbench(page);
    Object.assign(stage.sources, { ovh: source('demo-ovh'), opentsdb: source('demo-opentsdb') });
    await provide(stage);
    for (const settings of before) {
      const secureJsonData = settings.uid === 'demo-ovh' ? { token: readToken } : {};
      await request.put(`/api/datasources/uid/${settings.uid}`, { data: { ...settings, secureJsonData } });
    }
    expect(thrown).toEqual([]);
  },
});
