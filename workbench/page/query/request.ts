import {
  type AdHocVariableFilter,
  type CoreApp,
  type DataQuery,
  type DataQueryRequest,
  type DataSourceApi,
  rangeUtil,
  type TimeRange,
} from '@grafana/data';

interface RequestOptions {
  app: CoreApp;
  dataSource: DataSourceApi;
  queries: DataQuery[];
  range: TimeRange;
  timeZone: string;
  /** The panel's width in pixels, from which Grafana takes how many points it asks for. */
  maxDataPoints: number;
  /** The dashboard's ad-hoc filters. */
  filters?: AdHocVariableFilter[];
}

let requests = 0;

/** The request that Grafana makes of a panel's queries: interval from the range and the width, at least the data source's. */
export function makeRequest(options: RequestOptions): DataQueryRequest {
  const { app, dataSource, queries, range, timeZone, maxDataPoints, filters } = options;
  const { interval, intervalMs } = rangeUtil.calculateInterval(range, maxDataPoints, dataSource.interval);
  requests += 1;
  return {
    app,
    requestId: `workbench_${requests}`,
    interval,
    intervalMs,
    maxDataPoints,
    range,
    rangeRaw: range.raw,
    timezone: timeZone,
    scopedVars: {
      __interval: { text: interval, value: interval },
      __interval_ms: { text: String(intervalMs), value: intervalMs },
    },
    targets: queries.filter((query) => !query.hide).map((query) => ({ ...query, datasource: dataSource.getRef() })),
    filters: filters?.filter(({ key, value }) => key && value),
    startTime: Date.now(),
  };
}

/** The next free letter for a query: A, B, … Z, AA. */
export function nextRefId(queries: DataQuery[]): string {
  const taken = new Set(queries.map(({ refId }) => refId));
  for (let index = 0; ; index++) {
    const refId = letters(index);
    if (!taken.has(refId)) {
      return refId;
    }
  }
}

function letters(index: number): string {
  const last = String.fromCharCode('A'.charCodeAt(0) + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}
