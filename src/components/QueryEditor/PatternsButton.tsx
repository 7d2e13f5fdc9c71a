import React, { lazy, Suspense, useState } from 'react';

import { t } from '@grafana/i18n';
import { Button } from '@grafana/ui';

import { type SectionProps } from './types';

// Lazy, since the dialog is rarely opened.
const PatternsModal = lazy(() => import('../Patterns/PatternsModal'));

/** Opens a dialog with common queries to start from. */
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
