import { css } from '@emotion/css';
import React, { useEffect, useState } from 'react';
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
  const [failure, setFailure] = useState<unknown>();
  const [verdict, setVerdict] = useState<Verdict>();
  const [testing, setTesting] = useState(false);
  const address = `/api/datasources/uid/${uid}`;
  const Editor = dataSources.plugin.components.ConfigEditor;

  useEffect(() => {
    let wanted = true;
    getBackendSrv()
      .get<DataSourceSettings>(address)
      .then((loaded) => wanted && setSettings(loaded), setFailure);
    return () => {
      wanted = false;
    };
  }, [address]);

  const saveAndTest = async () => {
    setTesting(true);
    setVerdict(undefined);
    try {
      const { datasource } = await getBackendSrv().put<{ datasource: DataSourceSettings }>(address, settings);
      setSettings(datasource);
      await dataSources.reload();
      setVerdict(await test(await dataSources.get(uid)));
    } catch (error) {
      setVerdict({ ok: false, message: errorText(error) });
    } finally {
      setTesting(false);
    }
  };

  if (failure) {
    return <Failure title="The settings can't be read" error={failure} />;
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
          {verdict && (
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
