import React from 'react';
import { useAsync } from 'react-use';
import { type DataSourceApi } from '@grafana/data';
import { Combobox } from '@grafana/ui';
import { goTo, usePageLocation } from '../grafana/location';
import { fetchFile } from '../grafana/pluginLoader';
import { Failure } from '../parts/Failure';
import { dashboardScene } from '../scenes/dashboard';

/** The plugin's own dashboards, one at a time: the address has the file's name. */
export function DashboardsPage({ dataSource }: { dataSource: DataSourceApi }) {
  const dashboards = (dataSource.meta.includes ?? [])
    .filter(({ type }) => type === 'dashboard')
    .map(({ name, path = '' }) => ({ label: name, value: path.replace(/^.*\/|\.json$/g, '') }));
  const shown = usePageLocation().search.get('dashboard') ?? dashboards[0].value;
  const { value: scene, error } = useAsync(async () => {
    const file = await fetchFile(`dashboards/${shown}.json`);
    return dashboardScene(await file.json(), dataSource);
  }, [shown, dataSource]);
  return (
    <>
      <Combobox
        aria-label="Dashboard"
        width={32}
        options={dashboards}
        value={shown}
        onChange={({ value }) => goTo('/dashboards', { dashboard: value })}
      />
      {error ? <Failure error={error} /> : scene && <scene.Component model={scene} />}
    </>
  );
}
