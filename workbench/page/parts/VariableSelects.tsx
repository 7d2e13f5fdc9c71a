import { css } from '@emotion/css';
import React from 'react';
import { InlineField, MultiCombobox, useStyles2 } from '@grafana/ui';
import { useVariables, useWorkbench } from '../context';

/** The variables in scope, to choose values from, as above a dashboard. */
export function VariableSelects() {
  const styles = useStyles2(getStyles);
  const { variables } = useWorkbench();
  return (
    <>
      {useVariables().map((variable) => (
        <InlineField
          key={variable.name}
          label={variable.name}
          htmlFor={`variable-${variable.name}`}
          className={styles.field}
          transparent
        >
          <MultiCombobox
            id={`variable-${variable.name}`}
            width="auto"
            minWidth={16}
            maxWidth={40}
            options={variable.options.map((value) => ({ value }))}
            value={variable.current}
            onChange={(chosen) => variables.set({ ...variable, current: chosen.map(({ value }) => value) })}
          />
        </InlineField>
      ))}
    </>
  );
}

function getStyles() {
  return { field: css({ margin: 0 }) };
}
