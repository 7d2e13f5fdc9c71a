import React, { type ComponentProps, lazy, Suspense } from 'react';

import { t } from '@grafana/i18n';
import { LoadingPlaceholder } from '@grafana/ui';

const ConfigEditor = lazy(() => import('./ConfigEditor').then((module) => ({ default: module.ConfigEditor })));

/** The settings page, in a chunk of its own, which dashboards don't load. */
export function LazyConfigEditor(props: ComponentProps<typeof ConfigEditor>) {
  return (
    <Suspense fallback={<LoadingPlaceholder text={t('config.loading', 'Loading the settings…')} />}>
      <ConfigEditor {...props} />
    </Suspense>
  );
}
