import { css } from '@emotion/css';
import React, { useState } from 'react';
import {
  type CoreApp,
  type DataQuery,
  type DataSourceApi,
  type GrafanaTheme2,
  LoadingState,
  type PanelData,
  type TimeRange,
} from '@grafana/data';
import { Alert, IconButton, useStyles2 } from '@grafana/ui';

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
  const styles = useStyles2(getStyles);
  const Editor = dataSource.components?.QueryEditor;
  const Help = dataSource.components?.QueryEditorHelp;
  const [showsHelp, setShowsHelp] = useState(false);
  const own = data && dataOf(data, query.refId);
  return (
    <section className={styles.row} aria-label={`Query ${query.refId}`}>
      <div className={styles.header}>
        <span className={styles.refId}>{query.refId}</span>
        <span className={styles.dataSource}>({dataSource.name})</span>
        <span className={styles.text}>{query.hide ? 'Disabled' : dataSource.getQueryDisplayText?.(query)}</span>
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
      </div>
      {Help && showsHelp && (
        <div className={styles.help}>
          <Help
            datasource={dataSource}
            query={query}
            onClickExample={(example) => {
              onChange({ ...example, refId: query.refId });
              onRunQuery();
            }}
          />
        </div>
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
        <Alert key={index} severity="error" title="Query error" className={styles.message}>
          {error.message ?? error.data?.message}
        </Alert>
      ))}
      {notices(own).map(({ severity, text }) => (
        <Alert key={text} severity={severity} title={text} className={styles.message} />
      ))}
    </section>
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

function getStyles(theme: GrafanaTheme2) {
  return {
    row: css({
      background: theme.colors.background.primary,
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.default,
      padding: theme.spacing(1),
    }),
    header: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), marginBottom: theme.spacing(1) }),
    refId: css({ color: theme.colors.text.link, fontWeight: theme.typography.fontWeightMedium }),
    dataSource: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
    text: css({
      flexGrow: 1,
      minWidth: 0,
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
    }),
    help: css({ padding: theme.spacing(1) }),
    message: css({ margin: theme.spacing(1, 0, 0) }),
  };
}
