import { from, map, type Observable, switchMap } from 'rxjs';

import {
  type AdHocVariableFilter,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  type DataSourceInstanceSettings,
  type DataSourceWithQueryModificationSupport,
  type DataSourceWithToggleableQueryFiltersSupport,
  type MetricFindValue,
  type QueryFilterOptions,
  type QueryFixAction,
  type QueryFixType,
  type ScopedVars,
  type ToggleFilterAction,
} from '@grafana/data';
import { DataSourceWithBackend, getBackendSrv, getTemplateSrv } from '@grafana/runtime';
import { type DataQuery } from '@grafana/schema';

import { type Applicability } from './drilldowns/applicability';
import { type DrilldownContext, Drilldowns } from './drilldowns/Drilldowns';
import { showsNotApplied, withNotices } from './drilldowns/panelFilters';
import { panelQuery } from './drilldowns/panelQuery';
import { type Recommendation } from './drilldowns/recommendations';
import { Metadata } from './metadata/Metadata';
import { withoutAdhoc } from './query/adhoc';
import { displayText } from './query/displayText';
import { hasMetric } from './query/hasMetric';
import { importQueries } from './query/importQueries';
import { interpolate, type Replace } from './query/interpolate';
import { type OpenTsdbQuery } from './query/model';
import { normalizeQuery, withBroken } from './query/normalize';
import { resolve, type Selection } from './query/resolve';
import { ShownRanges } from './query/ShownRanges';
import { hasFilter, withFilter, withoutFilter } from './query/toggleFilter';
import { type OpenTsdbOptions } from './settings/types';

/**
 * The browser half of the data source. Queries go to the backend as they are saved, with variables replaced. Defaults, validation
 * and names of series are the backend's, as it also serves alert rules. It imports no editor: `module.ts` adds those of variables
 * and annotations.
 */
