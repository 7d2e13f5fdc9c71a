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
export interface EventQuery extends OpenTsdbQuery {
  /** Of points shown as events: what each says. */
  event?: EventTemplate;
}

const REF_ID = 'Anno';

/** Every stored point of every series: an event is no average. */
export const POINTS: Partial<EventQuery> = { queryType: 'timeseries', aggregator: 'none', disableDownsampling: true };

/** Whether nobody has written an annotation's query yet: it says no more than what Grafana begins one with. */
export function isNewEvent(saved: EventQuery): boolean {
  return isNewQuery(
    omitBy(saved, (value, field) => value === POINTS[field as keyof EventQuery]) as unknown as EventQuery
  );
}

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

/** What our own queries of events hold. */
const OWN_FIELDS = new Set([
  ...['refId', 'datasource', 'hide', 'key', 'queryType', 'metric', 'aggregator', 'event', 'isGlobal'],
  ...['filters', 'tags', 'explicitTags', 'disableDownsampling'],
]);

/**
 * A saved query that says something, and nothing that can be read: no object, or another data source's. It is shown as it
 * is. Undefined for one that can be read or says nothing yet.
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

/** What an event says, with the parts left out that no editor can have saved, and whether there are any. */
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

function storedAnnotations(metric: string, isGlobal: unknown): EventQuery {
  return { refId: REF_ID, queryType: 'annotations', metric, isGlobal: Boolean(isGlobal) };
}
