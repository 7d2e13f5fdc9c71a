import { css } from '@emotion/css';
import React, { useState } from 'react';

import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, useStyles2 } from '@grafana/ui';

import { type MetricNode } from '../../metadata/metricTree';

interface Props {
  nodes: MetricNode[];
  /** Whether branches begin open. */
  isOpen: boolean;
  selected?: string;
  onSelect: (metric: string) => void;
}

/** Branches of metric names, as nested lists. */
export function MetricTree({ nodes, ...shared }: Props) {
  const styles = useStyles2(getStyles);

  return (
    <ul className={styles.list}>
      {nodes.map((node) => (
        <li key={node.path}>
          <Branch node={node} {...shared} />
        </li>
      ))}
    </ul>
  );
}

function Branch({ node, isOpen: opensOpen, selected, onSelect }: Omit<Props, 'nodes'> & { node: MetricNode }) {
  const [isOpen, setOpen] = useState(opensOpen);
  const { segment, path, isMetric, count, children } = node;

  return (
    <>
      {isMetric && (
        <Button
          variant="secondary"
          fill={path === selected ? 'solid' : 'text'}
          size="sm"
          icon="chart-line"
          aria-label={path}
          aria-pressed={path === selected}
          tooltip={path}
          tooltipPlacement="left"
          onClick={() => onSelect(path)}
        >
          {segment}
        </Button>
      )}
      {children.length > 0 && (
        <>
          <Button
            variant="secondary"
            fill="text"
            size="sm"
            icon={isOpen ? 'angle-down' : 'angle-right'}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {t('browser.branch', '{{segment}} ({{number}})', {
              segment,
              number: isMetric ? count - 1 : count,
              interpolation: { escapeValue: false },
            })}
          </Button>
          {isOpen && <MetricTree nodes={children} isOpen={opensOpen} selected={selected} onSelect={onSelect} />}
        </>
      )}
    </>
  );
}

function getStyles(theme: GrafanaTheme2) {
  return {
    list: css({ listStyle: 'none', 'li > &': { paddingLeft: theme.spacing(2) } }),
  };
}
