import React, { lazy, Suspense } from 'react';

import { t } from '@grafana/i18n';
import { LoadingPlaceholder } from '@grafana/ui';

import { type Props } from './QueryEditor';

const QueryEditor = lazy(() => import('./QueryEditor').then((module) => ({ default: module.QueryEditor })));

/** The query editor, in a file of its own: dashboards that are only looked at don't load it. */
export function LazyQueryEditor(props: Props) {
  return (
    <Suspense fallback={<LoadingPlaceholder text={t('query.loading', 'Loading the editor…')} />}>
      <QueryEditor {...props} />
    </Suspense>
  );
}
