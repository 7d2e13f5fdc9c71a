import React from 'react';
import {
  type DisplayValueAlignmentFactors,
  type FieldDisplay,
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  type PanelProps,
  type ReduceDataOptions,
  VizOrientation,
} from '@grafana/data';
import { BarGauge, BarGaugeDisplayMode, useTheme2, VizRepeater } from '@grafana/ui';
import { NoData } from './NoData';

/** A bar for each series, by its reduced value. */
export function BarGaugePanel(props: PanelProps<{ reduceOptions: ReduceDataOptions }>) {
  const { data, fieldConfig, options, width, height, timeZone, replaceVariables, renderCounter } = props;
  const theme = useTheme2();
  const values = () =>
    getFieldDisplayValues({ ...options, fieldConfig, data: data.series, theme, timeZone, replaceVariables });
  if (data.series.length === 0) {
    return <NoData data={data} fieldConfig={fieldConfig} />;
  }
  return (
    <VizRepeater<FieldDisplay, DisplayValueAlignmentFactors>
      source={data}
      getValues={values}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      width={width}
      height={height}
      renderCounter={renderCounter}
      orientation={VizOrientation.Horizontal}
      minVizHeight={16}
      maxVizHeight={100}
      renderValue={({ value, ...size }) => (
        <BarGauge
          {...size}
          theme={theme}
          value={value.display}
          field={value.field}
          display={value.view?.getFieldDisplayProcessor(value.colIndex ?? 0)}
          displayMode={BarGaugeDisplayMode.Basic}
        />
      )}
    />
  );
}
