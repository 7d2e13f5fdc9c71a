import { expect, test as base, type Locator, type Page } from '@playwright/test';
import path from 'node:path';

/** The read token that the demo server of the OVH kind takes. */
export const readToken = 'demo-read';

export const themes = ['dark', 'light'] as const;

type Theme = (typeof themes)[number];

const root = path.resolve(__dirname, '..', '..');

interface Address {
  ds?: 'demo-ovh' | 'demo-opentsdb';
  theme?: Theme;
  queries?: object[];
  from?: string;
  to?: string;
}

/** How much of a page the documentation shows, in pixels. */
const documentedHeight = 1075;

/** The workbench's pages, as a person uses them. */
export class Workbench {
  constructor(readonly page: Page) {}

  async open(path: 'explore' | 'settings' | 'variables' | 'annotations' | 'alerting', address: Address = {}) {
    const { ds = 'demo-ovh', theme = 'dark', queries, from, to } = address;
    const search = new URLSearchParams({ ds, theme });
    from && search.set('from', from);
    to && search.set('to', to);
    queries && search.set('queries', JSON.stringify(queries));
    await this.page.goto(`/${path}?${search}`);
  }

  query(refId: string): Locator {
    return this.page.getByRole('region', { name: `Query ${refId}` });
  }

  /** The names of the series in the graph's legend. */
  legend(): Locator {
    return this.page.getByTestId('graph').locator('[data-testid^="data-testid VizLegend series"]');
  }

  /** Types into a combobox, and picks the option of that name. */
  async pick(combobox: Locator, typed: string, option: string) {
    await combobox.click();
    await combobox.fill(typed);
    await this.page.getByRole('option', { name: option, exact: true }).click();
  }

  /** The backend's requests, as the inspector shows them. */
  async requests(): Promise<string> {
    return (await this.page.getByTestId('inspector-request').textContent()) ?? '';
  }

  /** Keeps a picture of the graph alone, in the documentation when UPDATE_SCREENSHOTS is 1. */
  async graphPicture(name: string, documentedAs: string) {
    await this.page.mouse.move(0, 0);
    const graph = this.page.getByTestId('graph');
    await graph.screenshot({ path: path.join(root, 'test-results', 'pictures', `${name}.png`) });
    if (process.env.UPDATE_SCREENSHOTS === '1') {
      await graph.screenshot({ path: path.join(root, 'docs', 'img', `${documentedAs}.png`) });
    }
  }

  /** Keeps a picture with the test's results, and in the documentation under another name when UPDATE_SCREENSHOTS is 1. */
  async picture(name: string, documentedAs?: string) {
    // Grafana's tooltips are no part of the picture.
    await this.page.mouse.move(0, 0);
    await this.page.screenshot({ path: path.join(root, 'test-results', 'pictures', `${name}.png`), fullPage: true });
    if (documentedAs && process.env.UPDATE_SCREENSHOTS === '1') {
      const clip = { x: 0, y: 0, width: 1400, height: documentedHeight };
      await this.page.screenshot({ path: path.join(root, 'docs', 'img', `${documentedAs}.png`), fullPage: true, clip });
    }
  }
}

/** Tests with a workbench whose data sources are as at its start, and that fail on an error of the page's scripts. */
export const test = base.extend<{ workbench: Workbench }>({
  workbench: async ({ page, request }, provide) => {
    const before = await (await request.get('/api/datasources')).json();
    const thrown: Error[] = [];
    page.on('pageerror', (error) => thrown.push(error));
    await provide(new Workbench(page));
    for (const settings of before) {
      const secureJsonData = settings.uid === 'demo-ovh' ? { token: readToken } : {};
      await request.put(`/api/datasources/uid/${settings.uid}`, { data: { ...settings, secureJsonData } });
    }
    expect(thrown).toEqual([]);
  },
});

export { expect };
