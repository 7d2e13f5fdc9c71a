import { type AdHocVariableFilter } from '@grafana/data';

import { type Metadata } from '../metadata/Metadata';
import { type Applicability, applicabilityOf } from './applicability';
import { type PanelFilters, panelFilters } from './panelFilters';
import { groupableKeys, hasKeys, type PanelQuery } from './panelQuery';
import { type Recommendation, recommend } from './recommendations';
import { tagsOfMetrics } from './tags';
import { tagFilters } from './tagFilters';

/** A dashboard's queries, filters and group-by keys. */
export interface DrilldownContext {
  /** The queries of its panels. */
  queries: PanelQuery[];
  /** The current filters. */
  filters?: AdHocVariableFilter[];
  /** The current group-by keys. */
  groupByKeys?: string[];
}

/**
 * What a dashboard's panels can be filtered and grouped by: the tag keys and values of any of their metrics; without a metric, of
 * all metrics.
 */
export class Drilldowns {
  constructor(private readonly metadata: Metadata) {}

  /** Tag keys for filters, sorted. */
  async filterKeys({ queries, filters }: DrilldownContext): Promise<string[]> {
    const metrics = metricsOf(queries);
    if (metrics.length === 0) {
      return this.everyKey(filters);
    }
    const tags = await tagsOfMetrics(this.metadata, metrics, tagFilters(filters));
    return sorted([...tags.values()].flatMap(({ values }) => [...values.keys()]));
  }

  /** Tag keys for grouping, sorted. Last values, lists of series and annotations aren't grouped. */
  async groupByKeys({ queries, filters }: DrilldownContext): Promise<string[]> {
    if (metricsOf(queries).length === 0) {
      return this.everyKey(filters);
    }
    const grouping = queries.filter(hasKeys);
    const tags = await tagsOfMetrics(this.metadata, metricsOf(grouping), tagFilters(filters));
    return sorted(grouping.flatMap((query) => groupableKeys(query, tags)));
  }

  /** Values of a tag key, sorted. */
  async values(key: string, { queries, filters }: DrilldownContext): Promise<string[]> {
    const metrics = metricsOf(queries);
    const tags = await tagsOfMetrics(this.metadata, metrics);
    // Only metrics that may have the key: without a metric, the server would return the values of all metrics.
    const having = metrics.filter((metric) => {
      const known = tags.get(metric);
      return known && (known.values.has(key) || !known.complete);
    });
    if (metrics.length > 0 && having.length === 0) {
      return [];
    }
    const search = { metric: having.join('|') || undefined, filters: tagFilters(filters) };
    return (await this.metadata.tagValues(key, search)).values;
  }

  /** Whether each filter and key can be applied to any of the queries, and why not. */
  async applicability(context: DrilldownContext): Promise<Applicability[]> {
    const tags = await tagsOfMetrics(this.metadata, metricsOf(context.queries));
    return applicabilityOf(context, tags);
  }

  /** The filters that apply to a panel, by the same rules; all of them if its metrics' tags can't be looked up. */
  async ofPanel({ queries, filters = [] }: DrilldownContext): Promise<PanelFilters> {
    try {
      return panelFilters(filters, await this.applicability({ queries, filters }));
    } catch {
      // The panel's own query fails for the same reason, and reports it.
      return { applied: filters, notApplied: [] };
    }
  }

  /** Recommended filters and keys. */
  async recommended(context: DrilldownContext): Promise<Recommendation> {
    const tags = await tagsOfMetrics(this.metadata, metricsOf(context.queries), tagFilters(context.filters));
    return recommend(context, tags);
  }

  private async everyKey(filters?: AdHocVariableFilter[]): Promise<string[]> {
    return (await this.metadata.tagKeys({ filters: tagFilters(filters) })).values;
  }
}

function metricsOf(queries: PanelQuery[]): string[] {
  return [...new Set(queries.flatMap(({ metrics }) => metrics))];
}

function sorted(keys: string[]): string[] {
  return [...new Set(keys)].sort();
}
