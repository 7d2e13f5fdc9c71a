import React, { type ComponentProps, lazy, Suspense } from 'react';

import { t } from '@grafana/i18n';
import { LoadingPlaceholder } from '@grafana/ui';

const AnnotationEditor = lazy(() =>
  import('./AnnotationEditor').then((module) => ({ default: module.AnnotationEditor }))
);

/** The editor of annotations, in a chunk of its own, which dashboards don't load while they are only viewed. */
export function LazyAnnotationEditor(props: ComponentProps<typeof AnnotationEditor>) {
  return (
    <Suspense fallback={<LoadingPlaceholder text={t('query.loading', 'Loading the editor…')} />}>
      <AnnotationEditor {...props} />
    </Suspense>
  );
}
