import React, { type PropsWithChildren } from 'react';
import { type GrafanaTheme2, ThemeContext } from '@grafana/data';
import { GlobalStyles, PortalContainer } from '@grafana/ui';

/** Grafana's theme, its global styles, and the place its menus open in. */
export function ThemeProvider({ theme, children }: PropsWithChildren<{ theme: GrafanaTheme2 }>) {
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      {children}
      <PortalContainer />
    </ThemeContext.Provider>
  );
}
