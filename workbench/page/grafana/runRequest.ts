import { catchError, from, map, type Observable, of, startWith, Subject, tap } from 'rxjs';
import { type DataQueryRequest, type DataSourceApi, LoadingState, type PanelData } from '@grafana/data';
import { toDataQueryError } from '@grafana/runtime';

/** What every request brings, as it comes. */
export const results = new Subject<PanelData>();

/** Runs a request as Grafana's server page does: first the news that it runs, then its data, with the errors of single queries. */
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
  return targets.length > 0 ? dataSource.query({ ...request, targets }) : of({ data: [] });
}
