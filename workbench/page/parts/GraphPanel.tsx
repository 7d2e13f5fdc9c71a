import React, { useMemo } from 'react';
import { LoadingState, type PanelData, type TimeRange } from '@grafana/data';
import { LegendDisplayMode, PanelChrome, TimeSeries, useTheme2 } from '@grafana/ui';
import { graphable, withFieldConfig } from '../query/runRequest';
import { useWidth } from './useWidth';
import { timeZone } from './TimeControls';

const height = 340;

interface Props {
  title: string;
  data?: PanelData;
  range: TimeRange;
}

/** Grafana's time series panel over the response of the queries. */
export function GraphPanel({ title, data, range }: Props) {
  const theme = useTheme2();
  const [ref, width] = useWidth<HTMLDivElement>();
  const frames = useMemo(() => withFieldConfig(graphable(data?.series ?? []), theme, timeZone), [data?.series, theme]);
  const failed = data?.errors?.map(({ message }) => message).filter(Boolean);
  return (
    <div ref={ref} data-testid="graph">
      {width > 0 && (
        <PanelChrome
          title={title}
          width={width}
          height={height}
          loadingState={data?.state}
          statusMessage={failed?.length ? failed.join('\n') : undefined}
        >
          {(innerWidth, innerHeight) =>
            frames.length > 0 ? (
              <TimeSeries
                frames={frames}
                timeRange={data?.timeRange ?? range}
                timeZone={timeZone}
                width={innerWidth}
                height={innerHeight}
                legend={{ showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom', calcs: [] }}
              />
            ) : (
              <NoData state={data?.state} />
            )
          }
        </PanelChrome>
      )}
    </div>
  );
}

function NoData({ state }: { state?: LoadingState }) {
  return <div role="status">{state === LoadingState.Done || state === LoadingState.Error ? 'No data' : ''}</div>;
}
