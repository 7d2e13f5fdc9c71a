import { from, isObservable, lastValueFrom } from 'rxjs';
import {
  CoreApp,
  CustomVariableSupport,
  type DataQuery,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  DataSourceVariableSupport,
  type MetricFindValue,
  StandardVariableSupport,
  type TimeRange,
  toDataFrame,
} from '@grafana/data';
import { frameToMetricFindValue } from '@grafana/runtime';
import { makeRequest } from '../query/request';

/** The refId that Grafana gives the query of a variable. */
const refId = 'variable-query';

/** How Grafana asks a data source for a variable's values, by the kind of support that it has. */
export type VariableKind = 'custom' | 'standard' | 'datasource' | 'legacy' | 'none';

export function variableKind(dataSource: DataSourceApi): VariableKind {
  const { variables } = dataSource;
  if (variables instanceof CustomVariableSupport) {
    return 'custom';
  }
  if (variables instanceof StandardVariableSupport) {
    return 'standard';
  }
  if (variables instanceof DataSourceVariableSupport) {
    return 'datasource';
  }
  return dataSource.metricFindQuery ? 'legacy' : 'none';
}

/** A variable's values, asked for as Grafana does. `query` is what the editor made, or the text of an old variable. */
export async function runVariableQuery(
  dataSource: DataSourceApi,
  query: DataQuery | string,
  range: TimeRange,
  timeZone: string
): Promise<MetricFindValue[]> {
  const { variables } = dataSource;
  const request = (target: DataQuery): DataQueryRequest => ({
    ...makeRequest({ app: CoreApp.Dashboard, dataSource, queries: [], range, timeZone, maxDataPoints: 100 }),
    targets: [target],
  });
  // An old variable's text goes where Grafana puts it: to the plugin as it is, for the plugin to read.
  const target: DataQuery = typeof query === 'string' ? { refId } : { ...query, refId };
  if (variables instanceof CustomVariableSupport) {
    const asked: unknown = typeof query === 'string' ? query : target;
    return values(await last(variables.query({ ...request(target), targets: [asked as DataQuery] })));
  }
  if (variables instanceof StandardVariableSupport) {
    const text = typeof query === 'string' ? query : '';
    const standard = request(variables.toDataQuery({ ...target, query: text }));
    return values(await last(variables.query ? variables.query(standard) : dataSource.query(standard)));
  }
  if (variables instanceof DataSourceVariableSupport) {
    return values(await last(dataSource.query(request(target))));
  }
  if (dataSource.metricFindQuery) {
    return dataSource.metricFindQuery(query, { range });
  }
  throw new Error('The plugin has no support for variables.');
}

function last(answer: ReturnType<DataSourceApi['query']>): Promise<DataQueryResponse> {
  return lastValueFrom(isObservable(answer) ? answer : from(answer));
}

function values({ data, errors, error }: DataQueryResponse): MetricFindValue[] {
  const [first = error] = errors ?? [];
  if (first) {
    throw new Error(first.message ?? 'The query failed');
  }
  if (data.length === 0) {
    return [];
  }
  // Plugins answer with frames, or with plain lists of values.
  return 'fields' in data[0] ? frameToMetricFindValue(toDataFrame(data[0])) : data;
}
