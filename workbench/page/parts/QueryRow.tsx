import React from 'react';
import { useToggle } from 'react-use';
import { type DataQuery, type DataSourceApi, LoadingState, type PanelData, type QueryEditorProps } from '@grafana/data';
import { Box, IconButton, Stack, Text } from '@grafana/ui';
import { Failure } from './Failure';
import { Section } from './Section';

interface Props extends QueryEditorProps<DataSourceApi> {
  onRemove: () => void;
}

/** One query: its letter, the plugin's editor, and its errors. */
export function QueryRow({ onRemove, ...props }: Props) {
  const { datasource, query, onChange, onRunQuery } = props;
  const { QueryEditor: Editor, QueryEditorHelp: Help } = datasource.components ?? {};
  const [showsHelp, toggleHelp] = useToggle(false);
  const data = props.data && dataOf(props.data, query.refId);
  const runChanged = (changed: DataQuery) => {
    onChange(changed);
    onRunQuery();
  };
  return (
    <Section label={`Query ${query.refId}`}>
      <Stack alignItems="center">
        <Text color="link" weight="medium">
          {query.refId}
        </Text>
        <Box grow={1} minWidth={0}>
          <Text color="secondary" variant="bodySmall" element="p" truncate>
            {query.hide ? 'Disabled' : (datasource.getQueryDisplayText?.(query) ?? '')}
          </Text>
        </Box>
        <IconButton
          name="question-circle"
          tooltip={showsHelp ? 'Hide query help' : 'Show query help'}
          onClick={toggleHelp}
        />
        <IconButton
          name={query.hide ? 'eye-slash' : 'eye'}
          tooltip={query.hide ? 'Enable query' : 'Disable query'}
          onClick={() => runChanged({ ...query, hide: !query.hide })}
        />
        <IconButton name="trash-alt" tooltip="Remove query" onClick={onRemove} />
      </Stack>
      {Help && showsHelp && (
        <Help
          datasource={datasource}
          query={query}
          onClickExample={(example) => runChanged({ ...example, refId: query.refId })}
        />
      )}
      {Editor && <Editor {...props} data={data} />}
      {data?.errors?.map((error, index) => (
        <Failure key={index} error={error} />
      ))}
    </Section>
  );
}

/** The part of the page's data that belongs to one query. An error that names no query belongs to all. */
function dataOf(data: PanelData, refId: string): PanelData {
  const errors = (data.errors ?? []).filter((error) => !error.refId || error.refId === refId);
  const state = errors.length > 0 || data.state !== LoadingState.Error ? data.state : LoadingState.Done;
  return { ...data, state, series: data.series.filter((frame) => frame.refId === refId), errors, error: errors[0] };
}
