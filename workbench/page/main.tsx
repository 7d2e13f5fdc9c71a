import './boot';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { createTheme, EventBusSrv, standardFieldConfigEditorRegistry } from '@grafana/data';
import {
  setAppEvents,
  setBackendSrv,
  setDataSourceSrv,
  setEchoSrv,
  setPluginImportUtils,
  setRunRequest,
  setTemplateSrv,
} from '@grafana/runtime';
import { reloadDataSourceInstanceSettings } from '@grafana/runtime/unstable';
import { App } from './App';
import { FetchBackendSrv } from './grafana/backendSrv';
import { DataSources } from './grafana/dataSources';
import { setLanguage } from './grafana/language';
import { loadMeta, loadPlugin } from './grafana/pluginLoader';
import { runRequest } from './grafana/runRequest';
import { templateSrv } from './grafana/templateSrv';
import { standardOptions } from './panels/fieldOptions';
import { registerPanels } from './panels';
import { Failure } from './parts/Failure';
import { ThemeProvider } from './parts/ThemeProvider';

/** What the page was asked for: `theme`, and `lang` for the plugin's language. */
const parameters = new URLSearchParams(window.location.search);

/** Sets Grafana's services, loads the plugin, and shows the page. */
async function start(): Promise<React.ReactElement> {
  standardFieldConfigEditorRegistry.setInit(standardOptions);
  setBackendSrv(new FetchBackendSrv());
  setAppEvents(new EventBusSrv());
  setEchoSrv({ addBackend: () => {}, addEvent: () => {}, flush: () => {}, onInteraction: () => () => {} });
  setTemplateSrv(templateSrv);
  setRunRequest(runRequest);
  setPluginImportUtils({
    getPanelPluginFromCache: () => undefined,
    importPanelPlugin: (id) => Promise.reject(new Error(`The workbench has no panel "${id}".`)),
  });
  registerPanels();

  const meta = await loadMeta();
  await setLanguage(parameters.get('lang') ?? 'en-US', meta);
  const dataSources = new DataSources(await loadPlugin(meta));
  // Fills the list that @grafana/runtime keeps itself; it asks the service below once there is one.
  await reloadDataSourceInstanceSettings();
  setDataSourceSrv(dataSources);
  await dataSources.reload();
  return <App dataSources={dataSources} />;
}

const theme = createTheme({ colors: { mode: parameters.get('theme') === 'light' ? 'light' : 'dark' } });
const element = document.getElementById('root');
if (!element) {
  throw new Error('index.html has no #root.');
}
const root = createRoot(element);
start()
  .catch((error: unknown) => <Failure error={error} />)
  .then((page) => root.render(<ThemeProvider theme={theme}>{page}</ThemeProvider>));
