import { css, cx } from '@emotion/css';
import React, { useId, useState } from 'react';

import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, Text, useStyles2 } from '@grafana/ui';

import { type TagSummary } from './tagSummary';

/** How many values of a tag are shown at first, and at most. */
const FIRST_VALUES = 8;
const MAX_VALUES = 200;

interface Props {
  tags: TagSummary[];
  /** The number of all series. */
  seriesCount: number;
  /** Whether the query already has a filter for a value. */
  isFiltered: (key: string, value: string) => boolean;
  /** Adds or removes the filter for a value. */
  onFilter: (key: string, value: string) => void;
}

/** Tag keys with bars for their number of values, and their most frequent values, which filter on a click. */
export function TagBars({ tags, ...shared }: Props) {
  const styles = useStyles2(getStyles);
  const maxCount = Math.max(1, ...tags.map(({ values }) => values.length));

  return (
    <ul className={styles.tags}>
      {tags.map((tag) => (
        <li key={tag.key}>
          <Tag tag={tag} maxCount={maxCount} {...shared} />
        </li>
      ))}
    </ul>
  );
}

function Tag({
  tag: { key, values },
  maxCount,
  seriesCount,
  isFiltered,
  onFilter,
}: Omit<Props, 'tags'> & { tag: TagSummary; maxCount: number }) {
  const id = useId();
  const styles = useStyles2(getStyles);
  const [limit, setLimit] = useState(FIRST_VALUES);
  const shown = values.slice(0, limit);
  const hidden = values.length - shown.length;

  return (
    <>
      <div className={styles.key} id={id}>
        <Text weight="medium">{key}</Text>
        <span className={styles.track} aria-hidden>
          <span className={styles.bar} style={{ width: `${(100 * values.length) / maxCount}%` }} />
        </span>
        <Text color="secondary" variant="bodySmall">
          {values.length === 1
            ? t('browser.one-value', '1 value')
            : t('browser.values', '{{number}} values', { number: values.length })}
        </Text>
      </div>
      <ul className={styles.values} aria-labelledby={id}>
        {shown.map(({ value, count }) => (
          <li key={value}>
            <button
              type="button"
              className={cx(styles.value, isFiltered(key, value) && styles.filtered)}
              aria-pressed={isFiltered(key, value)}
              aria-label={t('browser.filter', 'Filter by {{key}} = {{value}}, series: {{number}}', {
                key,
                value,
                number: count,
                interpolation: { escapeValue: false },
              })}
              title={t('browser.filter-tooltip', 'Filter by this value')}
              onClick={() => onFilter(key, value)}
            >
              <span className={styles.share} style={{ width: `${(100 * count) / seriesCount}%` }} />
              <span className={styles.text}>{value}</span>
              <span className={styles.text}>{count}</span>
            </button>
          </li>
        ))}
      </ul>
      {hidden > 0 && limit === FIRST_VALUES && (
        <Button variant="secondary" fill="text" size="sm" onClick={() => setLimit(MAX_VALUES)}>
          {t('browser.more-values', 'Show {{number}} more of {{key}}', {
            number: Math.min(hidden, MAX_VALUES - FIRST_VALUES),
            key,
            interpolation: { escapeValue: false },
          })}
        </Button>
      )}
      {hidden > 0 && limit === MAX_VALUES && (
        <Text color="secondary" variant="bodySmall">
          {t('browser.hidden-values', 'and {{number}} more', { number: hidden })}
        </Text>
      )}
    </>
  );
}

function getStyles(theme: GrafanaTheme2) {
  return {
    tags: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
    key: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), marginBottom: theme.spacing(0.5) }),
    track: css({ flex: 1, height: 8, borderRadius: 4, background: theme.colors.background.secondary }),
    bar: css({
      display: 'block',
      height: '100%',
      minWidth: 4,
      borderRadius: 4,
      background: theme.colors.primary.main,
    }),
    values: css({
      listStyle: 'none',
      display: 'grid',
      gridTemplateColumns: 'repeat(auto-fill, minmax(160px, 1fr))',
      gap: theme.spacing(0.5),
    }),
    value: css({
      ...theme.typography.bodySmall,
      position: 'relative',
      overflow: 'hidden',
      display: 'flex',
      justifyContent: 'space-between',
      gap: theme.spacing(1),
      width: '100%',
      padding: theme.spacing(0.25, 1),
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.default,
      background: theme.colors.background.secondary,
      color: theme.colors.text.primary,
      '&:hover': { borderColor: theme.colors.border.strong },
    }),
    filtered: css({ borderColor: theme.colors.primary.border, background: theme.colors.action.selected }),
    share: css({ position: 'absolute', inset: 0, background: theme.colors.primary.transparent }),
    text: css({ position: 'relative', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  };
}
