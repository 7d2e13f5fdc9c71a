import { DataSourcePlugin } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';

import { LazyConfigEditor } from './components/ConfigEditor/LazyConfigEditor';
import { Help } from './components/Help/Help';
import { QueryEditor } from './components/QueryEditor/QueryEditor';
import { OpenTsdbDataSource } from './datasource';
import { type OpenTsdbQuery } from './query/model';
import pluginJson from './plugin.json';
import { type OpenTsdbOptions, type OpenTsdbSecureOptions } from './settings/types';

// Grafana has loaded the texts by now (plugin.json names the languages), and nothing is drawn before this is through.
void initPluginTranslations(pluginJson.id);

export const plugin = new DataSourcePlugin<OpenTsdbDataSource, OpenTsdbQuery, OpenTsdbOptions, OpenTsdbSecureOptions>(
  OpenTsdbDataSource
)
  .setConfigEditor(LazyConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(Help);
