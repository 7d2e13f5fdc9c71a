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

// Not awaited: Grafana has loaded the texts already (plugin.json names the languages).
void initPluginTranslations(pluginJson.id);

/** The data source with the editors of variables and annotations, which import it: the other way round would be a cycle. */
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
