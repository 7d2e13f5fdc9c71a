import { catchError, from, map, type Observable, of, startWith, Subject, tap } from 'rxjs';
import { CoreApp, type DataQueryRequest, type DataSourceApi, LoadingState, type PanelData } from '@grafana/data';
import {
  type BackendDataSourceResponse,
  type FetchError,
  getBackendSrv,
  toDataQueryError,
  toDataQueryResponse,
} from '@grafana/runtime';

/** The results of all requests, as they arrive. */
export const results = new Subject<PanelData>();

/** Runs a request as Grafana's pages do: emits a loading state, then the data with the errors of single queries. */
export function runRequest(
  dataSource: DataSourceApi,
  request: DataQueryRequest,
  query: DataSourceApi['query'] = (asked) => runnable(dataSource, asked)
): Observable<PanelData> {
  const running: PanelData = { state: LoadingState.Loading, series: [], request, timeRange: request.range };
  return from(query(request)).pipe(
    map(({ data, state = LoadingState.Done, error, errors = error ? [error] : [] }) => {
      return { ...running, state: errors.length > 0 ? LoadingState.Error : state, series: data, errors };
    }),
    catchError((error) => of({ ...running, state: LoadingState.Error, errors: [toDataQueryError(error)] })),
    startWith(running),
    tap((data) => results.next(data))
  );
}

function runnable(dataSource: DataSourceApi, request: DataQueryRequest): ReturnType<DataSourceApi['query']> {
  const targets = request.targets.filter((query) => dataSource.filterQuery?.(query) ?? true);
  if (targets.length === 0) {
    return of({ data: [] });
  }
  return request.app === CoreApp.UnifiedAlerting
    ? evaluate(dataSource, { ...request, targets })
    : dataSource.query({ ...request, targets });
}

/** Runs saved queries on the server as an alert rule's preview does, without the plugin's browser half. */
function evaluate({ uid }: DataSourceApi, { targets, range }: DataQueryRequest): ReturnType<DataSourceApi['query']> {
  const relativeTimeRange = { from: range.to.diff(range.from, 'seconds'), to: 0 };
  const rule = targets.map((model) => ({ refId: model.refId, datasourceUid: uid, relativeTimeRange, model }));
  return getBackendSrv()
    .fetch<BackendDataSourceResponse>({ method: 'POST', url: '/api/v1/eval', data: { now: range.to, data: rule } })
    .pipe(
      catchError((error: FetchError) => of(error)),
      map((response) => toDataQueryResponse(response, targets))
    );
}
