import React, { lazy, Suspense } from 'react';

import { t } from '@grafana/i18n';
import { LoadingPlaceholder } from '@grafana/ui';

import { type Props } from './QueryEditor';

const QueryEditor = lazy(() => import('./QueryEditor').then((module) => ({ default: module.QueryEditor })));

/** The query editor, in a chunk of its own, which dashboards don't load while they are only viewed. */
export function LazyQueryEditor(props: Props) {
  return (
    <Suspense fallback={<LoadingPlaceholder text={t('query.loading', 'Loading the editor…')} />}>
      <QueryEditor {...props} />
    </Suspense>
  );
}