export class OpenTsdbDataSource
  extends DataSourceWithBackend<OpenTsdbQuery, OpenTsdbOptions>
  implements
    DataSourceWithQueryModificationSupport<OpenTsdbQuery>,
    DataSourceWithToggleableQueryFiltersSupport<OpenTsdbQuery>
{
  /** Names and abilities of the server, for the editors. */
  readonly metadata: Metadata;
  /** The ranges that panels show, for changes that need no request to the server. */
  readonly shownRanges = new ShownRanges();
  private readonly drilldowns: Drilldowns;

  constructor(readonly settings: DataSourceInstanceSettings<OpenTsdbOptions>) {
    super(settings);
    this.metadata = new Metadata(`/api/datasources/uid/${this.uid}/resources`, (request) =>
      getBackendSrv().fetch(request)
    );
    this.drilldowns = new Drilldowns(this.metadata);
    // Grafana reads it for its own interval: `$__interval`, and that of panels and Explore.
    this.interval = settings.jsonData.timeInterval?.trim() || undefined;
  }

  query(given: GroupedRequest): Observable<DataQueryResponse> {
    const request = withGroupBy(this.shownRanges.apply(given));
    const { app, filters = [], targets } = request;
    if (filters.length === 0 || !showsNotApplied(app)) {
      return super.query(request);
    }
    return from(this.drilldowns.ofPanel(this.drilldownContext({ queries: targets, filters }))).pipe(
      switchMap(({ applied, notApplied }) =>
        super.query({ ...request, filters: applied }).pipe(map((response) => withNotices(response, notApplied)))
      )
    );
  }

  filterQuery(query: OpenTsdbQuery): boolean {
    const { query: read, broken } = normalizeQuery(query);
    return !query.hide && hasMetric(read, broken);
  }

  applyTemplateVariables(query: OpenTsdbQuery, scopedVars: ScopedVars, filters?: AdHocVariableFilter[]): OpenTsdbQuery {
    const { query: read, broken } = normalizeQuery(query);
    return withBroken(interpolate(read, replace, scopedVars, filters), query, broken);
  }

  /** The metrics and filters of a query, for look-ups of names. */
  resolve(query: Pick<OpenTsdbQuery, 'refId' | 'metric' | 'filters' | 'tags'>, scopedVars?: ScopedVars): Selection {
    return resolve(normalizeQuery(query).query, replace, scopedVars);
  }

  /** For Explore, which has no dashboard: ad-hoc filters become filters that the editor shows. */
  interpolateVariablesInQueries(
    queries: OpenTsdbQuery[],
    scopedVars: ScopedVars,
    filters?: AdHocVariableFilter[]
  ): OpenTsdbQuery[] {
    return queries.map((query) => withoutAdhoc(this.applyTemplateVariables(query, scopedVars, filters)));
  }

  getQueryDisplayText(query: OpenTsdbQuery): string {
    return displayText(normalizeQuery(query).query);
  }

  async importQueries(queries: DataQuery[], origin: DataSourceApi): Promise<OpenTsdbQuery[]> {
    return importQueries(queries, origin.type);
  }

  async getTagKeys(options?: DrilldownOptions): Promise<MetricFindValue[]> {
    return (await this.drilldowns.filterKeys(this.drilldownContext(options))).map((text) => ({ text }));
  }

  /** Keys that a dashboard can group its panels by. */
  async getGroupByKeys(options?: DrilldownOptions): Promise<MetricFindValue[]> {
    return (await this.drilldowns.groupByKeys(this.drilldownContext(options))).map((text) => ({ text }));
  }

  async getTagValues(options: DrilldownOptions & { key: string }): Promise<MetricFindValue[]> {
    return (await this.drilldowns.values(options.key, this.drilldownContext(options))).map((text) => ({ text }));
  }

  /** Whether the filters and group-by keys of a dashboard can be applied to these queries. */
  getDrilldownsApplicability(options?: DrilldownOptions): Promise<Applicability[]> {
    return this.drilldowns.applicability(this.drilldownContext(options));
  }

  /** Filters and group-by keys that a dashboard offers at a click. */
  getRecommendedDrilldowns(options?: DrilldownOptions): Promise<Recommendation> {
    return this.drilldowns.recommended(this.drilldownContext(options));
  }

  private drilldownContext({ queries, filters, groupByKeys }: DrilldownOptions = {}): DrilldownContext {
    return {
      filters,
      groupByKeys,
      queries: (queries ?? []).map((query) => panelQuery(normalizeQuery(query).query, this.resolve(query))),
    };
  }

  getSupportedQueryModifications(): Array<QueryFixType | string> {
    return ['ADD_FILTER', 'ADD_FILTER_OUT'];
  }

  modifyQuery(query: OpenTsdbQuery, { type, options }: QueryFixAction): OpenTsdbQuery {
    if (!options?.key || options.value === undefined || !this.getSupportedQueryModifications().includes(type)) {
      return query;
    }
    return withFilter(normalizeQuery(query).query, options.key, options.value, type === 'ADD_FILTER' ? 'for' : 'out');
  }

  toggleQueryFilter(saved: OpenTsdbQuery, { type, options: { key, value } }: ToggleFilterAction): OpenTsdbQuery {
    const { query } = normalizeQuery(saved);
    const mode = type === 'FILTER_FOR' ? 'for' : 'out';
    return hasFilter(query, key, value, mode)
      ? withoutFilter(query, key, value, mode)
      : withFilter(query, key, value, mode);
  }

  queryHasFilter(query: OpenTsdbQuery, { key, value }: QueryFilterOptions): boolean {
    return hasFilter(normalizeQuery(query).query, key, value);
  }
}

/** A request of a dashboard with a group-by variable; Grafana 12 has no type for it yet. */
type GroupedRequest = DataQueryRequest<OpenTsdbQuery> & { groupByKeys?: string[] };

/** Copies the keys of a dashboard's group-by variable to each query; Grafana adds them to the request. */
function withGroupBy(request: GroupedRequest): GroupedRequest {
  const { groupByKeys, targets } = request;
  return groupByKeys?.length ? { ...request, targets: targets.map((query) => ({ ...query, groupByKeys })) } : request;
}

/** Grafana's parameter of calls about a dashboard's filters and group-by keys; Grafana 12 has no type for it yet. */
interface DrilldownOptions {
  queries?: OpenTsdbQuery[];
  filters?: AdHocVariableFilter[];
  groupByKeys?: string[];
}

/** The template service is looked up at each call, as it changes with the dashboard. */
const replace: Replace = (...args) => getTemplateSrv().replace(...args);
