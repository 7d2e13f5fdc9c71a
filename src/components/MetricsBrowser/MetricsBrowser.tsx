import { css } from '@emotion/css';
import React, { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';

import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Drawer, Field, FieldValidationMessage, Icon, Input, LoadingPlaceholder, Text, useStyles2 } from '@grafana/ui';

import { type OpenTsdbDataSource } from '../../datasource';
import { type OpenTsdbQuery } from '../../query/model';
import { MetricDetails } from './MetricDetails';
import { MetricList, type Rows } from './MetricList';
import { NameTree, type TreeRow } from './NameTree';
import { findNames, type NameIndex, wordsOf } from './search';
import { useMetricNames } from './useMetricNames';

/** How many rows of the tree are visible at first, at most. */
const ROWS_AT_FIRST = 100;

interface Props {
  datasource: OpenTsdbDataSource;
  query: OpenTsdbQuery;
  /** Changes some fields of the query. */
  change: (fields: Partial<OpenTsdbQuery>) => void;
  onClose: () => void;
}

/** Finds a metric among all of the server's, with a preview of it. */
export default function MetricsBrowser({ datasource, query, change, onClose }: Props) {
  const styles = useStyles2(getStyles);
  const [search, setSearch] = useState('');
  const [selected, setSelected] = useState(query.metric || undefined);
  // Each key is shown immediately, its matches when the browser has time.
  const settled = useDeferredValue(search);
  const { names, index, complete, loading, error } = useMetricNames(datasource.metadata, settled);
  const { rows, words, toggle, find } = useRows(names, index, settled, selected);
  const list = useRef<HTMLDivElement>(null);
  const searchField = useFocusOnOpening();
  const [detailsWidth, detailsRef] = useWidth();
  const use = useCallback(
    (metric: string) => {
      change({ metric });
      onClose();
    },
    [change, onClose]
  );
  const select = useCallback(
    (metric: string) => (metric === selected ? use(metric) : setSelected(metric)),
    [selected, use]
  );

  return (
    <Drawer title={t('browser.title', 'Metrics browser')} size="lg" onClose={onClose} scrollableContent={false}>
      <div className={styles.columns} data-testid="metrics-browser">
        <div className={styles.list}>
          <Field label={t('browser.search', 'Search')} noMargin>
            <Input
              id="metrics-browser-search"
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === 'ArrowDown') {
                  event.preventDefault();
                  list.current?.focus();
                } else if (event.key === 'Enter') {
                  const [first] = find(event.currentTarget.value);
                  setSelected(first ?? selected);
                }
              }}
              prefix={<Icon name="search" />}
              placeholder={t('browser.search-placeholder', 'Words of a name, in any order')}
              autoComplete="off"
              ref={searchField}
            />
          </Field>
          <div role="status">
            {loading && <LoadingPlaceholder text={t('browser.loading', 'Loading…')} className={styles.loading} />}
            {!loading && names && (
              <Text color="secondary" variant="bodySmall">
                {countOf(words.length > 0 ? rows.count : names.length, complete)}
              </Text>
            )}
          </div>
          {error && <FieldValidationMessage>{error}</FieldValidationMessage>}
          {names && (
            <div className={styles.rows}>
              <MetricList
                // A new search is a new list, scrolled to its top.
                key={words.join(' ')}
                listRef={list}
                rows={rows}
                words={words}
                selected={selected}
                onSelect={select}
                onToggle={toggle}
              />
            </div>
          )}
        </div>
        <div className={styles.details} ref={detailsRef}>
          {selected ? (
            <MetricDetails
              key={selected}
              datasource={datasource}
              metric={selected}
              query={query}
              change={change}
              onUse={() => use(selected)}
              width={detailsWidth}
              shownError={error}
            />
          ) : (
            <Text color="secondary">
              {t('browser.select', 'Select a metric to see its last hour, its series and their tags')}
            </Text>
          )}
        </div>
      </div>
    </Drawer>
  );
}

const NONE: NameIndex = { names: [], lower: [] };

/** The rows to show: the matches of the search, or without one the expanded part of the tree. */
function useRows(names: string[] = NONE.names, index: NameIndex = NONE, search: string, selected: string | undefined) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [first] = useState(selected);
  const words = useMemo(() => wordsOf(search), [search]);
  const tree = useMemo(() => new NameTree(names), [names]);
  const openAtFirst = useMemo(() => tree.openAtFirst(ROWS_AT_FIRST, first), [tree, first]);

  const find = useCallback(
    (typed: string) => (wordsOf(typed).length > 0 ? findNames(index, wordsOf(typed)) : []),
    [index]
  );
  const rows = useMemo(() => {
    if (words.length > 0) {
      return flatRows(findNames(index, words));
    }
    const open = new Set([...openAtFirst].filter((path) => !toggled.has(path)));
    toggled.forEach((path) => !openAtFirst.has(path) && open.add(path));
    return treeRows(tree.rows(open));
  }, [words, index, tree, openAtFirst, toggled]);

  const toggle = useCallback((path: string) => {
    setToggled((before) => {
      const after = new Set(before);
      if (!after.delete(path)) {
        after.add(path);
      }
      return after;
    });
  }, []);

  return { rows, words, toggle, find };
}

function treeRows(rows: TreeRow[]): Rows {
  return {
    count: rows.length,
    at: (index) => rows[index],
    indexOf: (path) => rows.findIndex((row) => row.path === path),
  };
}

function flatRows(names: string[]): Rows {
  const leaf = { depth: 0, isMetric: true, count: 0, isOpen: false, siblings: names.length };
  return {
    count: names.length,
    at: (index) => ({ ...leaf, path: names[index], segment: names[index], position: index + 1 }),
    indexOf: (path) => names.indexOf(path),
  };
}

function countOf(number: number, complete: boolean): string {
  if (number === 0) {
    return complete
      ? t('browser.none', 'No metric matches')
      : t('browser.none-of-cut', 'None of the fetched metrics matches. Enter a longer part of the name');
  }
  return complete
    ? t('browser.count', 'Metrics: {{number}}', { number })
    : t('browser.count-cut', 'Metrics: {{number}}, and there are more. Search, or raise Lookup limit in the settings', {
        number,
      });
}

/** Focuses an input once the drawer is open, which itself focuses its close button. */
function useFocusOnOpening() {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => ref.current?.focus());
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return ref;
}

/** The current width of an element, in pixels. */
function useWidth(): [number, (element: HTMLElement | null) => void] {
  const [width, setWidth] = useState(0);
  const observer = useRef<ResizeObserver>(undefined);
  const ref = useCallback((element: HTMLElement | null) => {
    observer.current?.disconnect();
    if (element) {
      setWidth(element.clientWidth);
      observer.current = new ResizeObserver(() => setWidth(element.clientWidth));
      observer.current.observe(element);
    }
  }, []);
  return [width, ref];
}

function getStyles(theme: GrafanaTheme2) {
  return {
    columns: css({
      display: 'grid',
      gridTemplateColumns: 'minmax(260px, 2fr) minmax(320px, 3fr)',
      gap: theme.spacing(3),
      height: '100%',
      minHeight: 0,
    }),
    list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minHeight: 0 }),
    rows: css({ flex: 1, minHeight: 0 }),
    loading: css({ margin: 0 }),
    details: css({ minWidth: 0, overflowY: 'auto' }),
  };
}
