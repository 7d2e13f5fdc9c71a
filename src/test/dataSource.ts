import { type DataSourceInstanceSettings } from '@grafana/data';

import { OpenTsdbDataSource } from '../datasource';
import { type OpenTsdbOptions } from '../settings/types';

/** A data source as Grafana makes it from its settings. */
export function makeDataSource(jsonData: OpenTsdbOptions = {}): OpenTsdbDataSource {
  return new OpenTsdbDataSource({
    id: 1,
    uid: 'metrics',
    name: 'Metrics',
    type: 'ovh-opentsdb-datasource',
    access: 'proxy',
    readOnly: false,
    jsonData,
    meta: { id: 'ovh-opentsdb-datasource' },
  } as DataSourceInstanceSettings<OpenTsdbOptions>);
}
