import React from 'react';
import { type VizPanel } from '@grafana/scenes';

interface Props {
  panel: VizPanel;
  /** The test id of what is around it. */
  name: string;
  /** In pixels. */
  height: number;
}

/** A scene's panel, which fills what is around it. */
export function Panel({ panel, name, height }: Props) {
  return (
    <div data-testid={name} style={{ height }}>
      <panel.Component model={panel} />
    </div>
  );
}
