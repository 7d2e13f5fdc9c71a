import {
  type Dashboard,
  type DataSourceRef,
  defaultDashboard,
  type FieldConfigSource,
  type Panel,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/schema';

import { type OpenTsdbQuery, type TagFilter } from '../../src/query/model';
import { type VariableQuery } from '../../src/variables/model';
import { pluginJson } from '../lib/paths';

/** The layout of Grafana 12.3's dashboards (its schemaversion.LATEST_VERSION); newer ones read it too. */
const SCHEMA_VERSION = 42;
/** Columns of Grafana's grid. */
const COLUMNS = 24;
/** Connects points that lie at most this far apart, in milliseconds: a host that died still ends its line. */
const SPAN_MS = 3_600_000;

/** Every panel and variable asks the data source that the dashboard's first variable names. */
export const SOURCE_VARIABLE = '${datasource}';
const opentsdb: DataSourceRef = { type: pluginJson().id, uid: SOURCE_VARIABLE };
const prometheus: DataSourceRef = { type: 'prometheus', uid: SOURCE_VARIABLE };

/** A query of ours as a panel saves it, without its name and data source. */
export type Query = Omit<OpenTsdbQuery, 'refId' | 'datasource'>;

/** A Prometheus query: an expression, and the name of its series. */
export interface Expression {
  expr: string;
  legendFormat: string;
}

/** A panel before it has its place. */
export type UnplacedPanel = Omit<Panel, 'id' | 'gridPos'>;

/** Panels side by side, of equal width, under a title if they begin a section. */
export interface Row {
  title?: string;
  panels: UnplacedPanel[];
  /** Rows of Grafana's grid. */
  height?: number;
}

export interface Description {
  uid: string;
  title: string;
  description: string;
  /** The range it opens with, from so long ago up to now, such as `6h`. */
  range: string;
  /** How often it is refreshed, such as `1m`. */
  refresh: string;
  variables: VariableModel[];
  rows: Row[];
}

/** A whole dashboard as Grafana imports it. */
export function dashboard({ uid, title, description, range, refresh, variables, rows }: Description): Dashboard {
  return {
    uid,
    title,
    description,
    tags: ['opentsdb'],
    editable: defaultDashboard.editable,
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    time: { from: `now-${range}`, to: 'now' },
    refresh,
    timezone: 'browser',
    templating: { list: variables },
    panels: place(rows),
  };
}

function place(rows: Row[]): NonNullable<Dashboard['panels']> {
  const placed: NonNullable<Dashboard['panels']> = [];
  let y = 0;
  for (const { title, panels, height = 8 } of rows) {
    if (title !== undefined) {
      const gridPos = { x: 0, y, w: COLUMNS, h: 1 };
      placed.push({ id: placed.length + 1, type: 'row', title, collapsed: false, gridPos, panels: [] });
      y++;
    }
    const w = COLUMNS / panels.length;
    panels.forEach((panel, n) => {
      placed.push({ id: placed.length + 1, ...panel, gridPos: { x: n * w, y, w, h: height } });
    });
    y += height;
  }
  return placed;
}

/** What a graph's axis says: a unit of Grafana's (`getValueFormats` of @grafana/data), and its ends where they are known. */
export interface Axis {
  unit: string;
  min?: number;
  max?: number;
  /** What stands there instead of "No data". */
  noValue?: string;
}

/** A graph of our own queries. */
export function graph(title: string, axis: Axis, ...queries: Query[]): UnplacedPanel {
  return {
    ...lines(title, axis),
    datasource: opentsdb,
    targets: queries.map((query, n) => target(opentsdb, n, query)),
  };
}

/** A graph of Prometheus expressions. */
export function prometheusGraph(title: string, axis: Axis, ...expressions: Expression[]): UnplacedPanel {
  const targets = expressions.map((expression, n) => target(prometheus, n, { ...expression, range: true }));
  return { ...lines(title, axis), datasource: prometheus, targets };
}

/** One number of a Prometheus expression: what it is over the whole time range. */
export function prometheusStat(title: string, unit: string, expr: string): UnplacedPanel {
  return {
    type: 'stat',
    title,
    datasource: prometheus,
    fieldConfig: { defaults: { unit }, overrides: [] },
    options: { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: 'none', graphMode: 'none' },
    targets: [target(prometheus, 0, { expr, instant: true })],
  };
}

/**
 * A row for the last value of each series, beside how long ago it was sent: a bar alone would show that of a series that
 * ended like any other.
 */
export function lastValues(title: string, axis: Axis, query: Query): UnplacedPanel {
  const override = (name: string, ...properties: Array<{ id: string; value: unknown }>) => ({
    matcher: { id: 'byName', options: name },
    properties,
  });
  return {
    ...table(title, { ...query, queryType: 'last', format: 'table' }),
    fieldConfig: {
      defaults: { custom: { minWidth: 60 } },
      overrides: [
        override(
          'Value',
          ...Object.entries(axis).map(([id, value]) => ({ id, value })),
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
          { id: 'color', value: { mode: 'continuous-GrYlRd' } }
        ),
        override(
          'Time',
          { id: 'displayName', value: 'Last point' },
          { id: 'unit', value: 'dateTimeFromNow' },
          { id: 'custom.width', value: 150 }
        ),
      ],
    } as FieldConfigSource,
  };
}

/** A bar for the mean of each series over the time range, in the query's order. */
export function meanBars(title: string, axis: Axis, query: Query): UnplacedPanel {
  return {
    type: 'bargauge',
    title,
    datasource: opentsdb,
    fieldConfig: { defaults: { ...axis }, overrides: [] },
    options: { orientation: 'horizontal', displayMode: 'basic', reduceOptions: { calcs: ['mean'] } },
    targets: [target(opentsdb, 0, query)],
  };
}

/** A table of a query's frames. */
export function table(title: string, query: Query): UnplacedPanel {
  return {
    type: 'table',
    title,
    datasource: opentsdb,
    fieldConfig: {
      defaults: { custom: { filterable: true, minWidth: 80 } },
      // Wide enough for milliseconds.
      overrides: [{ matcher: { id: 'byType', options: 'time' }, properties: [{ id: 'custom.width', value: 200 }] }],
    } as FieldConfigSource,
    options: { showHeader: true },
    targets: [target(opentsdb, 0, query)],
  };
}

function lines(title: string, axis: Axis): UnplacedPanel {
  return {
    type: 'timeseries',
    title,
    fieldConfig: { defaults: { ...axis, custom: { fillOpacity: 10, spanNulls: SPAN_MS } }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
  };
}

function target(datasource: DataSourceRef, n: number, query: object): Record<string, unknown> {
  return { refId: String.fromCharCode('A'.charCodeAt(0) + n), datasource, ...query };
}

/** A query for points, grouped by the tags that `by` names; buckets without a point stay empty. */
export function points(
  metric: string,
  aggregator: string,
  { where, by, ...rest }: { where: Array<[tagk: string, values: string]>; by: string[] } & Query
): Query {
  const filters: TagFilter[] = where.map(([tagk, filter]) => ({
    tagk,
    type: 'literal_or',
    filter,
    groupBy: by.includes(tagk),
  }));
  for (const tagk of by.filter((tag) => !where.some(([other]) => other === tag))) {
    filters.push({ tagk, type: 'wildcard', filter: '*', groupBy: true });
  }
  return {
    metric,
    aggregator,
    downsampleAggregator: 'avg',
    downsampleFillPolicy: 'gaps',
    filters,
    ...rest,
  };
}

/** What makes a query of a counter one of its change a second; a counter that starts again counts as no change. */
export const RATE = { shouldComputeRate: true, isCounter: true, dropResets: true } satisfies Query;

/** The variable that chooses the data source. */
export function sourceVariable(kind: 'opentsdb' | 'prometheus' = 'opentsdb'): VariableModel {
  const query = kind === 'opentsdb' ? String(opentsdb.type) : String(prometheus.type);
  return { type: 'datasource', name: 'datasource', label: 'Data source', query };
}

/** What a variable's list offers besides one value at a time. */
export interface Choice {
  /** Several values at once, and all. */
  several?: boolean;
  /** What "All" is written as; every value, joined, when missing. */
  all?: string;
}

/** A variable with the server's names. */
export function variable(name: string, label: string, query: Omit<VariableQuery, 'refId'>, choice: Choice = {}) {
  return listed(name, label, opentsdb, { refId: 'variable-query', ...query }, choice);
}

/** A variable with the values of a Prometheus label. */
export function prometheusVariable(name: string, label: string, metric: string, labelName: string): VariableModel {
  // 1: the query type "Label values" of Prometheus' variable editor.
  const query = { refId: 'variable-query', qryType: 1, query: `label_values(${metric},${labelName})` };
  return listed(name, label, prometheus, query, { several: true, all: '.*' });
}

function listed(
  name: string,
  label: string,
  datasource: DataSourceRef,
  query: object,
  { several = false, all }: Choice
): VariableModel {
  return {
    type: 'query',
    name,
    label,
    datasource,
    query: { ...query },
    refresh: VariableRefresh.onDashboardLoad,
    sort: VariableSort.naturalAsc,
    ...(several && {
      multi: true,
      includeAll: true,
      ...(all !== undefined && { allValue: all }),
      current: { text: ['All'], value: ['$__all'] },
    }),
  };
}

/**
 * The dashboard's *Filter and group by*; in a Grafana older than 13, which knows no such control, ad-hoc filters.
 */
export function filterAndGroupBy(): VariableModel {
  const variable = { type: 'adhoc', name: 'filters', label: 'Filter and group by', datasource: opentsdb, filters: [] };
  return { ...variable, enableGroupBy: true } as VariableModel;
}

/** A variable that is typed. */
export function textVariable(name: string, label: string): VariableModel {
  return { type: 'textbox', name, label, query: '' };
}

/** A variable with fixed values, of which the first is chosen. */
export function customVariable(name: string, label: string, values: string[]): VariableModel {
  const [first] = values;
  return { type: 'custom', name, label, query: values.join(','), current: { text: first, value: first } };
}
