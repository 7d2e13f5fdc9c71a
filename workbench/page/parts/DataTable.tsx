import { css } from '@emotion/css';
import React from 'react';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface Props {
  label: string;
  caption?: string;
  columns: string[];
  rows: React.ReactNode[][];
}

/** A plain table. */
export function DataTable({ label, caption, columns, rows }: Props) {
  return (
    <table className={useStyles2(getStyles)} aria-label={label}>
      {caption && <caption>{caption}</caption>}
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column}>{column}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells, row) => (
          <tr key={row}>
            {cells.map((cell, column) => (
              <td key={column}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function getStyles(theme: GrafanaTheme2) {
  return css({
    width: '100%',
    caption: { captionSide: 'top', textAlign: 'left' },
    'th, td': { padding: theme.spacing(0.5, 1), textAlign: 'left' },
  });
}
