import React, { createContext, type PropsWithChildren, useCallback, useState } from 'react';

import { FieldValidationMessage } from '@grafana/ui';

/** Reports the error of a picker's look-up to the `LookupErrors` around it; without an error, that it worked. */
export const LookupErrorContext = createContext<(picker: string, error?: string) => void>(() => {});

/**
 * Controls, with the errors of the pickers' look-ups below: each error once, and below all controls, so that none of them moves
 * just when it is about to be clicked.
 */
export function LookupErrors({ children }: PropsWithChildren) {
  const [errors, setErrors] = useState<Record<string, string | undefined>>({});
  const report = useCallback(
    (picker: string, error?: string) => setErrors((now) => (now[picker] === error ? now : { ...now, [picker]: error })),
    []
  );
  const reasons = [...new Set(Object.values(errors))].filter((error) => error !== undefined);

  return (
    <LookupErrorContext.Provider value={report}>
      <div style={{ width: '100%' }}>
        {children}
        {reasons.map((reason) => (
          <div key={reason}>
            <FieldValidationMessage>{reason}</FieldValidationMessage>
          </div>
        ))}
      </div>
    </LookupErrorContext.Provider>
  );
}
