import React from 'react';
import {
  CoreApp,
  type DataFrame,
  type DataQuery,
  dateTime,
  FieldType,
  getFieldDisplayName,
  LoadingState,
  type PanelData,
  rangeUtil,
  reduceField,
  ReducerID,
} from '@grafana/data';
import { getBackendSrv, toDataQueryResponse } from '@grafana/runtime';
import {
  SceneDataNode,
  SceneObjectBase,
  type SceneComponentProps,
  type SceneObjectState,
  VizPanel,
} from '@grafana/scenes';
import { Badge, Box, Button, Combobox, InlineField, Input, Stack } from '@grafana/ui';
import { useDataSource } from '../grafana/dataSources';
import { DataSourceSelect } from '../parts/DataSourceSelect';
import { DataTable } from '../parts/DataTable';
import { errorText, Failure } from '../parts/Failure';
import { Panel } from '../parts/Panel';
import { QueryRow } from '../parts/QueryRow';
import { scenePage } from '../scenes/PageScene';

/** How far back an alert rule may look, in seconds. */
const ranges = [300, 600, 3600, 21600].map((value) => ({ value, label: `Last ${rangeUtil.secondsToHms(value)}` }));

/** A query as an alert rule sees it: run by the server for no user, each series reduced to its last value. */
export const AlertingPage = scenePage(
  (uid) => new AlertPreview({ uid, query: { refId: 'A' }, seconds: 600, threshold: '30', graph: graphOf() })
);

interface PreviewState extends SceneObjectState {
  uid: string;
  query: DataQuery;
  seconds: number;
  threshold: string;
  graph: VizPanel;
  data?: PanelData;
  failure?: unknown;
}

class AlertPreview extends SceneObjectBase<PreviewState> {
  static Component = AlertPreviewRenderer;

  run = async () => {
    const { uid, query, seconds } = this.state;
    try {
      const data = await preview(uid, query, Date.now(), seconds);
      this.setState({ data, graph: graphOf(data), failure: undefined });
    } catch (failure) {
      this.setState({ data: undefined, failure });
    }
  };
}

function AlertPreviewRenderer({ model }: SceneComponentProps<AlertPreview>) {
  const { uid, query, seconds, threshold, graph, data, failure } = model.useState();
  const dataSource = useDataSource(uid);
  return (
    <>
      <Stack alignItems="flex-start" wrap="wrap">
        <DataSourceSelect uid={uid} />
        <InlineField label="Time range" htmlFor="alert-range" transparent>
          <Combobox
            id="alert-range"
            width={24}
            options={ranges}
            value={seconds}
            onChange={({ value }) => model.setState({ seconds: value })}
          />
        </InlineField>
        <InlineField label="Fires above" htmlFor="alert-threshold" transparent>
          <Input
            id="alert-threshold"
            type="number"
            width={12}
            value={threshold}
            onChange={({ currentTarget }) => model.setState({ threshold: currentTarget.value })}
          />
        </InlineField>
        <Box grow={1} />
        <Button icon="sync" onClick={model.run}>
          Preview
        </Button>
      </Stack>
      {dataSource && (
        <QueryRow
          app={CoreApp.UnifiedAlerting}
          dataSource={dataSource}
          query={query}
          queries={[query]}
          data={data}
          range={data?.timeRange ?? lastSeconds(Date.now(), seconds)}
          onChange={(changed) => model.setState({ query: changed })}
          onRunQuery={model.run}
        />
      )}
      {failure !== undefined && <Failure title={errorText(failure)} error="" />}
      {data && (
        <>
          <Reduced frames={data.series} threshold={Number(threshold)} />
          <Panel panel={graph} name="graph" height={340} />
        </>
      )}
    </>
  );
}

function graphOf(data?: PanelData): VizPanel {
  return new VizPanel({ pluginId: 'timeseries', title: 'What the rule sees', $data: new SceneDataNode({ data }) });
}

function lastSeconds(now: number, seconds: number) {
  const [from, to] = [dateTime(now - seconds * 1000), dateTime(now)];
  return { from, to, raw: { from: `now-${seconds}s`, to: 'now' } };
}

/** Has the server run the query as for an alert rule, at a moment in ms, over the seconds before it. */
async function preview(uid: string, query: DataQuery, now: number, seconds: number): Promise<PanelData> {
  const model = { ...query, datasource: { uid } };
  const body = {
    now: new Date(now).toISOString(),
    data: [{ refId: query.refId, datasourceUid: uid, relativeTimeRange: { from: seconds, to: 0 }, model }],
  };
  const response = await getBackendSrv().post<object>('/api/v1/eval', body);
  const { data, errors = [] } = toDataQueryResponse({ data: response });
  const state = errors.length > 0 ? LoadingState.Error : LoadingState.Done;
  return { state, series: data, errors, timeRange: lastSeconds(now, seconds) };
}

/** One line for each alert instance: its labels, the last value, and what a rule would make of it. */
function Reduced({ frames, threshold }: { frames: DataFrame[]; threshold: number }) {
  const rows = frames.flatMap((frame) =>
    frame.fields
      .filter(({ type }) => type === FieldType.number)
      .map((field) => {
        const last: unknown = reduceField({ field, reducers: [ReducerID.last] })[ReducerID.last];
        const labels = Object.entries(field.labels ?? {}).map(([key, value]) => `${key}=${value}`);
        return [
          getFieldDisplayName(field, frame, frames),
          labels.join(', '),
          isNumber(last) ? last.toFixed(2) : 'no value',
          <State key="state" value={last} threshold={threshold} />,
        ];
      })
  );
  return (
    <DataTable
      label="Alert instances"
      columns={['Series', 'Labels', 'Last value', 'State']}
      rows={rows.length > 0 ? rows : [[<State key="state" value={undefined} threshold={threshold} />]]}
    />
  );
}

function State({ value, threshold }: { value: unknown; threshold: number }) {
  if (!isNumber(value)) {
    return <Badge color="blue" text="No data" />;
  }
  return value > threshold ? <Badge color="red" text="Firing" /> : <Badge color="green" text="Normal" />;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
