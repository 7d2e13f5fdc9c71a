import { css } from '@emotion/css';
import React, { useState } from 'react';
import {
  CoreApp,
  CustomVariableSupport,
  type DataQuery,
  type DataSourceApi,
  DataSourceVariableSupport,
  type GrafanaTheme2,
  type MetricFindValue,
} from '@grafana/data';
import { Alert, Button, Field, Input, Stack, Tag, useStyles2 } from '@grafana/ui';
import { useDataSource, useWorkbench } from '../context';
import { DataSourceSelect } from '../parts/DataSourceSelect';
import { errorText, Failure } from '../parts/Failure';
import { TimeControls, timeZone, useTimeRange } from '../parts/TimeControls';
import { Spacer, Toolbar } from '../parts/Toolbar';
import { VariableSelects } from '../parts/VariableSelects';
import { runVariableQuery, variableKind } from '../variables/runVariableQuery';

/** A query variable: the plugin's editor for it, a preview of its values, and the variable put in scope. */
export function VariablesPage({ uid }: { uid: string }) {
  const styles = useStyles2(getStyles);
  const { variables } = useWorkbench();
  const dataSource = useDataSource(uid);
  const [name, setName] = useState('picked');
  const [query, setQuery] = useState<DataQuery | string>();
  const [preview, setPreview] = useState<MetricFindValue[]>();
  const [failure, setFailure] = useState<unknown>();
  const [running, setRunning] = useState(false);
  const range = useTimeRange(0);
  const kind = dataSource && variableKind(dataSource);

  const run = async (asked = query) => {
    if (!dataSource || asked === undefined) {
      return;
    }
    setRunning(true);
    setFailure(undefined);
    try {
      const found = await runVariableQuery(dataSource, asked, range, timeZone);
      setPreview(found);
      const options = found.map(({ text, value }) => String(value ?? text));
      variables.set({ name, options, current: options.slice(0, 1), multi: true });
    } catch (error) {
      setPreview(undefined);
      setFailure(error);
    } finally {
      setRunning(false);
    }
  };

  return (
    <>
      <Toolbar>
        <DataSourceSelect uid={uid} />
        <VariableSelects />
        <Spacer />
        <TimeControls range={range} loading={running} onRefresh={() => run()} />
      </Toolbar>
      {kind === 'none' && <Alert severity="info" title="The plugin has no support for variables" />}
      {dataSource && kind !== 'none' && (
        <section className={styles.section} aria-label="Variable">
          <Field label="Name" description="How queries refer to it: $name" htmlFor="variable-name">
            <Input
              id="variable-name"
              width={40}
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
          </Field>
          <VariableEditor
            dataSource={dataSource}
            query={query}
            onChange={(changed) => {
              setQuery(changed);
              run(changed);
            }}
          />
          <Button className={styles.run} onClick={() => run()} disabled={running || query === undefined}>
            Preview
          </Button>
        </section>
      )}
      {failure !== undefined && <Failure title={errorText(failure)} error="" />}
      {preview && (
        <section aria-label="Preview of values">
          <p>
            {preview.length} {preview.length === 1 ? 'value' : 'values'}, in scope as ${name}
          </p>
          <Stack wrap="wrap" gap={1}>
            {preview.map(({ text }, index) => (
              <Tag key={index} name={text} colorIndex={0} />
            ))}
          </Stack>
        </section>
      )}
    </>
  );
}

interface EditorProps {
  dataSource: DataSourceApi;
  query: DataQuery | string | undefined;
  onChange: (query: DataQuery | string) => void;
}

/** The editor that Grafana shows for a query variable, by the kind of support that the plugin has. */
function VariableEditor({ dataSource, query, onChange }: EditorProps) {
  const { variables } = dataSource;
  const QueryEditor =
    variables instanceof CustomVariableSupport
      ? variables.editor
      : variables instanceof DataSourceVariableSupport
        ? dataSource.components?.QueryEditor
        : undefined;
  if (QueryEditor) {
    const known = query ?? { refId: 'variable-query', ...variables?.getDefaultQuery?.() };
    return (
      <QueryEditor
        app={CoreApp.Dashboard}
        datasource={dataSource}
        // An old variable's query is its text, and Grafana hands that to the editor as it is.
        query={known as DataQuery}
        onChange={onChange}
        // Each change is run as it comes; the query known here is the one before it.
        onRunQuery={() => {}}
      />
    );
  }
  return (
    <Field label="Query" htmlFor="variable-query">
      <Input
        id="variable-query"
        defaultValue={typeof query === 'string' ? query : ''}
        onBlur={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </Field>
  );
}

function getStyles(theme: GrafanaTheme2) {
  return {
    run: css({ alignSelf: 'flex-start' }),
    section: css({
      display: 'flex',
      flexDirection: 'column',
      gap: theme.spacing(1),
      background: theme.colors.background.primary,
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.default,
      padding: theme.spacing(2),
    }),
  };
}
