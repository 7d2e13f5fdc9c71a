import {
  type AdHocVariableFilter,
  type CoreApp,
  type DataSourceInstanceSettings,
  type ScopedVars,
} from '@grafana/data';
import { DataSourceWithBackend, getBackendSrv, getTemplateSrv } from '@grafana/runtime';

import { Metadata } from './metadata/Metadata';
import { NEW_QUERY } from './query/defaults';
import { displayText } from './query/displayText';
import { interpolate } from './query/interpolate';
import { type OpenTsdbQuery } from './query/model';
import { isRunnable } from './query/validate';
import { type OpenTsdbOptions } from './settings/types';

/**
 * The browser half of the data source. Queries go to the backend as they are saved, with variables replaced; all that is
 * decided about them (defaults, validation, names of series) is decided there, where alert rules run as well.
 */
export class OpenTsdbDataSource extends DataSourceWithBackend<OpenTsdbQuery, OpenTsdbOptions> {
  /** What the editors know of the server. */
  readonly metadata: Metadata;

  constructor(readonly settings: DataSourceInstanceSettings<OpenTsdbOptions>) {
    super(settings);
    this.metadata = new Metadata(`/api/datasources/uid/${this.uid}/resources`, (request) =>
      getBackendSrv().fetch(request)
    );
  }

  getDefaultQuery(_app: CoreApp): Partial<OpenTsdbQuery> {
    return NEW_QUERY;
  }

  filterQuery(query: OpenTsdbQuery): boolean {
    return !query.hide && isRunnable(query);
  }

  applyTemplateVariables(query: OpenTsdbQuery, scopedVars: ScopedVars, filters?: AdHocVariableFilter[]): OpenTsdbQuery {
    return interpolate(query, (...args) => getTemplateSrv().replace(...args), scopedVars, filters);
  }

  getQueryDisplayText(query: OpenTsdbQuery): string {
    return displayText(query);
  }
}
