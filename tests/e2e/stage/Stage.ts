import type { Locator, Page } from '@playwright/test';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Where a data source's editors are used: in the workbench, or in a real Grafana. Both look the same to a spec. */
export abstract class Stage {
  /** The folder whose pictures are updated when UPDATE_SCREENSHOTS is 1, and how much of a page they show, in pixels. */
  protected abstract readonly published: { folder: string; height: number };

  /** The data sources of the demo servers. */
  readonly sources = {} as Record<Server, Source>;

  constructor(readonly page: Page) {}

  /** Opens Explore, with queries or with a new one. */
  abstract explore(asked?: Explored): Promise<void>;
  /** The row of a query in Explore or in an alert rule. */
  abstract query(refId: string): Locator;
  /** What a query's row says of its failure. */
  abstract failure(refId: string): Locator;
  abstract graph(): Locator;
  abstract table(): Locator;
  /** The backend's requests for what is shown now. */
  abstract requests(): Promise<string>;

  /** Opens the editor of a new variable. */
  abstract variable(look?: Look): Promise<Locator>;
  /** The values of the variable in the editor, as Grafana shows them beforehand. */
  abstract values(): Locator;

  /** Opens the editor of a new annotation, over the last five minutes. */
  abstract annotation(asked?: Look & { server?: Server }): Promise<Locator>;
  /** The events of the annotation in the editor: how many, and what the preview says. */
  abstract events(): Promise<{ count: number; text: string }>;

  /** Opens an alert rule with a new query, over the last ten minutes. */
  abstract alertRule(): Promise<void>;
  /** The alert instances of the rule as it is now, one row each: labels and last value. */
  abstract instances(): Promise<string[]>;

  /** Opens the settings of a data source. */
  abstract settings(asked?: Look & { server?: Server }): Promise<void>;

  /** Changes the settings of a data source behind the page's back. */
  async configure(
    server: Server,
    { jsonData = {}, secureJsonData = {} }: Partial<Record<string, object>>
  ): Promise<void> {
    const address = `/api/datasources/uid/${this.sources[server].uid}`;
    const saved = await (await this.page.request.get(address)).json();
    const data = { ...saved, jsonData: { ...saved.jsonData, ...jsonData }, secureJsonData };
    const response = await this.page.request.put(address, { data });
    if (!response.ok()) {
      throw new Error(await response.text());
    }
  }

  /** The names of the series in the legend of a graph. */
  legend(within: Locator | Page = this.page): Locator {
    return within.locator('[data-testid^="data-testid VizLegend series"]');
  }

  /** The box that says how *Save & test* went. */
  verdict(severity: 'success' | 'error'): Locator {
    return this.page.getByTestId(`data-testid Alert ${severity}`);
  }

  /** Types into a combobox, and picks the option of that name. */
  async pick(combobox: Locator, typed: string, option = typed): Promise<void> {
    await combobox.click();
    await combobox.fill(typed);
    await this.page.getByRole('option', { name: option, exact: true }).click();
  }

  /** Filters every panel by a tag's value, with Grafana's own control. */
  async filterBy(key: string, value: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Filter and group by' }).click();
    for (const option of [key, '= Equals', value]) {
      await this.page.getByRole('option', { name: option, exact: true }).click();
    }
    await this.page.keyboard.press('Escape');
  }

  /** Groups every panel by a tag key, beside what its queries group by. */
  async groupBy(key: string): Promise<void> {
    await this.page.getByRole('combobox', { name: '+ key' }).click();
    await this.page.getByRole('option', { name: key, exact: true }).click();
    await this.page.keyboard.press('Escape');
  }

  /** Makes a query of one line per host in an editor. */
  async buildByHost(query: Locator): Promise<void> {
    await this.pick(query.getByRole('combobox', { name: 'Metric' }), 'os.cpu');
    await this.pick(query.getByRole('combobox', { name: 'Group by' }), 'host');
  }

  /**
   * Keeps a picture of the page, or of a part of it, with the test's results; and in place of the published one of that
   * name, where there is one, when UPDATE_SCREENSHOTS is 1.
   */
  async picture(
    name: string,
    published?: string,
    { of, height }: { of?: Locator; height?: number } = {}
  ): Promise<void> {
    // Neither tooltips nor the menu are part of the picture.
    await this.page.mouse.move(0, 0);
    const shot = (options: object) =>
      of ? of.screenshot(options) : this.page.screenshot({ fullPage: true, ...options });
    await shot({ path: path.join('test-results', 'pictures', `${name}.png`) });
    const target = path.join(this.published.folder, `${published}.png`);
    if (process.env.UPDATE_SCREENSHOTS === '1' && existsSync(target)) {
      const clip = { x: 0, y: 0, width: 1400, height: height ?? this.published.height };
      await shot({ path: target, clip: of ? undefined : clip });
    }
  }
}

/** The two kinds of servers that there are demo servers of. */
export type Server = 'ovh' | 'opentsdb';

/** A data source of a demo server. */
export interface Source {
  uid: string;
  type: string;
  name: string;
  /** The server's address, as Grafana's server reaches it. */
  url: string;
}

export const themes = ['dark', 'light'] as const;

export interface Look {
  theme?: (typeof themes)[number];
  language?: 'fr-FR';
}

export interface Explored extends Look {
  server?: Server;
  queries?: object[];
  from?: string;
  to?: string;
}

/** The read token that the demo server of the OVH kind takes. */
export const readToken = process.env.DEMO_TOKEN ?? 'demo-read';

/** The hosts that send `os.cpu` to the demo servers. */
export const hosts = ['db01', 'web01', 'web02', 'web03'];

/** One line per host, as a panel saves it. */
export const byHost = {
  refId: 'A',
  metric: 'os.cpu',
  aggregator: 'avg',
  downsampleFillPolicy: 'gaps',
  filters: [{ type: 'wildcard', tagk: 'host', filter: '*', groupBy: true }],
};
