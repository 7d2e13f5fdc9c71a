import React from 'react';
import { Alert } from '@grafana/ui';

interface Props {
  title: string;
  error: unknown;
}

/** An error in the words that it brings. */
export function Failure({ title, error }: Props) {
  return (
    <Alert severity="error" title={title}>
      {errorText(error)}
    </Alert>
  );
}

/** An error's text: of an Error, of a failed call of the API, or of anything thrown. */
export function errorText(error: unknown): string {
  if (typeof error === 'object' && error !== null) {
    if ('data' in error && typeof error.data === 'object' && error.data !== null && 'message' in error.data) {
      return String(error.data.message);
    }
    if ('message' in error) {
      return String(error.message);
    }
  }
  return String(error);
}
