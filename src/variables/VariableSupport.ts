import { from, map, type Observable } from 'rxjs';

import {
  CustomVariableSupport,
  type DataQueryRequest,
  type DataQueryResponse,
  FieldType,
  toDataFrame,
} from '@grafana/data';
import { t } from '@grafana/i18n';
import { getTemplateSrv } from '@grafana/runtime';

import { VariableEditor } from '../components/VariableEditor/VariableEditor';
import { type OpenTsdbDataSource } from '../datasource';
import { type Metadata } from '../metadata/Metadata';
import { findValues } from './findValues';
import { NEW_VARIABLE, readVariable, type VariableQuery } from './model';

/** Variables whose values are the server's names. */
export class VariableSupport extends CustomVariableSupport<OpenTsdbDataSource, VariableQuery> {
  editor = VariableEditor;

  constructor(private readonly metadata: Metadata) {
    super();
    // Grafana takes the method off its object.
    this.query = this.query.bind(this);
  }

  getDefaultQuery(): Partial<VariableQuery> {
    return NEW_VARIABLE;
  }

  query({ targets: [target], scopedVars }: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    const query = readVariable(target);
    if (!query) {
      throw new Error(
        t(
          'variable.unreadable',
          'The query of this variable can not be read: it can be metrics(), tag_names(), tag_values(), suggest_tagk() or suggest_tagv()'
        )
      );
    }
    const found = findValues(query, this.metadata, (...args) => getTemplateSrv().replace(...args), scopedVars);
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
