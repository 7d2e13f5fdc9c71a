import { css } from '@emotion/css';
import React, { useId, useState } from 'react';
import { fromEvent, lastValueFrom, takeUntil } from 'rxjs';

import {
  CoreApp,
  type DataQueryResponse,
  dateTime,
  type Field,
  FieldType,
  formattedValueToString,
  getMinMaxAndDelta,
  getValueFormat,
  type GrafanaTheme2,
  type TimeRange,
  toDataFrame,
} from '@grafana/data';
import { t } from '@grafana/i18n';
import { FieldValidationMessage, LoadingPlaceholder, Sparkline, Text, useStyles2, useTheme2 } from '@grafana/ui';

import { type OpenTsdbDataSource } from '../../datasource';
import { useResponse } from '../shared/useResponse';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const HEIGHT = 64;
const MAX_DECIMALS = 9;

interface Props {
  datasource: OpenTsdbDataSource;
  metric: string;
  /** In pixels. */
  width: number;
  /** Errors that are shown beside it: they aren't repeated. */
  shownErrors: Array<string | undefined>;
}

/** A metric's last hour: the average of all its series, minute by minute. */
export function MetricSparkline({ datasource, metric, width, shownErrors }: Props) {
  const id = useId();
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const [range] = useState(lastHour);
  const {
    value: response,
    error,
    loading,
  } = useResponse(metric, (signal) => averages(datasource, metric, range, id, signal));

  if (loading) {
    return <LoadingPlaceholder text={t('browser.loading', 'Loading…')} />;
  }
  const problem = error ?? problemOf(response);
  if (problem) {
    return shownErrors.includes(problem) ? null : <FieldValidationMessage>{problem}</FieldValidationMessage>;
  }
  const points = pointsOf(response);
  if (!points) {
    return (
      <Text color="secondary" variant="bodySmall">
        {t('browser.sparkline-none', 'No points in the last hour')}
      </Text>
    );
  }
  const { min, max } = getMinMaxAndDelta(points.y);
  const [from, to, last] = shown([min, max, points.y.values.at(-1)]);
  return (
    <div>
      <div className={styles.graph} aria-hidden>
        <Sparkline
          theme={theme}
          width={width}
          height={HEIGHT}
          sparkline={{ ...points, timeRange: range }}
          config={{ custom: { fillOpacity: 12, lineColor: theme.colors.primary.main, lineWidth: 1 } }}
        />
      </div>
      <Text color="secondary" variant="bodySmall">
        {t('browser.sparkline', 'Last hour, average of all series: from {{min}} to {{max}}, now {{last}}', {
          min: from,
          max: to,
          last,
          interpolation: { escapeValue: false },
        })}
      </Text>
    </div>
  );
}

function lastHour(): TimeRange {
  const to = Date.now();
  const from = to - HOUR_MS;
  return { from: dateTime(from), to: dateTime(to), raw: { from: dateTime(from), to: dateTime(to) } };
}

/** Queries as a panel does, with the server's default fill: to leave gaps may need the points of every series. */
function averages(
  datasource: OpenTsdbDataSource,
  metric: string,
  range: TimeRange,
  requestId: string,
  signal: AbortSignal
): Promise<DataQueryResponse> {
  const response = datasource.query({
    app: CoreApp.Unknown,
    requestId: `metrics-browser-${requestId}`,
    range,
    interval: '1m',
    intervalMs: MINUTE_MS,
    maxDataPoints: HOUR_MS / MINUTE_MS,
    scopedVars: {},
    startTime: range.to.valueOf(),
    timezone: 'browser',
    targets: [
      {
        refId: 'sparkline',
        metric,
        aggregator: 'avg',
        downsampleInterval: '1m',
        downsampleAggregator: 'avg',
        downsampleFillPolicy: 'none',
      },
    ],
  });
  return lastValueFrom(response.pipe(takeUntil(fromEvent(signal, 'abort'))), { defaultValue: { data: [] } });
}

function problemOf(response: DataQueryResponse | undefined): string | undefined {
  const [first] = response?.errors ?? [];
  return first && (first.message ?? first.data?.message ?? first.statusText ?? String(first.status ?? ''));
}

/** The points of the first series, with the range for Grafana's sparkline; undefined: there are fewer than two. */
function pointsOf(response: DataQueryResponse | undefined): { x: Field; y: Field } | undefined {
  const [frame] = response?.data ?? [];
  const fields = frame ? toDataFrame(frame).fields : [];
  const x = fields.find(({ type }) => type === FieldType.time);
  const y = fields.find(({ type }) => type === FieldType.number);
  if (!x || !y || y.values.length < 2) {
    return undefined;
  }
  return { x, y: { ...y, state: { ...y.state, range: getMinMaxAndDelta(y) } } };
}

/** The smallest, the largest and the last value, with enough decimals to distinguish the first two. */
function shown(values: Array<number | null | undefined>): string[] {
  const format = getValueFormat('short');
  const texts = (decimals?: number) =>
    values.map((value) => (value == null ? '–' : formattedValueToString(format(value, decimals))));
  const [min, max] = values;
  for (let decimals = 2; decimals <= MAX_DECIMALS && min !== max; decimals++) {
    const [first, second] = texts(decimals);
    if (first !== second) {
      return decimals === 2 ? texts() : texts(decimals);
    }
  }
  return texts();
}

function getStyles(theme: GrafanaTheme2) {
  return {
    graph: css({ height: HEIGHT, overflow: 'hidden', marginBottom: theme.spacing(0.5) }),
  };
}
