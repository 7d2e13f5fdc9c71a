import { css } from '@emotion/css';
import React, { type PropsWithChildren, type ReactNode, useState } from 'react';

import { type GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';

interface Props {
  title: string;
  /** A summary of what is set inside, shown while it is collapsed. */
  facts: string[];
  /** What stays visible while it is collapsed, such as problems. */
  collapsed?: ReactNode;
}

/** Controls that few people need, collapsed to a summary. */
export function Disclosure({ title, facts, collapsed, children }: PropsWithChildren<Props>) {
  const styles = useStyles2(getStyles);
  const [isOpen, setOpen] = useState(false);

  return (
    <div className={styles.disclosure}>
      <div className={styles.header}>
        <Button
          variant="secondary"
          fill="text"
          size="sm"
          icon={isOpen ? 'angle-down' : 'angle-right'}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {title}
        </Button>
        {!isOpen && facts.map((fact) => <span key={fact}>{fact}</span>)}
      </div>
      {isOpen ? <div className={styles.body}>{children}</div> : collapsed}
    </div>
  );
}

function getStyles(theme: GrafanaTheme2) {
  return {
    disclosure: css({ width: '100%', margin: theme.spacing(-0.5, 0) }),
    header: css({
      ...theme.typography.bodySmall,
      color: theme.colors.text.secondary,
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      columnGap: theme.spacing(2),
    }),
    body: css({ padding: theme.spacing(1) }),
  };
}
