import React from 'react';
import { useAsync } from 'react-use';
import { type Dashboard } from '@grafana/schema';
import { SceneReactObject } from '@grafana/scenes';
import { Combobox } from '@grafana/ui';
import { dataSources } from '../grafana/dataSources';
import { goTo, usePageLocation } from '../grafana/location';
import { fetchFile } from '../grafana/pluginLoader';
import { Failure } from '../parts/Failure';
import { dashboardScene } from '../scenes/dashboard';

/** The dashboards that the plugin brings, one at a time. */
export function DashboardsPage({ uid }: { uid: string }) {
  const chosen = usePageLocation().search.get('dashboard');
  const all = bundled();
  const { value, path } = all.find((one) => one.value === chosen) ?? all[0];
  const shown = useAsync(async () => {
    const choice = new SceneReactObject({ component: DashboardSelect, props: { value } });
    return dashboardScene(await loadDashboard(path), uid, choice);
  }, [value, path, uid]);

  if (shown.loading) {
    return null;
  }
  if (shown.value) {
    return <shown.value.Component model={shown.value} />;
  }
  return (
    <>
      <DashboardSelect value={value} />
      <Failure title="The dashboard can't be shown" error={shown.error} />
    </>
  );
}

function DashboardSelect({ value }: { value: string }) {
  return (
    <Combobox
      aria-label="Dashboard"
      width={32}
      options={bundled()}
      value={value}
      onChange={(chosen) => goTo('/dashboards', { dashboard: chosen.value })}
    />
  );
}

/** The dashboards of plugin.json; the address names one by its file's name. */
function bundled() {
  return (dataSources.plugin.meta.includes ?? [])
    .filter(({ type }) => type === 'dashboard')
    .map(({ name, path = '' }) => ({ label: name, path, value: path.replace(/^.*\/|\.json$/g, '') }));
}

async function loadDashboard(path: string): Promise<Dashboard> {
  const dashboard: Dashboard = await (await fetchFile(path)).json();
  for (const { type, query } of dashboard.templating?.list ?? []) {
    if (type === 'datasource' && dataSources.getList({ pluginId: String(query) }).length === 0) {
      throw new Error(`It needs a data source of the type "${query}", of which the workbench has none.`);
    }
  }
  return dashboard;
}
