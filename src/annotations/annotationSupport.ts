import { of } from 'rxjs';

import { type AnnotationSupport } from '@grafana/data';

import { AnnotationEditor } from '../components/AnnotationEditor/AnnotationEditor';
import { eventsOf } from './events';
import { type EventQuery, POINTS, readAnnotation } from './model';

/** Annotations from the data source: those OpenTSDB stores, and points of a metric as events. */
export const annotationSupport: AnnotationSupport<EventQuery> = {
  QueryEditor: AnnotationEditor,
  getDefaultQuery: () => POINTS,
  prepareAnnotation: readAnnotation,
  prepareQuery: (annotation) => readAnnotation(annotation).target,
  processEvents: (annotation, frames) => of(eventsOf(readAnnotation(annotation).target ?? { refId: '' }, frames)),
};
