import React from 'react';
import { CoreApp, CustomVariableSupport, VariableRefresh } from '@grafana/data';
import {
  QueryVariable,
  type SceneComponentProps,
  sceneGraph,
  SceneObjectBase,
  type SceneObjectState,
} from '@grafana/scenes';
import { Alert, Button, Field, Input, Stack, Tag } from '@grafana/ui';
import { useDataSource } from '../grafana/dataSources';
import { Failure } from '../parts/Failure';
import { Section } from '../parts/Section';
import { PageScene, scenePage } from '../scenes/PageScene';
import { keepPreviewed, previewedVariable, variablesInScope } from '../scenes/variables';

/** A query variable: the plugin's editor for it, a preview of its values, and the variable put in scope. */
export const VariablesPage = scenePage(
  (uid) => new PageScene({ app: CoreApp.Dashboard, uid, variables: variablesInScope(), body: new VariableEditing(uid) })
);

interface EditingState extends SceneObjectState {
  uid: string;
  name: string;
  query: QueryVariable['state']['query'];
  /** The variable as it was previewed last, which is in scope. */
  preview?: QueryVariable;
}

class VariableEditing extends SceneObjectBase<EditingState> {
  static Component = VariableEditingRenderer;

  constructor(uid: string) {
    const { name = 'picked', query = '' } = previewedVariable()?.state ?? {};
    super({ uid, name, query });
  }

  /** Replaces the variable in scope by one with what is edited: the set of variables then fetches its values. */
  preview = () => {
    const { uid, name, query } = this.state;
    const refresh = VariableRefresh.onTimeRangeChanged;
    const preview = new QueryVariable({ name, query, datasource: { uid }, isMulti: true, refresh });
    const scope = sceneGraph.getVariables(this);
    const others = scope.state.variables.filter((variable) => variable.state.name !== name);
    scope.setState({ variables: [...others, preview] });
    this.setState({ preview });
    keepPreviewed(preview);
  };
}

function VariableEditingRenderer({ model }: SceneComponentProps<VariableEditing>) {
  const { uid, name, query, preview } = model.useState();
  const dataSource = useDataSource(uid);
  const support = dataSource?.variables;
  if (!dataSource) {
    return null;
  }
  if (!(support instanceof CustomVariableSupport)) {
    return <Alert severity="info" title="The plugin has no support for variables" />;
  }
  const Editor = support.editor;
  return (
    <Stack direction="column" grow={1} gap={2}>
      <Section label="Variable">
        <Field label="Name" description="How queries refer to it: $name" htmlFor="variable-name">
          <Input
            id="variable-name"
            width={40}
            value={name}
            onChange={({ currentTarget }) => model.setState({ name: currentTarget.value })}
          />
        </Field>
        <Editor
          app={CoreApp.Dashboard}
          datasource={dataSource}
          query={query || { refId: 'variable-query', ...support.getDefaultQuery?.() }}
          onChange={(changed) => {
            model.setState({ query: changed });
            model.preview();
          }}
          // Each change is previewed as it comes.
          onRunQuery={() => {}}
        />
        <div>
          <Button onClick={model.preview} disabled={!query}>
            Preview
          </Button>
        </div>
      </Section>
      {preview && <Preview variable={preview} />}
    </Stack>
  );
}

function Preview({ variable }: { variable: QueryVariable }) {
  const { name, options, error } = variable.useState();
  if (error) {
    return <Failure title={String(error)} error="" />;
  }
  return (
    <section aria-label="Preview of values">
      <p>
        {options.length} {options.length === 1 ? 'value' : 'values'}, in scope as ${name}
      </p>
      <Stack wrap="wrap" gap={1}>
        {options.map(({ label }, index) => (
          <Tag key={index} name={label} colorIndex={0} />
        ))}
      </Stack>
    </section>
  );
}
