import { type DataQuery } from '@grafana/schema';

/**
 * What a query asks the server for: points over time, each series' last point, the list of series, or the annotations
 * that OpenTSDB stores.
 */
export type QueryType = 'timeseries' | 'last' | 'series' | 'annotations';

/** Two views of one saved query: the form, or OpenTSDB's own sub-query text. */
export type EditorMode = 'builder' | 'code';

/**
 * OpenTSDB's filter types (http://opentsdb.net/docs/build/html/user_guide/query/filters.html). A server may lack some:
 * the backend rewrites those to an equal `regexp` or refuses them by name.
 */
export type FilterType =
  | 'literal_or'
  | 'iliteral_or'
  | 'not_literal_or'
  | 'not_iliteral_or'
  | 'wildcard'
  | 'iwildcard'
  | 'regexp'
  | 'not_key';

/**
 * What a downsample bucket without a stored point becomes. `none`, `nan`, `null` and `zero` are OpenTSDB's and mean what
 * the connected server does with them; `gaps` is ours: nothing is invented, and an aggregate is that of the series that
 * have a point in the bucket, on every server.
 */
export type FillPolicy = 'gaps' | 'none' | 'nan' | 'null' | 'zero';

/** How series are named that have no alias: by the tags that tell them apart, or by their metric and all their tags. */
export type Legend = 'auto' | 'verbose';

/** How points over time are laid out: a frame for each series, one frame with a column for each, or one with tags in columns. */
export type Format = 'timeseries' | 'wide' | 'table';

/** What becomes of a bucket that isn't over yet, where its value depends on how full it is. */
export type UnfinishedInterval = 'hide' | 'show';

/**
 * A template variable.
 * @pattern \$|\[\[
 */
type WithVariable = string & {};

/** A function over the series of a query, such as `highest`. */
export interface SeriesFunction {
  /** The function's name. */
  name: string;
  /** What it takes beside the series, in its order. */
  params: Array<string | number>;
}

/** A filter on one tag key. */
export interface TagFilter {
  /** The tag key. */
  tagk: string;
  /** How the text is matched; `iliteral_or` when missing. */
  type: FilterType | WithVariable;
  /** The filter's text: values joined by `|`, a pattern, or a regular expression, by its type. Empty with `not_key`. */
  filter: string;
  /** Makes one series per value of the tag. */
  groupBy: boolean;
}

/** A filter that a dashboard's ad-hoc variable adds, as Grafana hands it over. */
export interface AdhocFilter {
  /** The tag key. */
  key: string;
  /** `=`, `!=`, `=~` or `!~`; `=|` and `!=|` are those of several values. */
  operator: string;
  /** The value, or a regular expression, by the operator. */
  value: string;
  /** The values of `=|` and `!=|`. */
  values?: string[];
}

/** What the browser half adds to a query when it is run. */
export interface RunTimeFields {
  /** Added by the dashboard's ad-hoc variables, never saved. */
  adhocFilters?: AdhocFilter[];
  /** Added by the dashboard's group-by variable, never saved: tag keys that are grouped by, too. */
  groupByKeys?: string[];
  /**
   * Added by the editor where only names, the layout or functions have changed, never saved: how old a cached response may
   * be, in milliseconds, up to 10 minutes. Alert rules don't read it.
   */
  maxAgeMs?: number;
}

/**
 * A saved query. A superset of what Grafana's built-in OpenTSDB data source saves, under the same names, so every field
 * may be missing: the backend's pkg/query gives missing ones the meaning they had there. docs/queries.md is made of it.
 */
export interface OpenTsdbQuery extends DataQuery, RunTimeFields {
  /** What the query returns; `timeseries` when missing. `annotations` are those that OpenTSDB stores. */
  queryType?: QueryType;
  /** How the editor shows the query; `builder` when missing. It doesn't change the request. */
  editorMode?: EditorMode;
  /** The metric's name: whole, in its own case. Several are joined by `|`, as a variable with several values writes them. */
  metric?: string;
  /** How series of one group become one; `avg` when missing. `none` leaves every series by itself. */
  aggregator?: string;
  /** The series' display name, with `$tag_<key>`, `[[tag_<key>]]`, `$metric`, `$aggregator`, `$downsample`. */
  alias?: string;
  /** How series without an alias are named; `verbose` when missing. A query made in the editor has `auto`. */
  legend?: Legend;
  /** How points over time are laid out; `timeseries` when missing. Alert rules always get that. */
  format?: Format;

  /** Leaves points as they are stored; the other `downsample…` fields are then not read. */
  disableDownsampling?: boolean;
  /**
   * How long a bucket is: a whole number and a unit (`ms`, `s`, `m`, `h`, `d`, `w`, `n` for 30 days, `y`), such as `5m`;
   * with a `c` behind it a calendar interval; `0all` for the whole time range. Empty or missing: Grafana's interval, rounded up.
   */
  downsampleInterval?: string;
  /** How points of one bucket become one; `avg` when missing. */
  downsampleAggregator?: string;
  /** What a bucket without a point becomes; the server's own `none` when missing. A query made in the editor has `gaps`. */
  downsampleFillPolicy?: FillPolicy | WithVariable;
  /** What becomes of a bucket that isn't over yet, where its value depends on how full it is; `hide` when missing. */
  unfinishedInterval?: UnfinishedInterval;
  /** Buckets follow the calendar in `timezone`. OpenTSDB only. */
  useCalendar?: boolean;
  /** The IANA name of a time zone, such as `Europe/Paris`; `UTC` when missing. */
  timezone?: string;

  /** Filters on tags, ANDed; `groupBy` marks the tags to group by. */
  filters?: TagFilter[];
  /** The older form of filters: tag key to value, `*`, `a|b` or `type(text)`; always grouped by. */
  tags?: Record<string, string>;
  /** Only series that have exactly the tag keys named in the filters. */
  explicitTags?: boolean;

  /** Functions applied to the series before they are shown, in this order. */
  functions?: SeriesFunction[];

  /** The change per second instead of the value. */
  shouldComputeRate?: boolean;
  /** With a rate: the metric only grows, until it starts again from 0. */
  isCounter?: boolean;
  /** With a counter: the greatest value before it starts again, a whole number above 0. Numbers may come as strings. */
  counterMax?: number | string;
  /** With a counter: a rate above this comes from a reset, and counts as 0. A whole number; 0 is none. */
  counterResetValue?: number | string;
  /** With a counter: leaves out the point after a reset. Default: true if neither `counterMax` nor `counterResetValue` is set. */
  dropResets?: boolean;

  /** With `annotations`: include annotations without a series. */
  isGlobal?: boolean;

  /** For histogram metrics: the percentiles to compute, each above 0 and up to 100. OpenTSDB only. */
  percentiles?: number[];
  /**
   * Whether to read rollup (pre-aggregated) data: `ROLLUP_RAW`, `ROLLUP_NOFALLBACK`, `ROLLUP_FALLBACK` or
   * `ROLLUP_FALLBACK_RAW`. OpenTSDB only.
   */
  rollupUsage?: string;
}
