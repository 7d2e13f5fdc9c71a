import { css } from '@emotion/css';
import React from 'react';

import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { ClipboardButton, useStyles2 } from '@grafana/ui';

interface Props {
  /** The query as OpenTSDB's text. */
  text: string;
}

/** The query that the form makes, as text to read and to copy. */
export function QueryPreview({ text }: Props) {
  const styles = useStyles2(getStyles);

  return (
    <div className={styles.preview}>
      <code className={styles.text} aria-label={t('editor.preview.label', 'Query as text')} role="note">
        {text}
      </code>
      <ClipboardButton
        icon="copy"
        variant="secondary"
        fill="text"
        size="sm"
        tooltip={t('editor.preview.copy', 'Copy the query as text')}
        aria-label={t('editor.preview.copy', 'Copy the query as text')}
        getText={() => text}
      />
    </div>
  );
}

function getStyles(theme: GrafanaTheme2) {
  return {
    preview: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), padding: theme.spacing(0, 1) }),
    text: css({
      ...theme.typography.bodySmall,
      fontFamily: theme.typography.fontFamilyMonospace,
      color: theme.colors.text.secondary,
      background: 'none',
      border: 'none',
      margin: 0,
      padding: 0,
      whiteSpace: 'pre-wrap',
      overflowWrap: 'anywhere',
    }),
  };
}
