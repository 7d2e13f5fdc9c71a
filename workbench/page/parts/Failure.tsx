import React from 'react';
import { toDataQueryError } from '@grafana/runtime';
import { Alert } from '@grafana/ui';

/** The message of an error: an Error, a failed call of the API, or a text. */
export function Failure({ error }: { error: unknown }) {
  return <Alert severity="error" title={toDataQueryError(error).message ?? ''} />;
}
