import React, { useState } from 'react';
import {
  type CoreApp,
  type DataQuery,
  type DataSourceApi,
  LoadingState,
  type PanelData,
  type TimeRange,
} from '@grafana/data';
import { Alert, Box, IconButton, Stack, Text } from '@grafana/ui';
import { Section } from './Section';

interface Props {
  app: CoreApp;
  dataSource: DataSourceApi;
  query: DataQuery;
  queries: DataQuery[];
  data?: PanelData;
  range: TimeRange;
  onChange: (query: DataQuery) => void;
  onRunQuery: () => void;
  onAddQuery?: (query: DataQuery) => void;
  onRemove?: () => void;
}

/** One query: its letter, the plugin's editor, and what went wrong with it. */
export function QueryRow({
  app,
  dataSource,
  query,
  queries,
  data,
  range,
  onChange,
  onRunQuery,
  onAddQuery,
  onRemove,
}: Props) {
  const Editor = dataSource.components?.QueryEditor;
  const Help = dataSource.components?.QueryEditorHelp;
  const [showsHelp, setShowsHelp] = useState(false);
  const own = data && dataOf(data, query.refId);
  return (
    <Section label={`Query ${query.refId}`}>
      <Stack alignItems="center">
        <Text color="link" weight="medium">
          {query.refId}
        </Text>
        <Text color="secondary" variant="bodySmall">
          ({dataSource.name})
        </Text>
        <Box grow={1} minWidth={0}>
          <Text color="secondary" variant="bodySmall" element="p" truncate>
            {query.hide ? 'Disabled' : (dataSource.getQueryDisplayText?.(query) ?? '')}
          </Text>
        </Box>
        {Help && (
          <IconButton
            name="question-circle"
            tooltip={showsHelp ? 'Hide query help' : 'Show query help'}
            onClick={() => setShowsHelp(!showsHelp)}
          />
        )}
        <IconButton
          name={query.hide ? 'eye-slash' : 'eye'}
          tooltip={query.hide ? 'Enable query' : 'Disable query'}
          onClick={() => {
            onChange({ ...query, hide: !query.hide });
            onRunQuery();
          }}
        />
        {onRemove && <IconButton name="trash-alt" tooltip="Remove query" onClick={onRemove} />}
      </Stack>
      {Help && showsHelp && (
        <Box padding={1}>
          <Help
            datasource={dataSource}
            query={query}
            onClickExample={(example) => {
              onChange({ ...example, refId: query.refId });
              onRunQuery();
            }}
          />
        </Box>
      )}
      {Editor ? (
        <Editor
          app={app}
          datasource={dataSource}
          query={query}
          queries={queries}
          data={own}
          range={range}
          onChange={onChange}
          onRunQuery={onRunQuery}
          onAddQuery={onAddQuery}
        />
      ) : (
        <Alert severity="error" title="The plugin has no query editor" />
      )}
      {own?.errors?.map((error, index) => (
        <Alert key={index} severity="error" title="Query error">
          {error.message ?? error.data?.message}
        </Alert>
      ))}
      {notices(own).map(({ severity, text }) => (
        <Alert key={text} severity={severity} title={text} />
      ))}
    </Section>
  );
}

/** The part of the panel's data that one query brought; an error that names no query is everyone's. */
function dataOf(data: PanelData, refId: string): PanelData {
  const errors = (data.errors ?? []).filter((error) => !error.refId || error.refId === refId);
  const state = errors.length > 0 || data.state !== LoadingState.Error ? data.state : LoadingState.Done;
  return { ...data, state, series: data.series.filter((frame) => frame.refId === refId), errors, error: errors[0] };
}

function notices(data?: PanelData) {
  const all = (data?.series ?? []).flatMap(({ meta }) => meta?.notices ?? []);
  return [...new Map(all.map((notice) => [notice.text, notice])).values()];
}
