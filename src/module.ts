import { DataSourcePlugin } from '@grafana/data';

import { ConfigEditor } from './components/ConfigEditor/ConfigEditor';
import { QueryEditor } from './components/QueryEditor/QueryEditor';
import { OpenTsdbDataSource } from './datasource';
import { type OpenTsdbQuery } from './query/model';
import { type OpenTsdbOptions, type OpenTsdbSecureOptions } from './settings/types';

export const plugin = new DataSourcePlugin<OpenTsdbDataSource, OpenTsdbQuery, OpenTsdbOptions, OpenTsdbSecureOptions>(
  OpenTsdbDataSource
)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
