import React, { lazy, Suspense, useState } from 'react';

import { t } from '@grafana/i18n';
import { Button } from '@grafana/ui';

import { type SectionProps } from './types';

// Loaded when it is opened, since most queries are edited without it.
const PatternsModal = lazy(() => import('../Patterns/PatternsModal'));

/** Makes the query one of a few common ones. */
export function PatternsButton({ query, change, datasource, server }: SectionProps) {
  const [isOpen, setIsOpen] = useState(false);

  return (
    <>
      <Button variant="secondary" size="sm" icon="list-ul" onClick={() => setIsOpen(true)}>
        {t('pattern.title', 'Kick start your query')}
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <PatternsModal
            query={query}
            metric={datasource.resolve(query).metric ?? ''}
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
