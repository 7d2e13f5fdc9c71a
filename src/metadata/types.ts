import { type TagFilter } from '../query/model';
import { type DialectName } from '../settings/types';

/** What a resource reads of its URL: each reads some of these (docs/resources.md). */
export interface ResourceParameters {
  /**
   * The text typed so far.
   * @example 'cpu'
   */
  q?: string;
  /**
   * Only series of this metric. Several are joined by `|`.
   * @example 'os.cpu'
   */
  metric?: string;
  /**
   * The tag whose values are listed.
   * @example 'host'
   */
  key?: string;
  /**
   * Only series that pass these filters: a JSON array of the saved query's filters.
   * @example '[{"type":"literal_or","tagk":"dc","filter":"gra","groupBy":false}]'
   */
  filters?: string;
  /**
   * Only series with a point from this time on, in ms since 1970. Together with `to`.
   * @asType integer
   */
  from?: number;
  /**
   * Only series with a point up to this time, in ms since 1970.
   * @asType integer
   */
  to?: number;
  /**
   * The most entries of the list; at most the data source's `lookupLimit`.
   * @asType integer
   * @minimum 1
   * @example 100
   */
  limit?: number;
}

/** Suggestions for a picker. */
export interface Names {
  /** Sorted and distinct. */
  values: string[];
  /** False: there are more than were fetched. */
  complete: boolean;
}

/** Series of the server. */
export interface SeriesList {
  series: Array<{ metric: string; tags: Record<string, string> }>;
  complete: boolean;
}

/** How something is supported: by the connected server itself, by rewriting the query, or not at all. */
export type Support = 'native' | 'rewritten' | 'refused';

/** What the connected server supports. */
export interface Server {
  /** `ovh` or `opentsdb`. */
  dialect: DialectName;
  /** A region's name, or a custom URL's host. */
  name: string;
  aggregators: string[];
  downsampleAggregators: string[];
  filterTypes: Array<{ type: string; support: Support; note?: string }>;
  fillPolicies: Array<{ policy: string; support: Support; note?: string }>;
  features: {
    /** Buckets that follow the calendar in a time zone. */
    calendar: boolean;
    explicitTags: boolean;
    /** Rate options: counter, its greatest value, reset value, dropped resets. */
    counter: boolean;
    /** Timestamps in milliseconds. */
    milliseconds: boolean;
    /** The server stores annotations. */
    annotations: boolean;
    percentiles: boolean;
    rollups: boolean;
  };
}

/** A time range, in milliseconds since 1970. */
export interface Range {
  from: number;
  to: number;
}

/** Narrows the suggestions for a picker. */
export interface NameSearch {
  /** The text typed so far. */
  q?: string;
  /** Several are joined by `|`, as in a query: the result is that of any of them. */
  metric?: string;
  /** Only names of series that pass these filters. */
  filters?: TagFilter[];
  /** Only series with points in this range; for tag values and series of a metric. */
  range?: Range;
}
