import { css, cx } from '@emotion/css';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import React, { type KeyboardEvent, memo, type Ref, useId, useRef, useState } from 'react';

import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Icon, useStyles2 } from '@grafana/ui';

import { type TreeRow } from './NameTree';
import { partsOf } from './search';

/** The height of a row, in pixels. */
const ROW_HEIGHT = 28;
/** How many rows Page Up and Page Down move by. */
const PAGE_ROWS = 10;

/** Rows, created when they become visible. */
export interface Rows {
  count: number;
  at: (index: number) => TreeRow;
  /** The index of a path; below 0: there is no such row. */
  indexOf: (path: string) => number;
}

interface Props {
  rows: Rows;
  /** Words to mark in the names. */
  words: string[];
  selected?: string;
  /** Called when a metric is selected. */
  onSelect: (metric: string) => void;
  /** Called when a branch is expanded or collapsed. */
  onToggle: (path: string) => void;
  /** The list, to move the focus there. */
  listRef: Ref<HTMLDivElement>;
}

/** A tree of metrics, of which only the visible rows are rendered. Keys work as in the tree view pattern of the WAI-ARIA guide. */
export const MetricList = memo(function MetricList({ rows, words, selected, onSelect, onToggle, listRef }: Props) {
  const id = useId();
  const styles = useStyles2(getStyles);
  const scroller = useRef<HTMLDivElement>(null);
  const [activePath, setActivePath] = useState(selected);
  const active = Math.max(0, activePath === undefined ? 0 : rows.indexOf(activePath));

  // eslint-disable-next-line react-hooks/incompatible-library -- nothing that it returns is memoized here
  const virtualizer = useVirtualizer({
    count: rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    initialOffset: () => Math.max(0, active - PAGE_ROWS / 2) * ROW_HEIGHT,
    overscan: 5,
    // A screen reader reads the active row, so it is always rendered.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), active])].filter((i) => i < rows.count).sort((a, b) => a - b),
  });

  const moveTo = (index: number) => {
    const bounded = Math.min(rows.count - 1, Math.max(0, index));
    setActivePath(rows.at(bounded).path);
    virtualizer.scrollToIndex(bounded);
  };
  const choose = ({ path, isMetric, count }: TreeRow) => {
    setActivePath(path);
    if (isMetric) {
      onSelect(path);
    } else if (count > 0) {
      onToggle(path);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (rows.count === 0) {
      return;
    }
    const row = rows.at(active);
    const actions: Record<string, () => void> = {
      ArrowDown: () => moveTo(active + 1),
      ArrowUp: () => moveTo(active - 1),
      PageDown: () => moveTo(active + PAGE_ROWS),
      PageUp: () => moveTo(active - PAGE_ROWS),
      Home: () => moveTo(0),
      End: () => moveTo(rows.count - 1),
      ArrowRight: () => (row.count > 0 && !row.isOpen ? onToggle(row.path) : row.isOpen && moveTo(active + 1)),
      ArrowLeft: () => (row.isOpen ? onToggle(row.path) : moveTo(parentOf(rows, active))),
      Enter: () => choose(row),
      ' ': () => choose(row),
    };
    if (event.key in actions) {
      event.preventDefault();
      actions[event.key]();
    }
  };

  return (
    <div className={styles.scroller} ref={scroller}>
      <div
        ref={listRef}
        role="tree"
        aria-label={t('browser.list', 'Metrics')}
        aria-activedescendant={rows.count > 0 ? `${id}-${active}` : undefined}
        tabIndex={0}
        className={styles.tree}
        style={{ height: virtualizer.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = rows.at(index);
          return (
            <div
              key={row.path}
              id={`${id}-${index}`}
              role="treeitem"
              aria-level={row.depth + 1}
              aria-posinset={row.position}
              aria-setsize={row.siblings}
              aria-expanded={row.count > 0 ? row.isOpen : undefined}
              aria-selected={row.path === selected}
              aria-label={nameOf(row)}
              title={row.path}
              className={cx(styles.row, index === active && 'active', row.path === selected && styles.selected)}
              style={{ transform: `translateY(${start}px)`, paddingLeft: 8 + row.depth * 16 }}
              onClick={() => choose(row)}
            >
              {row.count > 0 ? (
                // The arrow keys of the tree do the same.
                <span
                  aria-hidden
                  className={styles.toggle}
                  onClick={(event) => {
                    event.stopPropagation();
                    setActivePath(row.path);
                    onToggle(row.path);
                  }}
                >
                  <Icon name={row.isOpen ? 'angle-down' : 'angle-right'} />
                </span>
              ) : (
                <span className={styles.toggle} />
              )}
              <span className={cx(styles.name, !row.isMetric && styles.branch)}>
                {partsOf(row.segment || '.', words).map(({ text, isMatch }, i) =>
                  isMatch ? (
                    <mark key={i} className={styles.match}>
                      {text}
                    </mark>
                  ) : (
                    text
                  )
                )}
              </span>
              {row.count > 0 && <span className={styles.count}>{row.count}</span>}
            </div>
          );
        })}
      </div>
    </div>
  );
});

/** The accessible name of a row. */
function nameOf({ path, count, isMetric }: TreeRow): string {
  if (count === 0) {
    return path;
  }
  const values = { path, number: count, interpolation: { escapeValue: false } };
  return isMetric
    ? t('browser.metric-and-branch', '{{path}}, a metric, metrics below: {{number}}', values)
    : t('browser.branch', '{{path}}, metrics below: {{number}}', values);
}

function parentOf(rows: Rows, index: number): number {
  const { depth } = rows.at(index);
  for (let i = index; i >= 0; i--) {
    if (rows.at(i).depth < depth) {
      return i;
    }
  }
  return index;
}

function getStyles(theme: GrafanaTheme2) {
  // The secondary text colour has too little contrast on the background of a marked row.
  const highContrast = { '& span': { color: theme.colors.text.primary } };
  return {
    scroller: css({
      height: '100%',
      overflow: 'auto',
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.default,
    }),
    tree: css({
      position: 'relative',
      minHeight: '100%',
      outlineOffset: -2,
      '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}` },
      '&:focus-visible .active': { background: theme.colors.action.focus, ...highContrast },
    }),
    row: css({
      position: 'absolute',
      top: 0,
      left: 0,
      right: 0,
      height: ROW_HEIGHT,
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(0.5),
      paddingRight: theme.spacing(1),
      cursor: 'pointer',
      '&:hover': { background: theme.colors.action.hover, ...highContrast },
    }),
    selected: css({
      ...highContrast,
      background: theme.colors.action.selected,
      boxShadow: `inset 3px 0 0 ${theme.colors.primary.main}`,
    }),
    toggle: css({ flex: '0 0 16px', display: 'inline-flex' }),
    name: css({ flex: 1, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
    branch: css({ color: theme.colors.text.secondary }),
    match: css({
      padding: 0,
      color: theme.colors.text.maxContrast,
      background: theme.colors.warning.transparent,
      fontWeight: theme.typography.fontWeightMedium,
    }),
    count: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary }),
  };
}
