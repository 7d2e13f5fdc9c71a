import { type ComponentType } from 'react';
import { from, map, type Observable, of, tap, throwError } from 'rxjs';

import {
  CustomVariableSupport,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  FieldType,
  type QueryEditorProps,
  toDataFrame,
} from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';

import { LazyVariableEditor } from '../components/VariableEditor/LazyVariableEditor';
import { type Metadata } from '../metadata/Metadata';
import { type OpenTsdbQuery } from '../query/model';
import { type OpenTsdbOptions } from '../settings/types';
import { publishIncomplete } from './incompleteNotice';
import { definitionOf } from './definition';
import { findValues } from './findValues';
import { isEmptyVariable, NEW_VARIABLE, readVariable, unreadableMessage, type VariableQuery } from './model';

type AnyDataSource = DataSourceApi<OpenTsdbQuery, OpenTsdbOptions>;

/** Variables whose values are the server's names. */
export class VariableSupport extends CustomVariableSupport<AnyDataSource, VariableQuery> {
  // Grafana passes the editor the data source that this support belongs to.
  editor = LazyVariableEditor as ComponentType<
    QueryEditorProps<AnyDataSource, OpenTsdbQuery, OpenTsdbOptions, VariableQuery>
  >;

  /** Definitions whose incomplete lists were reported: once is enough, though a dashboard queries repeatedly. */
  private readonly reported = new Set<string>();

  constructor(private readonly metadata: Metadata) {
    super();
    // Grafana calls the method without its object.
    this.query = this.query.bind(this);
  }

  getDefaultQuery(): Partial<VariableQuery> {
    return NEW_VARIABLE;
  }

  query({ targets: [target], scopedVars, range }: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    const query = readVariable(target);
    if (!query) {
      return isEmptyVariable(target)
        ? of({ data: [valuesFrame([])] })
        : throwError(() => new Error(unreadableMessage(target)));
    }
    const found = findValues(
      query,
      this.metadata,
      (...args) => getTemplateSrv().replace(...args),
      scopedVars,
      range && { from: range.from.valueOf(), to: range.to.valueOf() }
    );
    return from(found).pipe(
      tap(({ values, complete }) => !complete && this.reportIncomplete(definitionOf(query), values.length)),
      map(({ values }) => ({ data: [valuesFrame(values)] }))
    );
  }

  private reportIncomplete(definition: string, number: number): void {
    if (!this.reported.has(definition)) {
      this.reported.add(definition);
      publishIncomplete(definition, number);
    }
  }
}

function valuesFrame(values: string[]): DataFrame {
  return toDataFrame({
    refId: NEW_VARIABLE.refId,
    fields: [
      { name: 'text', type: FieldType.string, values },
      { name: 'value', type: FieldType.string, values },
    ],
  });
}
