import { of } from 'rxjs';

import { type AnnotationSupport } from '@grafana/data';

import { LazyAnnotationEditor } from '../components/AnnotationEditor/LazyAnnotationEditor';
import { eventsOf } from './events';
import { type EventQuery, POINTS, readAnnotation } from './model';

/** Annotations from the data source: those OpenTSDB stores, and points of a metric as events. */
export const annotationSupport: AnnotationSupport<EventQuery> = {
  QueryEditor: LazyAnnotationEditor,
  getDefaultQuery: () => POINTS,
  prepareAnnotation: readAnnotation,
  prepareQuery: (annotation) => readAnnotation(annotation).target,
  processEvents: (annotation, frames) => of(eventsOf(readAnnotation(annotation).target ?? { refId: '' }, frames)),
};
