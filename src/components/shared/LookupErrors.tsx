import React, { createContext, type PropsWithChildren, useCallback, useState } from 'react';

import { FieldValidationMessage } from '@grafana/ui';

/** Tells the controls around a picker why it has no names to offer; without an error, that it has. */
export const LookupErrorContext = createContext<(picker: string, error?: string) => void>(() => {});

/**
 * Controls, and below all of them why pickers among them have no names to offer: each reason once, and where it moves
 * nothing that a person is about to click.
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
