import { of } from 'rxjs';

import { type AnnotationSupport } from '@grafana/data';

import { LazyAnnotationEditor } from '../components/AnnotationEditor/LazyAnnotationEditor';
import { eventsOf } from './events';
import { type OpenTsdbAnnotationQuery, NEW_ANNOTATION, readAnnotation } from './model';

/** Annotations: those that OpenTSDB stores, or points of a metric. */
export const annotationSupport: AnnotationSupport<OpenTsdbAnnotationQuery> = {
  QueryEditor: LazyAnnotationEditor,
  getDefaultQuery: () => NEW_ANNOTATION,
  prepareAnnotation: readAnnotation,
  prepareQuery: (annotation) => readAnnotation(annotation).target,
  processEvents: (annotation, frames) => of(eventsOf(readAnnotation(annotation).target ?? { refId: '' }, frames)),
};
