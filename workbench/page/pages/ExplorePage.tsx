import { CoreApp, type DataQuery, type DataSourceApi, ReducerID, standardTransformers } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import {
  type CustomTransformerDefinition,
  SceneDataTransformer,
  SceneFlexItem,
  SceneFlexLayout,
  SceneQueryRunner,
  SceneReactObject,
  type SceneVariable,
  VizPanel,
} from '@grafana/scenes';
import { Inspector } from '../parts/Inspector';
import { QueryRows } from '../parts/QueryRows';
import { PageScene, scenePage } from '../scenes/PageScene';
import { filterAndGroupBy, hostVariable } from '../scenes/variables';

/** Queries, a time range, and their results as graph, table and requests. */
export const ExplorePage = scenePage((dataSource) =>
  explore(CoreApp.Explore, dataSource, {
    variables: [hostVariable(), filterAndGroupBy(dataSource.getRef())],
    table: [],
  })
);

/** The queries of an alert rule, run as Grafana's server runs them; the table has a row for each alert instance. */
export const AlertRulePage = scenePage((dataSource) =>
  explore(CoreApp.UnifiedAlerting, dataSource, {
    variables: [],
    table: [lastValues],
  })
);

/** The last value of each series, beside its labels. */
const lastValues: CustomTransformerDefinition = (context) =>
  standardTransformers.reduceTransformer.operator({ reducers: [ReducerID.last], labelsToFields: true }, context);

interface Options {
  variables: SceneVariable[];
  /** What the table makes of the frames. */
  table: CustomTransformerDefinition[];
}

function explore(app: CoreApp, dataSource: DataSourceApi, { variables, table }: Options): PageScene {
  const runner = new SceneQueryRunner({
    datasource: dataSource.getRef(),
    queries: queriesOfAddress(),
    maxDataPointsFromWidth: true,
  });
  // The address has the queries, as a link to Explore does.
  runner.subscribeToState(({ queries }, before) => {
    if (queries !== before.queries) {
      locationService.partial({ queries: JSON.stringify(queries) }, true);
    }
  });
  return new PageScene({
    app,
    variables,
    $data: runner,
    body: new SceneFlexLayout({
      direction: 'column',
      children: [
        new SceneReactObject({ component: QueryRows, props: { app, dataSource, runner } }),
        new SceneFlexItem({ height: 340, body: new VizPanel({ pluginId: 'timeseries', title: 'Graph' }) }),
        new SceneFlexItem({
          height: 320,
          body: new VizPanel({
            pluginId: 'table',
            title: 'Table',
            $data: new SceneDataTransformer({ transformations: table }),
            extendPanelContext: (_, context) => {
              context.onAddAdHocFilter = ({ key, value, operator }) => {
                const action = { type: operator === '=' ? 'ADD_FILTER' : 'ADD_FILTER_OUT', options: { key, value } };
                const { queries } = runner.state;
                runner.setState({ queries: queries.map((query) => dataSource.modifyQuery?.(query, action) ?? query) });
                runner.runQueries();
              };
            },
          }),
        }),
        new SceneReactObject({ component: Inspector, props: { runner } }),
      ],
    }),
  });
}

/** The queries in the address, or a new one. */
function queriesOfAddress(): DataQuery[] {
  const queries = locationService.getSearch().get('queries');
  return queries ? JSON.parse(queries) : [{ refId: 'A' }];
}
