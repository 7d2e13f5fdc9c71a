import { type Dashboard, type Panel, type VariableModel } from '@grafana/schema';
import { CoreApp, type DataSourceApi } from '@grafana/data';
import {
  CustomVariable,
  DataSourceVariable,
  QueryVariable,
  type SceneDataQuery,
  SceneGridItem,
  SceneGridLayout,
  SceneGridRow,
  SceneQueryRunner,
  SceneTimeRange,
  type SceneVariable,
  TextBoxVariable,
  type VariableValue,
  VizPanel,
} from '@grafana/scenes';
import { PageScene } from './PageScene';
import { filterAndGroupBy } from './variables';

/** A dashboard of this repository, with a data source. Only the fields that the bundled dashboards use are read. */
export function dashboardScene(
  { time, refresh, templating, panels = [] }: Dashboard,
  dataSource: DataSourceApi
): PageScene {
  return new PageScene({
    app: CoreApp.Dashboard,
    $timeRange: new SceneTimeRange(time),
    refresh,
    variables: (templating?.list ?? []).map((model) => variable(model, dataSource)),
    body: new SceneGridLayout({ children: panels.map((panel) => gridItem(panel as Panel)) }),
  });
}

function gridItem({ type, title, gridPos, ...panel }: Panel): SceneGridItem | SceneGridRow {
  const { x, y, w: width, h: height } = gridPos ?? { x: 0, y: 0, w: 24, h: 8 };
  if (type === 'row') {
    return new SceneGridRow({ title, x, y, isCollapsible: false });
  }
  const body = new VizPanel({
    pluginId: type,
    title,
    options: panel.options,
    fieldConfig: panel.fieldConfig as VizPanel['state']['fieldConfig'],
    $data: new SceneQueryRunner({
      datasource: panel.datasource,
      queries: panel.targets as SceneQueryRunner['state']['queries'],
      maxDataPointsFromWidth: true,
    }),
  });
  return new SceneGridItem({ x, y, width, height, body });
}

function variable(model: VariableModel, dataSource: DataSourceApi): SceneVariable {
  const { type, name, label, query = '', current, datasource, sort, refresh, includeAll, allValue, multi } = model;
  const named = { name, label };
  const chosen = current && { value: current.value as VariableValue, text: current.text as VariableValue };
  const listed = { ...named, ...chosen, includeAll, allValue: allValue ?? undefined, isMulti: multi };
  switch (type) {
    case 'datasource':
      if (query !== dataSource.type) {
        throw new Error(`The dashboard needs a data source of the type "${query}", of which the workbench has none.`);
      }
      return new DataSourceVariable({ ...named, pluginId: query, value: dataSource.uid });
    case 'query':
      return new QueryVariable({ ...listed, datasource, query: query as SceneDataQuery, sort, refresh });
    case 'custom':
      return new CustomVariable({ ...listed, query: String(query) });
    case 'textbox':
      return new TextBoxVariable({ ...named, value: String(query) });
    case 'adhoc':
      return filterAndGroupBy(datasource, label);
    default:
      throw new Error(`The workbench has no variables of type "${type}".`);
  }
}
