import React, { type ComponentProps, lazy, Suspense } from 'react';

import { t } from '@grafana/i18n';
import { LoadingPlaceholder } from '@grafana/ui';

const VariableEditor = lazy(() => import('./VariableEditor').then((module) => ({ default: module.VariableEditor })));

/** The editor of variables, in a chunk of its own, which dashboards don't load while they are only viewed. */
export function LazyVariableEditor(props: ComponentProps<typeof VariableEditor>) {
  return (
    <Suspense fallback={<LoadingPlaceholder text={t('query.loading', 'Loading the editor…')} />}>
      <VariableEditor {...props} />
    </Suspense>
  );
}
