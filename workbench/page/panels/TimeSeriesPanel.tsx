import React, { useMemo } from 'react';
import { FieldType, type PanelProps } from '@grafana/data';
import { LegendDisplayMode, TimeSeries } from '@grafana/ui';
import { NoData } from './NoData';

/** The frames that have a time and a number, as lines. */
export function TimeSeriesPanel({ data, fieldConfig, timeRange, timeZone, width, height }: PanelProps) {
  const frames = useMemo(
    () =>
      data.series.filter(({ fields }) =>
        [FieldType.time, FieldType.number].every((type) => fields.some((field) => field.type === type))
      ),
    [data.series]
  );
  if (frames.length === 0) {
    return <NoData data={data} fieldConfig={fieldConfig} />;
  }
  return (
    <TimeSeries
      frames={frames}
      structureRev={data.structureRev}
      timeRange={timeRange}
      timeZone={timeZone}
      width={width}
      height={height}
      legend={{ showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom', calcs: [] }}
    />
  );
}
