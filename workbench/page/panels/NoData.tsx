import React from 'react';
import { LoadingState, type PanelProps } from '@grafana/data';

/** The text of a panel without data; nothing while it loads. */
export function NoData({ data, fieldConfig }: Pick<PanelProps, 'data' | 'fieldConfig'>) {
  const done = data.state === LoadingState.Done || data.state === LoadingState.Error;
  return <div role="status">{done && (fieldConfig.defaults.noValue ?? 'No data')}</div>;
}
