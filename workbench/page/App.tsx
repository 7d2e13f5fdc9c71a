import React from 'react';
import { locationService } from '@grafana/runtime';
import { Box, Combobox, ErrorBoundaryAlert, Tab, TabsBar, Text } from '@grafana/ui';
import { type DataSources } from './grafana/dataSources';
import { goTo, usePageLocation } from './grafana/location';
import { AnnotationsPage } from './pages/AnnotationsPage';
import { DashboardsPage } from './pages/DashboardsPage';
import { AlertRulePage, ExplorePage } from './pages/ExplorePage';
import { SettingsPage } from './pages/SettingsPage';
import { VariablesPage } from './pages/VariablesPage';

/** The pages, by their paths; each gets the address's data source. */
const pages = [
  { path: '/explore', label: 'Explore', icon: 'compass', Page: ExplorePage },
  { path: '/dashboards', label: 'Dashboards', icon: 'apps', Page: DashboardsPage },
  { path: '/settings', label: 'Settings', icon: 'cog', Page: SettingsPage },
  { path: '/variables', label: 'Variables', icon: 'brackets-curly', Page: VariablesPage },
  { path: '/annotations', label: 'Annotations', icon: 'comment-alt', Page: AnnotationsPage },
  { path: '/alerting', label: 'Alert rule', icon: 'bell', Page: AlertRulePage },
] as const;

/** The workbench: a bar with its pages and data sources, and the page that the address names. */
export function App({ dataSources }: { dataSources: DataSources }) {
  const { pathname, search } = usePageLocation();
  const { Page, path } = pages.find((page) => page.path === pathname) ?? pages[0];
  const { uid, meta, instance } = dataSources.find(search.get('ds')) ?? dataSources.find();
  return (
    <>
      <Box element="header" display="flex" alignItems="center" gap={2} paddingX={2} backgroundColor="primary">
        <img src={meta.info.logos.small} alt="" width={24} height={24} />
        <Text weight="medium">{meta.name}</Text>
        <Box grow={1}>
          <TabsBar hideBorder>
            {pages.map((page) => (
              <Tab
                key={page.path}
                label={page.label}
                icon={page.icon}
                active={page.path === path}
                onChangeTab={(event) => {
                  event.preventDefault();
                  goTo(page.path);
                }}
              />
            ))}
          </TabsBar>
        </Box>
        <Combobox
          aria-label="Data source"
          width={32}
          options={dataSources.getList().map(({ name, uid: value }) => ({ label: name, value }))}
          value={uid}
          onChange={({ value }) => locationService.partial({ ds: value })}
        />
      </Box>
      <Box element="main" display="flex" direction="column" gap={2} padding={2}>
        <ErrorBoundaryAlert key={`${path} ${uid}`}>
          <Page dataSource={instance} />
        </ErrorBoundaryAlert>
      </Box>
    </>
  );
}
