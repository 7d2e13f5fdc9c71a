import { css } from '@emotion/css';
import React, { useCallback, useEffect, useRef, useState } from 'react';
import {
  CoreApp,
  type DataFrame,
  type DataQuery,
  dateTime,
  FieldType,
  getFieldDisplayName,
  type GrafanaTheme2,
  LoadingState,
  type PanelData,
  reduceField,
  ReducerID,
  rangeUtil,
} from '@grafana/data';
import { getBackendSrv, toDataQueryResponse } from '@grafana/runtime';
import { Badge, Button, Combobox, InlineField, Input, useStyles2 } from '@grafana/ui';
import { useDataSource } from '../context';
import { DataSourceSelect } from '../parts/DataSourceSelect';
import { errorText, Failure } from '../parts/Failure';
import { GraphPanel } from '../parts/GraphPanel';
import { QueryRow } from '../parts/QueryRow';
import { Spacer, Toolbar } from '../parts/Toolbar';

/** How far back an alert rule may look, in seconds. */
const ranges = [300, 600, 3600, 21600].map((value) => ({ value, label: `Last ${rangeUtil.secondsToHms(value)}` }));

/** A query as an alert rule sees it: run by the server for no user, each series reduced to its last value. */
export function AlertingPage({ uid }: { uid: string }) {
  const styles = useStyles2(getStyles);
  const dataSource = useDataSource(uid);
  const [query, setQuery] = useState<DataQuery>();
  const [seconds, setSeconds] = useState(600);
  const [threshold, setThreshold] = useState('30');
  const [data, setData] = useState<PanelData>();
  const [failure, setFailure] = useState<unknown>();
  const latest = useRef<DataQuery>(undefined);

  useEffect(() => {
    if (dataSource) {
      const first = { ...dataSource.getDefaultQuery?.(CoreApp.UnifiedAlerting), refId: 'A' };
      latest.current ??= first;
      setQuery((now) => now ?? first);
    }
  }, [dataSource]);

  const run = useCallback(async () => {
    const asked = latest.current;
    if (!asked) {
      return;
    }
    const now = dateTime();
    setFailure(undefined);
    try {
      setData(await preview(uid, asked, now.valueOf(), seconds));
    } catch (error) {
      setData(undefined);
      setFailure(error);
    }
  }, [uid, seconds]);

  return (
    <>
      <Toolbar>
        <DataSourceSelect uid={uid} />
        <InlineField label="Time range" htmlFor="alert-range" className={styles.field} transparent>
          <Combobox
            id="alert-range"
            width={24}
            options={ranges}
            value={seconds}
            onChange={({ value }) => setSeconds(value)}
          />
        </InlineField>
        <InlineField label="Fires above" htmlFor="alert-threshold" className={styles.field} transparent>
          <Input
            id="alert-threshold"
            type="number"
            width={12}
            value={threshold}
            onChange={({ currentTarget }) => setThreshold(currentTarget.value)}
          />
        </InlineField>
        <Spacer />
        <Button icon="sync" onClick={run}>
          Preview
        </Button>
      </Toolbar>
      {dataSource && query && (
        <QueryRow
          app={CoreApp.UnifiedAlerting}
          dataSource={dataSource}
          query={query}
          queries={[query]}
          data={data}
          range={data?.timeRange ?? lastSeconds(Date.now(), seconds)}
          onChange={(changed) => {
            latest.current = changed;
            setQuery(changed);
          }}
          onRunQuery={run}
        />
      )}
      {failure !== undefined && <Failure title={errorText(failure)} error="" />}
      {data && (
        <>
          <Reduced frames={data.series} threshold={Number(threshold)} />
          <GraphPanel title="What the rule sees" data={data} range={data.timeRange} />
        </>
      )}
    </>
  );
}

function lastSeconds(now: number, seconds: number) {
  const [from, to] = [dateTime(now - seconds * 1000), dateTime(now)];
  return { from, to, raw: { from: `now-${seconds}s`, to: 'now' } };
}

/** Has the server run the query as for an alert rule, at a moment in ms, over the seconds before it. */
async function preview(uid: string, query: DataQuery, now: number, seconds: number): Promise<PanelData> {
  const body = {
    now: new Date(now).toISOString(),
    data: [
      {
        refId: query.refId,
        datasourceUid: uid,
        relativeTimeRange: { from: seconds, to: 0 },
        model: { ...query, datasource: { uid } },
      },
    ],
  };
  const answer = await getBackendSrv().post<object>('/api/v1/eval', body);
  const { data, errors = [] } = toDataQueryResponse({ data: answer });
  return {
    state: errors.length > 0 ? LoadingState.Error : LoadingState.Done,
    series: data,
    errors,
    timeRange: lastSeconds(now, seconds),
  };
}

/** One line for each alert instance: its labels, the last value, and what a rule would make of it. */
function Reduced({ frames, threshold }: { frames: DataFrame[]; threshold: number }) {
  const styles = useStyles2(getStyles);
  const instances = frames.flatMap((frame) =>
    frame.fields
      .filter(({ type }) => type === FieldType.number)
      .map((field) => ({
        name: getFieldDisplayName(field, frame, frames),
        labels: Object.entries(field.labels ?? {})
          .map(([key, value]) => `${key}=${value}`)
          .join(', '),
        last: reduceField({ field, reducers: [ReducerID.last] })[ReducerID.last],
      }))
  );
  return (
    <table className={styles.table} aria-label="Alert instances">
      <thead>
        <tr>
          <th>Series</th>
          <th>Labels</th>
          <th>Last value</th>
          <th>State</th>
        </tr>
      </thead>
      <tbody>
        {instances.map(({ name, labels, last }, index) => (
          <tr key={index}>
            <td>{name}</td>
            <td>{labels}</td>
            <td>{typeof last === 'number' && Number.isFinite(last) ? last.toFixed(2) : 'no value'}</td>
            <td>
              <State value={last} threshold={threshold} />
            </td>
          </tr>
        ))}
        {instances.length === 0 && (
          <tr>
            <td colSpan={4}>
              <Badge color="blue" text="No data" />
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function State({ value, threshold }: { value: unknown; threshold: number }) {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return <Badge color="blue" text="No data" />;
  }
  return value > threshold ? <Badge color="red" text="Firing" /> : <Badge color="green" text="Normal" />;
}

function getStyles(theme: GrafanaTheme2) {
  return {
    field: css({ margin: 0 }),
    table: css({ width: '100%', 'th, td': { padding: theme.spacing(0.5, 1), textAlign: 'left' } }),
  };
}
