import React from 'react';
import { type CoreApp, type DataQuery, type DataSourceApi, getNextRefId } from '@grafana/data';
import { sceneGraph, type SceneQueryRunner } from '@grafana/scenes';
import { Button, Stack } from '@grafana/ui';
import { QueryRow } from './QueryRow';

interface Props {
  /** The app that the editors are told. */
  app: CoreApp;
  dataSource: DataSourceApi;
  /** Holds the queries and runs them. */
  runner: SceneQueryRunner;
}

/** The queries of a page, one below the other, and a button that adds one. */
export function QueryRows({ app, dataSource, runner }: Props) {
  const { queries, data } = runner.useState();
  const { value: range } = sceneGraph.getTimeRange(runner).useState();
  const run = () => runner.runQueries();
  const edit = (edited: (queries: DataQuery[]) => DataQuery[]) =>
    runner.setState({ queries: edited(runner.state.queries) });
  const add = (query: Partial<DataQuery>) => edit((all) => [...all, { ...query, refId: getNextRefId(all) }]);
  return (
    <Stack direction="column">
      {queries.map((query) => (
        <QueryRow
          key={query.refId}
          app={app}
          datasource={dataSource}
          query={query}
          queries={queries}
          data={data}
          range={range}
          onChange={(changed) => edit((all) => all.map((one) => (one.refId === query.refId ? changed : one)))}
          onRunQuery={run}
          onAddQuery={add}
          onRemove={() => {
            edit((all) => all.filter((one) => one.refId !== query.refId));
            run();
          }}
        />
      ))}
      <div>
        <Button variant="secondary" icon="plus" onClick={() => add({})}>
          Add query
        </Button>
      </div>
    </Stack>
  );
}
