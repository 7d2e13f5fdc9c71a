import React, { useMemo, useState } from 'react';
import { type AdHocVariableFilter, type DataFrame, getFrameDisplayName, type PanelData } from '@grafana/data';
import { Combobox, PanelChrome, Table, useTheme2 } from '@grafana/ui';
import { withFieldConfig } from '../query/runRequest';
import { timeZone } from './TimeControls';
import { useWidth } from './useWidth';

const height = 320;

interface Props {
  data?: PanelData;
  /** Called when a cell's value is to be filtered for (`=`) or out (`!=`), for the query that brought the frame. */
  onFilter?: (filter: AdHocVariableFilter, refId?: string) => void;
}

/** One frame at a time as Grafana's table. */
export function FrameTable({ data, onFilter }: Props) {
  const theme = useTheme2();
  const [ref, width] = useWidth<HTMLDivElement>();
  const [chosen, setChosen] = useState(0);
  const frames = useMemo(() => withFieldConfig(data?.series ?? [], theme, timeZone), [data?.series, theme]);
  const index = chosen < frames.length ? chosen : 0;
  const frame: DataFrame | undefined = frames[index];
  const options = frames.map((one, value) => ({
    value,
    label: `${one.refId ?? ''} ${getFrameDisplayName(one, value)}`,
  }));
  return (
    <div ref={ref} data-testid="table">
      {frame && width > 0 && (
        <PanelChrome
          title="Table"
          width={width}
          height={height}
          actions={
            frames.length > 1 && (
              <Combobox
                aria-label="Frame"
                width={40}
                options={options}
                value={index}
                onChange={({ value }) => setChosen(value)}
              />
            )
          }
        >
          {(innerWidth, innerHeight) => (
            <Table
              data={frame}
              width={innerWidth}
              height={innerHeight}
              onCellFilterAdded={onFilter && ((filter) => onFilter(filter, frame.refId))}
            />
          )}
        </PanelChrome>
      )}
    </div>
  );
}
