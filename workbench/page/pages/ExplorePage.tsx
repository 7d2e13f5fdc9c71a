import React from 'react';
import { CoreApp, type DataQuery, getNextRefId, type QueryFixAction } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import {
  type SceneComponentProps,
  sceneGraph,
  SceneObjectBase,
  type SceneObjectState,
  SceneQueryRunner,
  VizPanel,
} from '@grafana/scenes';
import { Button, Stack } from '@grafana/ui';
import { dataSources, useDataSource } from '../grafana/dataSources';
import { Inspector } from '../parts/Inspector';
import { Panel } from '../parts/Panel';
import { QueryRow } from '../parts/QueryRow';
import { PageScene, scenePage } from '../scenes/PageScene';
import { filterAndGroupBy, variablesInScope } from '../scenes/variables';

/** Queries, a time range, and what they bring: graph, table, and the requests behind them. */
export const ExplorePage = scenePage((uid) => {
  const variables = [...variablesInScope(), filterAndGroupBy({ uid })];
  return new PageScene({ app: CoreApp.Explore, uid, variables, body: new Explore(uid) });
});

interface ExploreState extends SceneObjectState {
  uid: string;
  $data: SceneQueryRunner;
  graph: VizPanel;
  table: VizPanel;
}

class Explore extends SceneObjectBase<ExploreState> {
  static Component = ExploreRenderer;

  constructor(uid: string) {
    super({
      uid,
      $data: new SceneQueryRunner({ datasource: { uid }, queries: queriesOfAddress(), maxDataPointsFromWidth: true }),
      graph: new VizPanel({ pluginId: 'timeseries', title: 'Graph' }),
      table: new VizPanel({
        pluginId: 'table',
        title: 'Table',
        extendPanelContext: (_, context) => {
          context.onAddAdHocFilter = ({ key, value, operator }) =>
            this.modify({ type: operator === '=' ? 'ADD_FILTER' : 'ADD_FILTER_OUT', options: { key, value } });
        },
      }),
    });
    this.addActivationHandler(() => {
      // The address carries the queries, as a link to Explore does.
      this._subs.add(
        this.state.$data.subscribeToState(({ queries }, before) => {
          if (queries !== before.queries) {
            locationService.partial({ queries: JSON.stringify(queries) }, true);
          }
        })
      );
    });
  }

  get queries(): DataQuery[] {
    return this.state.$data.state.queries;
  }

  setQueries = (queries: DataQuery[]) => this.state.$data.setState({ queries });
  run = () => this.state.$data.runQueries();

  change = (changed: DataQuery, refId = changed.refId) =>
    this.setQueries(this.queries.map((query) => (query.refId === refId ? changed : query)));

  add = (query: Partial<DataQuery>) =>
    this.setQueries([...this.queries, { ...query, refId: getNextRefId(this.queries) }]);

  remove = ({ refId }: DataQuery) => {
    this.setQueries(this.queries.filter((query) => query.refId !== refId));
    this.run();
  };

  private async modify(action: QueryFixAction) {
    const dataSource = await dataSources.get(this.state.uid);
    this.setQueries(this.queries.map((query) => dataSource.modifyQuery?.(query, action) ?? query));
    this.run();
  }
}

function ExploreRenderer({ model }: SceneComponentProps<Explore>) {
  const { uid, $data, graph, table } = model.useState();
  const { queries, data } = $data.useState();
  const { value: range } = sceneGraph.getTimeRange(model).useState();
  const dataSource = useDataSource(uid);
  return (
    <Stack direction="column" grow={1} gap={2}>
      {dataSource &&
        queries.map((query) => (
          <QueryRow
            key={query.refId}
            app={CoreApp.Explore}
            dataSource={dataSource}
            query={query}
            queries={queries}
            data={data}
            range={range}
            onChange={(changed) => model.change(changed, query.refId)}
            onRunQuery={model.run}
            onAddQuery={model.add}
            onRemove={queries.length > 1 ? () => model.remove(query) : undefined}
          />
        ))}
      <div>
        <Button variant="secondary" icon="plus" onClick={() => model.add({})}>
          Add query
        </Button>
      </div>
      <Panel panel={graph} name="graph" height={340} />
      <Panel panel={table} name="table" height={320} />
      <Inspector data={data} />
    </Stack>
  );
}

/** The queries in the address, or a new one. */
function queriesOfAddress(): DataQuery[] {
  const fresh = [{ refId: getNextRefId([]) }];
  try {
    const parsed: unknown = JSON.parse(locationService.getSearch().get('queries') ?? '');
    return Array.isArray(parsed) && parsed.length > 0 ? parsed : fresh;
  } catch {
    return fresh;
  }
}
