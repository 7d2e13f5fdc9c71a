import { css } from '@emotion/css';
import React, { useCallback, useEffect, useRef, useState } from 'react';
import { type AnnotationQuery, CoreApp, dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Alert, TagList, useStyles2 } from '@grafana/ui';
import { type AnnotationAnswer, runAnnotationQuery } from '../annotations/runAnnotationQuery';
import { useDataSource } from '../context';
import { DataSourceSelect } from '../parts/DataSourceSelect';
import { errorText, Failure } from '../parts/Failure';
import { Inspector } from '../parts/Inspector';
import { TimeControls, timeZone, useTimeRange } from '../parts/TimeControls';
import { Spacer, Toolbar } from '../parts/Toolbar';

/** An annotation query: the plugin's editor for it, and the events that a dashboard would show. */
export function AnnotationsPage({ uid }: { uid: string }) {
  const styles = useStyles2(getStyles);
  const dataSource = useDataSource(uid);
  const [annotation, setAnnotation] = useState<AnnotationQuery>();
  const [answer, setAnswer] = useState<AnnotationAnswer>();
  const [failure, setFailure] = useState<unknown>();
  const [refresh, setRefresh] = useState(0);
  const range = useTimeRange(refresh);
  const latest = useRef<AnnotationQuery>(undefined);
  const support = dataSource?.annotations;

  useEffect(() => {
    if (!dataSource?.annotations || latest.current) {
      return;
    }
    const { prepareAnnotation, getDefaultQuery } = dataSource.annotations;
    const fresh: AnnotationQuery = {
      name: 'Workbench',
      enable: true,
      iconColor: 'red',
      datasource: dataSource.getRef(),
      target: { refId: 'Anno', ...getDefaultQuery?.() },
    };
    latest.current = prepareAnnotation ? prepareAnnotation(fresh) : fresh;
    setAnnotation(latest.current);
  }, [dataSource]);

  const change = (changed: AnnotationQuery) => {
    latest.current = changed;
    setAnnotation(changed);
  };
  const run = useCallback(() => setRefresh((count) => count + 1), []);
  useEffect(() => {
    if (!dataSource || !latest.current) {
      return;
    }
    let wanted = true;
    runAnnotationQuery(dataSource, latest.current, range, timeZone).then(
      (next) => {
        if (wanted) {
          setAnswer(next);
          setFailure(undefined);
        }
      },
      (error) => wanted && setFailure(error)
    );
    return () => {
      wanted = false;
    };
  }, [dataSource, range]);

  const Editor = support?.QueryEditor ?? dataSource?.components?.QueryEditor;
  const errors = answer?.data.errors ?? [];
  return (
    <>
      <Toolbar>
        <DataSourceSelect uid={uid} />
        <Spacer />
        <TimeControls range={range} loading={false} onRefresh={run} />
      </Toolbar>
      {dataSource && !support && <Alert severity="info" title="The plugin has no support for annotations" />}
      {dataSource && support && annotation && Editor && (
        <section className={styles.section} aria-label="Annotation">
          <Editor
            app={CoreApp.Dashboard}
            datasource={dataSource}
            query={annotation.target ?? { refId: 'Anno' }}
            range={range}
            data={answer?.data}
            annotation={annotation}
            onAnnotationChange={change}
            onChange={(target) => change({ ...annotation, target })}
            onRunQuery={run}
          />
        </section>
      )}
      {failure !== undefined && <Failure title={errorText(failure)} error="" />}
      {errors.map((error, index) => (
        <Alert key={index} severity="error" title="Query error">
          {error.message ?? error.data?.message}
        </Alert>
      ))}
      {answer && <Events events={answer.events} />}
      <Inspector data={answer?.data} />
    </>
  );
}

function Events({ events }: { events: AnnotationAnswer['events'] }) {
  const styles = useStyles2(getStyles);
  return (
    <table className={styles.table} aria-label="Events">
      <caption>{events.length === 1 ? '1 event' : `${events.length} events`}</caption>
      <thead>
        <tr>
          <th>Time</th>
          <th>End</th>
          <th>Title</th>
          <th>Text</th>
          <th>Tags</th>
        </tr>
      </thead>
      <tbody>
        {events.map(({ time, timeEnd, isRegion, title, text, tags = [] }, index) => (
          <tr key={index}>
            <td>{dateTimeFormat(time ?? 0, { timeZone })}</td>
            <td>{isRegion ? dateTimeFormat(timeEnd ?? 0, { timeZone }) : ''}</td>
            <td>{title}</td>
            <td>{text}</td>
            <td>
              <TagList tags={tags} className={styles.tags} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function getStyles(theme: GrafanaTheme2) {
  return {
    section: css({
      background: theme.colors.background.primary,
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.default,
      padding: theme.spacing(2),
    }),
    table: css({
      width: '100%',
      caption: { captionSide: 'top', textAlign: 'left' },
      'th, td': { padding: theme.spacing(0.5, 1), textAlign: 'left' },
    }),
    tags: css({ justifyContent: 'flex-start' }),
  };
}
