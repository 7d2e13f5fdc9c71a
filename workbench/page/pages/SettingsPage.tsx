import { css } from '@emotion/css';
import React, { useState } from 'react';
import { useAsync, useAsyncFn } from 'react-use';
import { type DataSourceSettings, type GrafanaTheme2 } from '@grafana/data';
import { getBackendSrv, HealthCheckError } from '@grafana/runtime';
import { Alert, Button, Field, Input, useStyles2 } from '@grafana/ui';
import { dataSources } from '../grafana/dataSources';
import { DataSourceSelect } from '../parts/DataSourceSelect';
import { errorText, Failure } from '../parts/Failure';

/** What "Save & test" found. */
interface Verdict {
  ok: boolean;
  message: string;
  details?: string;
}

/** A data source's settings page: the plugin's editor, and Save & test as Grafana does it. */
export function SettingsPage({ uid }: { uid: string }) {
  const styles = useStyles2(getStyles);
  const [settings, setSettings] = useState<DataSourceSettings>();
  const address = `/api/datasources/uid/${uid}`;
  const Editor = dataSources.plugin.components.ConfigEditor;
  const { error } = useAsync(async () => setSettings(await getBackendSrv().get(address)), [address]);
  const [{ loading: testing, value: verdict }, saveAndTest] = useAsyncFn(async (): Promise<Verdict> => {
    try {
      const { datasource } = await getBackendSrv().put<{ datasource: DataSourceSettings }>(address, settings);
      setSettings(datasource);
      await dataSources.reload();
      return await test(await dataSources.get(uid));
    } catch (failed) {
      return { ok: false, message: errorText(failed) };
    }
  }, [address, settings]);

  if (error) {
    return <Failure title="The settings can't be read" error={error} />;
  }
  return (
    <>
      <DataSourceSelect uid={uid} />
      {settings && (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            saveAndTest();
          }}
        >
          <Field label="Name" htmlFor="data-source-name">
            <Input
              id="data-source-name"
              width={40}
              value={settings.name}
              onChange={({ currentTarget }) => setSettings({ ...settings, name: currentTarget.value })}
            />
          </Field>
          {Editor ? (
            <Editor options={settings} onOptionsChange={setSettings} />
          ) : (
            <Alert severity="error" title="The plugin has no settings editor" />
          )}
          {verdict && !testing && (
            <Alert severity={verdict.ok ? 'success' : 'error'} title={verdict.message} className={styles.verdict}>
              {verdict.details}
            </Alert>
          )}
          <Button type="submit" disabled={testing} className={styles.save}>
            Save &amp; test
          </Button>
        </form>
      )}
    </>
  );
}

/** Runs the plugin's own test; it throws what it found wrong, with the details of its health check. */
async function test(dataSource: { testDatasource(): Promise<unknown> }): Promise<Verdict> {
  try {
    const result = await dataSource.testDatasource();
    const message = typeof result === 'object' && result !== null && 'message' in result ? String(result.message) : '';
    return { ok: true, message };
  } catch (error) {
    return { ok: false, message: errorText(error), details: verboseMessage(error) };
  }
}

function verboseMessage(error: unknown): string | undefined {
  const cause = typeof error === 'object' && error !== null && 'error' in error ? error.error : undefined;
  const details = cause instanceof HealthCheckError ? cause.details?.verboseMessage : undefined;
  return typeof details === 'string' ? details : undefined;
}

function getStyles(theme: GrafanaTheme2) {
  return {
    form: css({ maxWidth: theme.spacing(110) }),
    verdict: css({ marginTop: theme.spacing(3) }),
    save: css({ marginTop: theme.spacing(2) }),
  };
}
