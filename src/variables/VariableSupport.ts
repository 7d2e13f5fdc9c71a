import { type ComponentType } from 'react';
import { from, map, type Observable } from 'rxjs';

import {
  CustomVariableSupport,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  FieldType,
  type QueryEditorProps,
  toDataFrame,
} from '@grafana/data';
import { t } from '@grafana/i18n';
import { getTemplateSrv } from '@grafana/runtime';

import { VariableEditor } from '../components/VariableEditor/VariableEditor';
import { type Metadata } from '../metadata/Metadata';
import { type OpenTsdbQuery } from '../query/model';
import { type OpenTsdbOptions } from '../settings/types';
import { findValues } from './findValues';
import { NEW_VARIABLE, readVariable, type VariableQuery } from './model';

type AnyDataSource = DataSourceApi<OpenTsdbQuery, OpenTsdbOptions>;

/** Variables whose values are the server's names. */
export class VariableSupport extends CustomVariableSupport<AnyDataSource, VariableQuery> {
  // Grafana hands the editor the data source that the support belongs to.
  editor = VariableEditor as ComponentType<
    QueryEditorProps<AnyDataSource, OpenTsdbQuery, OpenTsdbOptions, VariableQuery>
  >;

  constructor(private readonly metadata: Metadata) {
    super();
    // Grafana takes the method off its object.
    this.query = this.query.bind(this);
  }

  getDefaultQuery(): Partial<VariableQuery> {
    return NEW_VARIABLE;
  }

  query({ targets: [target], scopedVars, range }: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    const query = readVariable(target);
    if (!query) {
      throw new Error(
        t(
          'variable.unreadable',
          'The query of this variable can not be read: it can be metrics(), tag_names(), tag_values(), suggest_tagk() or suggest_tagv()'
        )
      );
    }
    const found = findValues(
      query,
      this.metadata,
      (...args) => getTemplateSrv().replace(...args),
      scopedVars,
      range && { from: range.from.valueOf(), to: range.to.valueOf() }
    );
    return from(found).pipe(
      map((values) => ({
        data: [
          toDataFrame({
            refId: query.refId,
            fields: [
              { name: 'text', type: FieldType.string, values: values.map(({ text }) => text) },
              { name: 'value', type: FieldType.string, values: values.map(({ value }) => value) },
            ],
          }),
        ],
      }))
    );
  }
}
