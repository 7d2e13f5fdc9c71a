import { css } from '@emotion/css';
import React, { type PropsWithChildren } from 'react';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

/** The row of controls above a page; what stands behind a Spacer is on its right. */
export function Toolbar({ children }: PropsWithChildren) {
  return <div className={useStyles2(getStyles).toolbar}>{children}</div>;
}

export function Spacer() {
  return <div className={useStyles2(getStyles).spacer} />;
}

function getStyles(theme: GrafanaTheme2) {
  return {
    toolbar: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
    spacer: css({ flexGrow: 1 }),
  };
}
