import React, { useState } from 'react';
import { useAsync, useAsyncFn } from 'react-use';
import { type DataSourceApi, type DataSourceSettings } from '@grafana/data';
import { getBackendSrv, getDataSourceSrv } from '@grafana/runtime';
import { Alert, Box, Button } from '@grafana/ui';
import { Failure } from '../parts/Failure';

/** A data source's settings page: the plugin's editor, and Save & test as Grafana does it. */
export function SettingsPage({ dataSource: { uid, components } }: { dataSource: DataSourceApi }) {
  const address = `/api/datasources/uid/${uid}`;
  const [settings, setSettings] = useState<DataSourceSettings>();
  const { error } = useAsync(async () => setSettings(await getBackendSrv().get(address)), [address]);
  const [test, saveAndTest] = useAsyncFn(async () => {
    const { datasource } = await getBackendSrv().put<{ datasource: DataSourceSettings }>(address, settings);
    setSettings(datasource);
    await getDataSourceSrv().reload();
    return (await getDataSourceSrv().get(uid)).testDatasource();
  }, [address, settings]);
  const Editor = components?.ConfigEditor;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        saveAndTest();
      }}
    >
      <Box display="flex" direction="column" gap={2} maxWidth={110}>
        {error && <Failure error={error} />}
        {Editor && settings && <Editor options={settings} onOptionsChange={setSettings} />}
        {test.value && <Alert severity="success" title={test.value.message} />}
        {test.error && <Failure error={test.error} />}
        <div>
          <Button type="submit" disabled={!settings || test.loading}>
            Save &amp; test
          </Button>
        </div>
      </Box>
    </form>
  );
}
