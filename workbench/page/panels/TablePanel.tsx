import React, { useState } from 'react';
import { getFrameDisplayName, type PanelProps } from '@grafana/data';
import { Combobox, Stack, Table, usePanelContext } from '@grafana/ui';
import { NoData } from './NoData';

const CHOICE_HEIGHT = 40;

/** One frame at a time, with a choice where there are several. */
export function TablePanel({ data, fieldConfig, width, height }: PanelProps) {
  const { onAddAdHocFilter } = usePanelContext();
  const [chosen, setChosen] = useState(0);
  const index = chosen < data.series.length ? chosen : 0;
  const frame = data.series[index];
  if (!frame) {
    return <NoData data={data} fieldConfig={fieldConfig} />;
  }
  const several = data.series.length > 1;
  const options = data.series.map((one, value) => ({
    value,
    label: `${one.refId ?? ''} ${getFrameDisplayName(one, value)}`,
  }));
  return (
    <Stack direction="column" gap={0}>
      <Table
        data={frame}
        width={width}
        height={several ? height - CHOICE_HEIGHT : height}
        onCellFilterAdded={onAddAdHocFilter}
      />
      {several && (
        <Combobox
          aria-label="Frame"
          width={40}
          options={options}
          value={index}
          onChange={({ value }) => setChosen(value)}
        />
      )}
    </Stack>
  );
}
