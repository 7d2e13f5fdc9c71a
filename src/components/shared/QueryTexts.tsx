import { css } from '@emotion/css';
import React, { useId } from 'react';

import { type GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';

/** A query with its title and its text. */
export interface QueryText {
  title: string;
  text: string;
}

interface Props<T extends QueryText> {
  queries: T[];
  onChoose: (query: T) => void;
}

/** Queries to choose from, each with its title, and its text on a button. */
export function QueryTexts<T extends QueryText>({ queries, onChoose }: Props<T>) {
  const id = useId();
  const styles = useStyles2(getStyles);

  return (
    <ul className={styles.list}>
      {queries.map((query, i) => (
        <li key={query.text}>
          <div id={`${id}-${i}`}>
            <Text element="p">{query.title}</Text>
          </div>
          <button
            type="button"
            className={styles.query}
            aria-describedby={`${id}-${i}`}
            onClick={() => onChoose(query)}
          >
            {query.text}
          </button>
        </li>
      ))}
    </ul>
  );
}

function getStyles(theme: GrafanaTheme2) {
  return {
    list: css({ listStyle: 'none', margin: theme.spacing(2, 0), display: 'grid', gap: theme.spacing(2) }),
    query: css({
      ...theme.typography.bodySmall,
      fontFamily: theme.typography.fontFamilyMonospace,
      width: '100%',
      textAlign: 'left',
      padding: theme.spacing(1),
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.default,
      background: theme.colors.background.secondary,
      color: theme.colors.text.primary,
      overflowWrap: 'anywhere',
      '&:hover': { background: theme.colors.action.hover },
    }),
  };
}
