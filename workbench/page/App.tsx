import { css } from '@emotion/css';
import React from 'react';
import { type GrafanaTheme2 } from '@grafana/data';
import { ErrorBoundaryAlert, Tab, TabsBar, ToolbarButton, useStyles2, useTheme2 } from '@grafana/ui';
import { dataSources } from './grafana/dataSources';
import { goTo, usePageLocation } from './grafana/location';
import { pluginUrl } from './grafana/pluginLoader';
import { AlertingPage } from './pages/AlertingPage';
import { AnnotationsPage } from './pages/AnnotationsPage';
import { DashboardsPage } from './pages/DashboardsPage';
import { ExplorePage } from './pages/ExplorePage';
import { SettingsPage } from './pages/SettingsPage';
import { VariablesPage } from './pages/VariablesPage';

/** The pages, by their paths; each gets the uid of the data source in the address. */
const pages = [
  { path: '/explore', label: 'Explore', icon: 'compass', Page: ExplorePage },
  { path: '/dashboards', label: 'Dashboards', icon: 'apps', Page: DashboardsPage },
  { path: '/settings', label: 'Settings', icon: 'cog', Page: SettingsPage },
  { path: '/variables', label: 'Variables', icon: 'brackets-curly', Page: VariablesPage },
  { path: '/annotations', label: 'Annotations', icon: 'comment-alt', Page: AnnotationsPage },
  { path: '/alerting', label: 'Alert preview', icon: 'bell', Page: AlertingPage },
] as const;

/** The workbench: a bar with its pages, and the page that the address names. */
export function App() {
  const styles = useStyles2(getStyles);
  const { pathname, search } = usePageLocation();
  const { Page, path } = pages.find((page) => page.path === pathname) ?? pages[0];
  const settings = dataSources.getInstanceSettings(search.get('ds')) ?? dataSources.getInstanceSettings();
  return (
    <>
      <header className={styles.header}>
        <img src={`${pluginUrl}/img/logo.svg`} alt="" className={styles.logo} />
        <span className={styles.title}>{dataSources.plugin.meta.name}</span>
        <TabsBar hideBorder className={styles.tabs}>
          {pages.map((page) => (
            <Tab
              key={page.path}
              label={page.label}
              icon={page.icon}
              active={page.path === path}
              onChangeTab={(event) => {
                event?.preventDefault();
                goTo(page.path);
              }}
            />
          ))}
        </TabsBar>
        <ThemeSwitch />
      </header>
      <main className={styles.page}>
        {settings ? (
          <ErrorBoundaryAlert key={`${path} ${settings.uid}`}>
            <Page uid={settings.uid} />
          </ErrorBoundaryAlert>
        ) : (
          'There is no data source.'
        )}
      </main>
    </>
  );
}

/** Grafana's packages read the theme as they load, so another theme is another load of the page. */
function ThemeSwitch() {
  const { isLight } = useTheme2();
  const other = isLight ? 'dark' : 'light';
  const open = () => {
    const address = new URL(window.location.href);
    address.searchParams.set('theme', other);
    window.location.assign(address);
  };
  return <ToolbarButton icon="adjust-circle" aria-label={`Use the ${other} theme`} variant="canvas" onClick={open} />;
}

function getStyles(theme: GrafanaTheme2) {
  return {
    header: css({
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(2),
      padding: theme.spacing(0, 2),
      background: theme.colors.background.primary,
      borderBottom: `1px solid ${theme.colors.border.weak}`,
    }),
    logo: css({ width: theme.spacing(3), height: theme.spacing(3) }),
    title: css({ fontWeight: theme.typography.fontWeightMedium, whiteSpace: 'nowrap' }),
    tabs: css({ flexGrow: 1 }),
    page: css({
      display: 'flex',
      flexDirection: 'column',
      gap: theme.spacing(2),
      padding: theme.spacing(2),
      minHeight: `calc(100vh - ${theme.spacing(6)})`,
      background: theme.colors.background.canvas,
    }),
  };
}
