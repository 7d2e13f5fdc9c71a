import { type AnnotationQuery } from '@grafana/data';

import { type OpenTsdbQuery } from '../query/model';

/** How a point of a metric becomes an event; each text may hold `$metric`, `$value` and `$tag_<key>`. */
export interface EventTemplate {
  /** The event's title. */
  title?: string;
  /** The event's text. */
  text?: string;
  /** The event's tags, joined by commas. */
  tags?: string;
}

/** The query of an annotation: the server's own annotations, or points of a metric shown as events. */
export interface EventQuery extends OpenTsdbQuery {
  /** Of points shown as events: what each says. */
  event?: EventTemplate;
}

const REF_ID = 'Anno';

/** Every stored point of every series: an event is no average. */
export const POINTS: Partial<EventQuery> = { queryType: 'timeseries', aggregator: 'none', disableDownsampling: true };

/**
 * An annotation as it is saved, with its query in `target`. Grafana's built-in OpenTSDB data source saved a metric's name
 * as `target`, flat or in an object, and read the annotations that OpenTSDB stores with that metric.
 */
export function readAnnotation(saved: AnnotationQuery<EventQuery>): AnnotationQuery<EventQuery> {
  const target: unknown = saved.target;
  if (typeof target === 'string') {
    return { ...saved, target: storedAnnotations(target, saved.isGlobal) };
  }
  const inner = target as { target?: unknown; isGlobal?: unknown } | undefined;
  if (inner && typeof inner === 'object' && typeof inner.target === 'string') {
    return { ...saved, target: storedAnnotations(inner.target, inner.isGlobal ?? saved.isGlobal) };
  }
  return saved;
}

function storedAnnotations(metric: string, isGlobal: unknown): EventQuery {
  return { refId: REF_ID, queryType: 'annotations', metric, isGlobal: Boolean(isGlobal) };
}
