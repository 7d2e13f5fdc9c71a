import React from 'react';
import { locationService } from '@grafana/runtime';
import { Combobox } from '@grafana/ui';
import { dataSources } from '../grafana/dataSources';

/** Chooses the data source that the page works with; the choice stands in the address. */
export function DataSourceSelect({ uid }: { uid: string }) {
  const options = dataSources.getList().map(({ name, uid: value }) => ({ label: name, value }));
  return (
    <Combobox
      aria-label="Data source"
      width={32}
      options={options}
      value={uid}
      onChange={({ value }) => locationService.partial({ ds: value })}
    />
  );
}
