import './boot';
import React from 'react';
import { createRoot } from 'react-dom/client';
import {
  createTheme,
  EventBusSrv,
  standardFieldConfigEditorRegistry,
  standardTransformersRegistry,
} from '@grafana/data';
import { setAppEvents, setBackendSrv, setDataSourceSrv, setEchoSrv, setTemplateSrv } from '@grafana/runtime';
import { App } from './App';
import { Failure } from './parts/Failure';
import { ThemeProvider } from './parts/ThemeProvider';
import { FetchBackendSrv } from './runtime/backendSrv';
import { WorkbenchDataSources } from './runtime/dataSources';
import { sharedPackages } from './runtime/packages';
import { setLanguage } from './runtime/language';
import { loadMeta, loadPlugin } from './runtime/pluginLoader';
import { WorkbenchTemplateSrv } from './variables/templateSrv';

/** What the page was asked for: `theme`, and `lang` for the plugin's language. */
const parameters = new URLSearchParams(window.location.search);

/** Sets Grafana's services, loads the plugin, and shows the page. */
async function start(): Promise<React.ReactElement> {
  standardFieldConfigEditorRegistry.setInit(() => []);
  standardTransformersRegistry.setInit(() => []);
  setBackendSrv(new FetchBackendSrv());
  setAppEvents(new EventBusSrv());
  setEchoSrv({ addBackend: () => {}, addEvent: () => {}, flush: () => {}, onInteraction: () => () => {} });

  const variables = new WorkbenchTemplateSrv();
  variables.set({ name: 'host', options: ['web01', 'web02', 'web03', 'db01'], current: ['web01'], multi: true });
  setTemplateSrv(variables);

  const meta = await loadMeta();
  await setLanguage(parameters.get('lang') ?? 'en-US', meta);
  const dataSources = new WorkbenchDataSources(await loadPlugin(meta, sharedPackages));
  setDataSourceSrv(dataSources);
  await dataSources.reload();
  return <App dataSources={dataSources} variables={variables} />;
}

const theme = createTheme({ colors: { mode: parameters.get('theme') === 'light' ? 'light' : 'dark' } });
const element = document.getElementById('root');
if (!element) {
  throw new Error('index.html has no #root.');
}
const root = createRoot(element);
start()
  .catch((error: unknown) => <Failure title="The workbench can't start" error={error} />)
  .then((page) => root.render(<ThemeProvider theme={theme}>{page}</ThemeProvider>));
