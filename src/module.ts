import { type DataSourceInstanceSettings, DataSourcePlugin } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';

import { annotationSupport } from './annotations/annotationSupport';
import { LazyConfigEditor } from './components/ConfigEditor/LazyConfigEditor';
import { Help } from './components/Help/Help';
import { LazyQueryEditor } from './components/QueryEditor/LazyQueryEditor';
import { OpenTsdbDataSource } from './datasource';
import { type OpenTsdbQuery } from './query/model';
import pluginJson from './plugin.json';
import { type OpenTsdbOptions, type OpenTsdbSecureOptions } from './settings/types';
import { VariableSupport } from './variables/VariableSupport';

// Grafana has loaded the texts by now (plugin.json names the languages), and nothing is rendered before this is through.
void initPluginTranslations(pluginJson.id);

/** The data source with the editors of variables and annotations. They know it, and it doesn't know them. */
class DataSourceWithEditors extends OpenTsdbDataSource {
  annotations = annotationSupport;

  constructor(settings: DataSourceInstanceSettings<OpenTsdbOptions>) {
    super(settings);
    this.variables = new VariableSupport(this.metadata);
  }
}

export const plugin = new DataSourcePlugin<OpenTsdbDataSource, OpenTsdbQuery, OpenTsdbOptions, OpenTsdbSecureOptions>(
  DataSourceWithEditors
)
  .setConfigEditor(LazyConfigEditor)
  .setQueryEditor(LazyQueryEditor)
  .setQueryEditorHelp(Help);
