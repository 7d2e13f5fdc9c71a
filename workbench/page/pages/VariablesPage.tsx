import React from 'react';
import { CoreApp, CustomVariableSupport, type DataQuery, type DataSourceApi, VariableRefresh } from '@grafana/data';
import { QueryVariable, sceneGraph, SceneReactObject } from '@grafana/scenes';
import { Stack, Tag } from '@grafana/ui';
import { Section } from '../parts/Section';
import { PageScene, scenePage } from '../scenes/PageScene';
import { hostVariable } from '../scenes/variables';

/** A query variable: the plugin's editor for it, its values, and the choice among them that a dashboard offers. */
export const VariablesPage = scenePage((dataSource) => {
  const refresh = VariableRefresh.onTimeRangeChanged;
  const variable = new QueryVariable({ name: 'picked', datasource: dataSource.getRef(), isMulti: true, refresh });
  return new PageScene({
    app: CoreApp.Dashboard,
    variables: [hostVariable(), variable],
    body: new SceneReactObject({ component: VariableEditor, props: { dataSource, variable } }),
  });
});

function VariableEditor({ dataSource, variable }: { dataSource: DataSourceApi; variable: QueryVariable }) {
  const { query, options } = variable.useState();
  const support = dataSource.variables as CustomVariableSupport<DataSourceApi>;
  const Editor = support.editor;
  const change = (changed: DataQuery) => {
    variable.onCancel();
    variable.setState({ query: changed });
    sceneGraph.getTimeRange(variable).onRefresh();
  };
  return (
    <Stack direction="column" grow={1} gap={2}>
      <Section label="Variable">
        <Editor
          app={CoreApp.Dashboard}
          datasource={dataSource}
          query={query || { refId: 'variable-query', ...support.getDefaultQuery?.() }}
          onChange={change}
          // Each change is run as it comes.
          onRunQuery={() => {}}
        />
      </Section>
      <Section label="Preview of values">
        <Stack wrap="wrap" gap={1}>
          {options.map(({ label }, index) => (
            <Tag key={index} name={label} colorIndex={0} />
          ))}
        </Stack>
      </Section>
    </Stack>
  );
}
