/** What dashboards hold of a query beside the fields of src/query/model.ts, for the JSON schema of saved queries. */

/** What Grafana saves of every query. */
export interface OfGrafana {
  /** The name of the query in its panel or alert rule, such as `A`. */
  refId?: string;
  /** The data source that is asked: an object, the panel's where it is null, or, in the older form, its name. */
  datasource?: DataSource | string | null;
  /** Keeps the query from being run, or its result from being shown. */
  hide?: boolean;
  /** Of an alert rule: what the auto interval is, in ms. */
  intervalMs?: number;
  /** Of an alert rule: the most buckets of a series. */
  maxDataPoints?: number;
}

interface DataSource {
  /** `ovh-opentsdb-datasource`. */
  type?: string;
  /** The data source's uid, or a data source variable. */
  uid?: string;
  [other: string]: unknown;
}

/** Shapes of a query's fields that the built-in data source saved, and that are read. */
export interface ShapesOfBuiltIn {
  /**
   * Grafana's names for none.
   * @deprecated
   */
  queryType?: '' | 'randomWalk';
  /**
   * No filters.
   * @deprecated
   */
  filters?: Record<string, never>;
  /**
   * No tags.
   * @deprecated
   */
  tags?: [];
  counterMax?: null;
  counterResetValue?: null;
}

/** What the built-in data source saved, and nothing reads. */
export interface UnreadOfBuiltIn {
  /**
   * Set by the built-in data source for annotations. Not read.
   * @deprecated
   */
  fromAnnotations?: unknown;
  /**
   * The name of an annotation, set by the built-in data source. Not read.
   * @deprecated
   */
  name?: unknown;
  /**
   * The metric of an annotation, set by the built-in data source. Not read.
   * @deprecated
   */
  target?: unknown;
}
