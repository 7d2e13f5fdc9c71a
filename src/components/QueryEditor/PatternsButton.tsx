import React, { lazy, Suspense, useState } from 'react';

import { getTemplateSrv } from '@grafana/runtime';
import { t } from '@grafana/i18n';
import { Button } from '@grafana/ui';

import { type SectionProps } from './types';

// A query is started once.
const PatternsModal = lazy(() => import('../Patterns/PatternsModal'));

/** Makes the query one of a few common ones. */
export function PatternsButton({ query, change, datasource, server }: SectionProps) {
  const [isOpen, setIsOpen] = useState(false);

  return (
    <>
      <Button variant="secondary" size="sm" icon="list-ul" onClick={() => setIsOpen(true)}>
        {t('pattern.title', 'Start from a pattern')}
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <PatternsModal
            query={query}
            metric={getTemplateSrv().replace(query.metric ?? '')}
            metadata={datasource.metadata}
            server={server}
            onPick={(picked) => {
              setIsOpen(false);
              change(picked);
            }}
            onClose={() => setIsOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
