/** @jest-environment jsdom */
import { readdirSync, readFileSync } from 'node:fs';

import { getValueFormats } from '@grafana/data';
import { type Dashboard } from '@grafana/schema';

import { isCompleteVariable, readVariable, type VariableQuery } from '../../src/variables/model';
import { inRoot, pluginJson } from '../../tools/lib/paths';

const read = (path: string) => JSON.parse(readFileSync(inRoot('src', path), 'utf8'));

const included: Array<{ type: string; name: string; path: string }> = read('plugin.json').includes;
const names = readdirSync(inRoot('src', 'dashboards')).sort();
const files: Array<[string, Dashboard]> = names.map((name) => [name, read(`dashboards/${name}`)]);

interface Placed {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: { type: string; uid: string };
  targets?: Array<Record<string, unknown> & { refId: string }>;
  fieldConfig?: { defaults: { unit?: string } };
}

const panelsOf = ({ panels = [] }: Dashboard) => panels as Placed[];
const asking = (dashboard: Dashboard) => panelsOf(dashboard).filter(({ type }) => type !== 'row');
const variablesOf = ({ templating }: Dashboard) => templating?.list ?? [];

/** Names that Grafana, or the backend in an alias, puts in itself. */
const BUILT_IN = /^(__\w+|tag_\w+)$/;

function usedVariables(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/\$\{?(\w+)/g)].map(([, name]) => name);
}

describe('the bundled dashboards', () => {
  it('are all in plugin.json, under their titles', () => {
    expect([...included].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual(
      files.map(([name, { title }]) => ({ type: 'dashboard', name: title, path: `dashboards/${name}` }))
    );
  });

  it('have a uid each', () => {
    expect(new Set(files.map(([, { uid }]) => uid)).size).toBe(files.length);
  });
});

describe.each(files)('%s', (_, dashboard) => {
  it("has what Grafana's import asks for", () => {
    expect(dashboard).toMatchObject({
      uid: expect.stringMatching(/^[a-zA-Z0-9_-]{1,40}$/),
      title: expect.stringMatching(/\S/),
      schemaVersion: 42,
      time: { from: expect.stringMatching(/^now-\d+[hd]$/), to: 'now' },
    });
    // An id is a database's own: an imported dashboard has none.
    expect(dashboard).not.toHaveProperty('id');
    for (const panel of asking(dashboard)) {
      expect(panel).toMatchObject({
        type: expect.stringMatching(/^(timeseries|stat|table|bargauge)$/),
        title: expect.stringMatching(/\S/),
      });
      expect(panel.targets?.map(({ refId }) => refId)).toEqual(['A', 'B', 'C'].slice(0, panel.targets?.length));
    }
  });

  it('has panels with ids of their own, which lie within the grid and never on each other', () => {
    const panels = panelsOf(dashboard);

    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Map<string, string>();
    for (const { title, gridPos } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect([`${x},${y}`, taken.get(`${x},${y}`), title]).toEqual([`${x},${y}`, undefined, title]);
          taken.set(`${x},${y}`, title);
        }
      }
    }
  });

  it('asks the data source of its first variable alone', () => {
    const [source, ...others] = variablesOf(dashboard);

    expect(source).toMatchObject({ type: 'datasource', name: 'datasource' });
    expect([pluginJson().id, 'prometheus']).toContain(source.query);
    const reference = { type: source.query, uid: '${datasource}' };
    for (const panel of asking(dashboard)) {
      expect(panel.datasource).toEqual(reference);
      expect(panel.targets?.map(({ datasource }) => datasource)).toEqual(panel.targets?.map(() => reference));
    }
    for (const variable of others.filter(({ type }) => type === 'query')) {
      expect(variable.datasource).toEqual(reference);
    }
  });

  it('uses each of its variables, and none that it has not', () => {
    // Grafana itself applies ad-hoc filters to every query.
    const declared = variablesOf(dashboard)
      .filter(({ type }) => type !== 'adhoc')
      .map(({ name }) => name);
    const used = usedVariables([dashboard.panels, variablesOf(dashboard)]).filter((name) => !BUILT_IN.test(name));

    expect(new Set(used)).toEqual(new Set(declared));
  });

  it('has variables that are asked for after those they depend on', () => {
    const before = new Set<string>();
    for (const { name, query } of variablesOf(dashboard)) {
      for (const needed of usedVariables(query ?? '')) {
        expect([...before]).toContain(needed);
      }
      before.add(name);
    }
  });

  it('names units that Grafana has', () => {
    const known = getValueFormats().flatMap(({ submenu }) => submenu.map(({ value }) => value));
    for (const { fieldConfig } of asking(dashboard)) {
      const unit = fieldConfig?.defaults.unit;
      expect(unit === undefined ? known : known.filter((one) => one === unit)).not.toHaveLength(0);
    }
  });
});

const own = files.filter(([, dashboard]) => variablesOf(dashboard)[0].query === pluginJson().id);

describe.each(own)('%s asks in our own words', (_, dashboard) => {
  it('has variables that our editor reads and finds complete', () => {
    for (const { type, query } of variablesOf(dashboard)) {
      if (type === 'query') {
        const read = readVariable(query);
        expect(read).toEqual(query);
        expect(isCompleteVariable(read as VariableQuery)).toBe(true);
      }
    }
  });

  it('leaves gaps open, and shows counters as their change a second', () => {
    const queries = asking(dashboard).flatMap(({ targets = [] }) => targets);
    for (const { queryType = 'timeseries', downsampleFillPolicy } of queries) {
      expect(queryType === 'timeseries' ? downsampleFillPolicy : 'gaps').toBe('gaps');
    }
    const counters = queries.filter(({ metric }) => /\.(bytes|count)$/.test(String(metric)));
    expect(counters.map(({ shouldComputeRate, isCounter }) => [shouldComputeRate, isCounter])).toEqual(
      counters.map(() => [true, true])
    );
  });
});
