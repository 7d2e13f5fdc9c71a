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

/** A filter on one tag key; `groupBy` makes one series per value. */
export interface TagFilter {
  /** The tag key. */
  tagk: string;
  type: FilterType | (string & {});
  /** The filter's text: values joined by `|`, a pattern, or a regular expression, by its type. */
  filter: string;
  groupBy: boolean;
}

/** A filter that a dashboard's ad-hoc variable adds, as Grafana hands it over. */
export interface AdhocFilter {
  key: string;
  operator: string;
  value: string;
  values?: string[];
}

/**
 * A saved query. A superset of what Grafana's built-in OpenTSDB data source saves, under the same names, so every field
 * may be missing: the backend's pkg/query gives missing ones the meaning they had there.
 */
export interface OpenTsdbQuery extends DataQuery {
  /** `timeseries` when missing. */
  queryType?: QueryType;
  /** `builder` when missing. */
  editorMode?: EditorMode;
  metric?: string;
  /** How series of one group become one; `avg` when missing. */
  aggregator?: string;
  /** The series' display name, with `$tag_<key>`, `[[tag_<key>]]`, `$metric`, `$aggregator`. */
  alias?: string;

  disableDownsampling?: boolean;
  /** A duration as OpenTSDB writes it (`30s`, `5m`, `1h`, `0all`); empty or missing: Grafana's interval, rounded. */
  downsampleInterval?: string;
  /** How points of one bucket become one; `avg` when missing. */
  downsampleAggregator?: string;
  /** The server's own `none` when missing. */
  downsampleFillPolicy?: FillPolicy | (string & {});
  /** Buckets follow the calendar in `timezone`. */
  useCalendar?: boolean;
  /** An IANA zone name; UTC when missing. */
  timezone?: string;

  filters?: TagFilter[];
  /** The older form of filters: tag key to value, `*`, `a|b` or `type(text)`; always grouped by. */
  tags?: Record<string, string>;
  /** Only series that have exactly the tag keys named. */
  explicitTags?: boolean;
  /** Added by the dashboard's ad-hoc variables, never saved. */
  adhocFilters?: AdhocFilter[];

  shouldComputeRate?: boolean;
  isCounter?: boolean;
  /** Numbers may come as strings. */
  counterMax?: number | string;
  counterResetValue?: number | string;
  dropResets?: boolean;

  /** With `annotations`: those of no series, too. */
  isGlobal?: boolean;

  /** For histogram metrics: the percentiles to compute, 0 to 100. */
  percentiles?: number[];
  /** `ROLLUP_RAW`, `ROLLUP_NOFALLBACK`, `ROLLUP_FALLBACK` or `ROLLUP_FALLBACK_RAW`. */
  rollupUsage?: string;
}
