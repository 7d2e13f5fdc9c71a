import './boot';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { EventBusSrv, standardFieldConfigEditorRegistry, ThemeContext } from '@grafana/data';
import {
  config,
  setAppEvents,
  setBackendSrv,
  setDataSourceSrv,
  setEchoSrv,
  setPluginImportUtils,
  setRunRequest,
  setTemplateSrv,
} from '@grafana/runtime';
import { reloadDataSourceInstanceSettings } from '@grafana/runtime/unstable';
import { GlobalStyles, PortalContainer } from '@grafana/ui';
import { App } from './App';
import { FetchBackendSrv } from './grafana/backendSrv';
import { DataSources } from './grafana/dataSources';
import { loadTexts } from './grafana/language';
import { loadMeta, loadPlugin } from './grafana/pluginLoader';
import { runRequest } from './grafana/runRequest';
import { templateSrv } from './grafana/templateSrv';
import { standardOptions } from './panels/fieldOptions';
import { registerPanels } from './panels';
import { Failure } from './parts/Failure';

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
  await loadTexts(meta.id);
  const dataSources = new DataSources(await loadPlugin(meta));
  // Fills the list in @grafana/runtime, which uses the service below once it is set.
  await reloadDataSourceInstanceSettings();
  setDataSourceSrv(dataSources);
  await dataSources.reload();
  return <App dataSources={dataSources} />;
}

/** A page in Grafana's theme, with its global styles and the place that its menus open in. */
function render(page: React.ReactNode): void {
  createRoot(document.body.appendChild(document.createElement('div'))).render(
    <ThemeContext.Provider value={config.theme2}>
      <GlobalStyles />
      {page}
      <PortalContainer />
    </ThemeContext.Provider>
  );
}

start()
  .catch((error: unknown) => <Failure error={error} />)
  .then(render);
