import React from 'react';
import { toDataQueryError } from '@grafana/runtime';
import { Alert } from '@grafana/ui';

/** An error in the words that it brings: of an Error, of a failed call of the API, or a text. */
export function Failure({ error }: { error: unknown }) {
  return <Alert severity="error" title={toDataQueryError(error).message ?? ''} />;
}
