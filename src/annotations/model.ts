import { omitBy } from 'lodash';

import { type AnnotationQuery } from '@grafana/data';

import { isNewQuery } from '../query/defaults';
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

/** The `target` of an annotation: the server's own annotations, or points of a metric shown as events. */
export interface OpenTsdbAnnotationQuery extends OpenTsdbQuery {
  /** Of points shown as events: what each says. */
  event?: EventTemplate;
}

const REF_ID = 'Anno';

/** The fields of a new query: every stored point of every series is an event. */
export const NEW_ANNOTATION: Partial<OpenTsdbAnnotationQuery> = {
  queryType: 'timeseries',
  aggregator: 'none',
  disableDownsampling: true,
};

/** Whether an annotation's query is new: it has no fields but those of NEW_ANNOTATION and Grafana's. */
export function isNewAnnotation(saved: OpenTsdbAnnotationQuery): boolean {
  return isNewQuery(
    omitBy(
      saved,
      (value, field) => value === NEW_ANNOTATION[field as keyof OpenTsdbAnnotationQuery]
    ) as unknown as OpenTsdbAnnotationQuery
  );
}

/**
 * Reads a saved annotation, whose query is in `target`. Grafana's built-in OpenTSDB data source saved a metric's name there, as
 * text or in an object, for the annotations that OpenTSDB stores with that metric.
 */
export function readAnnotation(
  saved: AnnotationQuery<OpenTsdbAnnotationQuery>
): AnnotationQuery<OpenTsdbAnnotationQuery> {
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

/** The fields of this data source's annotation queries. */
const OWN_FIELDS = new Set([
  ...['refId', 'datasource', 'hide', 'key', 'queryType', 'metric', 'aggregator', 'event', 'isGlobal'],
  ...['filters', 'tags', 'explicitTags', 'disableDownsampling'],
]);

/**
 * The text of a saved query that can't be read: it isn't an object, or is another data source's. Undefined for one that can be
 * read or is empty.
 */
export function unreadableText(saved: unknown): string | undefined {
  if (saved === undefined || saved === null || saved === '') {
    return undefined;
  }
  if (typeof saved !== 'object' || Array.isArray(saved)) {
    return JSON.stringify(saved);
  }
  const isForeign = !('metric' in saved) && Object.keys(saved).some((field) => !OWN_FIELDS.has(field));
  return isForeign ? JSON.stringify(saved) : undefined;
}

/** An event's template without the parts of a wrong type, and whether there are such parts. */
export function readTemplate(saved: unknown): { template: EventTemplate; isBroken: boolean } {
  const entries = Object.entries(typeof saved === 'object' && saved !== null ? saved : {});
  const texts = entries.filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  return {
    template: Object.fromEntries(texts.map(([part, value]) => [part, String(value)])),
    isBroken:
      (saved !== undefined && saved !== null && typeof saved !== 'object') ||
      entries.some(([, value]) => value != null && typeof value !== 'string' && typeof value !== 'number'),
  };
}

function storedAnnotations(metric: string, isGlobal: unknown): OpenTsdbAnnotationQuery {
  return { refId: REF_ID, queryType: 'annotations', metric, isGlobal: Boolean(isGlobal) };
}
