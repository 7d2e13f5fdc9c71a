import { from, isObservable, of, type Observable } from 'rxjs';
import { catchError, map, startWith } from 'rxjs/operators';
import {
  applyFieldOverrides,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  FieldColorModeId,
  FieldType,
  type GrafanaTheme2,
  LoadingState,
  type PanelData,
  standardFieldConfigEditorRegistry,
  toDataFrame,
} from '@grafana/data';
import { getTemplateSrv, toDataQueryError } from '@grafana/runtime';

/** Runs a request as a panel does: first the news that it runs, then its data, with the errors of single queries. */
export function runRequest(dataSource: DataSourceApi, request: DataQueryRequest): Observable<PanelData> {
  const running: PanelData = { state: LoadingState.Loading, series: [], request, timeRange: request.range };
  return call(dataSource, request).pipe(
    map((response) => panelData(request, response)),
    catchError((error) => of({ ...running, state: LoadingState.Error, errors: [toDataQueryError(error)] })),
    startWith(running)
  );
}

function call(dataSource: DataSourceApi, request: DataQueryRequest): Observable<DataQueryResponse> {
  const targets = request.targets.filter((query) => dataSource.filterQuery?.(query) ?? true);
  if (targets.length === 0) {
    return of({ data: [] });
  }
  const answer = dataSource.query({ ...request, targets });
  return isObservable(answer) ? answer : from(answer);
}

function panelData(request: DataQueryRequest, response: DataQueryResponse): PanelData {
  const errors = response.errors ?? (response.error ? [response.error] : []);
  return {
    state: errors.length > 0 ? LoadingState.Error : (response.state ?? LoadingState.Done),
    series: response.data.map(toDataFrame),
    errors,
    request: { ...request, endTime: Date.now() },
    timeRange: request.range,
  };
}

/** Completes frames for Grafana's panels: display processors, colours, and the value axis's own settings. */
export function withFieldConfig(frames: DataFrame[], theme: GrafanaTheme2, timeZone: string): DataFrame[] {
  return applyFieldOverrides({
    data: frames.map(coloured),
    theme,
    timeZone,
    replaceVariables: (text, scopedVars, format) => getTemplateSrv().replace(text, scopedVars, format),
    fieldConfig: { defaults: {}, overrides: [] },
    fieldConfigRegistry: standardFieldConfigEditorRegistry,
  });
}

/** A frame whose series take the next colour each, as panels do by default. */
function coloured(frame: DataFrame): DataFrame {
  const color = { mode: FieldColorModeId.PaletteClassic };
  return { ...frame, fields: frame.fields.map((field) => ({ ...field, config: { color, ...field.config } })) };
}

/** The frames that a time series panel can draw: those with a time field and a number field. */
export function graphable(frames: DataFrame[]): DataFrame[] {
  return frames.filter(
    ({ fields }) =>
      fields.some(({ type }) => type === FieldType.time) && fields.some(({ type }) => type === FieldType.number)
  );
}
