import { lastValueFrom } from 'rxjs';
import {
  type AnnotationEvent,
  type AnnotationQuery,
  CoreApp,
  type DataSourceApi,
  LoadingState,
  type PanelData,
  type TimeRange,
} from '@grafana/data';
import { makeRequest } from '../query/request';
import { runRequest } from '../query/runRequest';
import { eventsOf } from './events';

/** What an annotation query brought. */
export interface AnnotationAnswer {
  data: PanelData;
  events: AnnotationEvent[];
}

/** Runs an annotation's query over a dashboard's time range, as Grafana does. */
export async function runAnnotationQuery(
  dataSource: DataSourceApi,
  annotation: AnnotationQuery,
  range: TimeRange,
  timeZone: string
): Promise<AnnotationAnswer> {
  const { annotations: support } = dataSource;
  const query = support?.prepareQuery ? support.prepareQuery(annotation) : annotation.target;
  if (!query) {
    return { events: [], data: { state: LoadingState.Done, series: [], timeRange: range } };
  }
  const request = makeRequest({
    app: CoreApp.Dashboard,
    dataSource,
    queries: [{ ...query, refId: 'Anno' }],
    range,
    timeZone,
    maxDataPoints: 100,
  });
  const named = { ...request.scopedVars, __annotation: { text: annotation.name, value: annotation } };
  const data = await lastValueFrom(runRequest(dataSource, { ...request, scopedVars: named }));
  const own = support?.processEvents && (await lastValueFrom(support.processEvents(annotation, data.series)));
  return { data, events: support?.processEvents ? (own ?? []) : eventsOf(data.series) };
}
